"""Addresses of the team."""

from django.urls import path

from encaisse.teams import views
from encaisse.teams.views import named, objectives

app_name = "teams"

urlpatterns = [
    path("equipe/", views.team, name="team"),
    path("equipe/absences", views.be_away, name="be_away"),
    path("equipe/absences/<int:absence_id>/retour", views.come_back, name="come_back"),
    path("equipe/passations/<int:handover_id>/defaire", views.undo, name="undo"),
    path("equipe/equipes/", named.teams, name="teams"),
    path("equipe/equipes/<int:team_id>/", named.change_team, name="change_team"),
    path("equipe/equipes/<int:team_id>/dissoudre", named.dissolve, name="dissolve"),
    path("equipe/objectifs/", objectives.objectives, name="objectives"),
    path(
        "equipe/objectifs/<int:objective_id>/retirer",
        objectives.remove_objective,
        name="remove_objective",
    ),
    path("equipe/regles/", views.rules, name="rules"),
    path("equipe/regles/partager", views.share, name="share"),
    path("equipe/regles/<int:rule_id>/oter", views.remove_rule, name="remove_rule"),
    path("equipe/regles/<int:rule_id>/monter", views.raise_rule, name="raise_rule"),
    path("equipe/personne/", views.unfollowed, name="unfollowed"),
    path("equipe/<int:person_id>/", views.portfolio, name="portfolio"),
]

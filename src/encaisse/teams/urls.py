"""Addresses of the team."""

from django.urls import path

from encaisse.teams import views

app_name = "teams"

urlpatterns = [
    path("equipe/", views.team, name="team"),
    path("equipe/absences", views.be_away, name="be_away"),
    path("equipe/absences/<int:absence_id>/retour", views.come_back, name="come_back"),
    path("equipe/passations/<int:handover_id>/defaire", views.undo, name="undo"),
    path("equipe/personne/", views.unfollowed, name="unfollowed"),
    path("equipe/<int:person_id>/", views.portfolio, name="portfolio"),
]

"""Addresses of the exchanges."""

from django.urls import path

from encaisse.exchanges.views import calls, visits, writing

app_name = "exchanges"

urlpatterns = [
    path("echanges/", calls.calls, name="calls"),
    path("echanges/appels/<int:call_id>/", calls.call, name="call"),
    path("echanges/visites/", visits.visits, name="visits"),
    path("echanges/visites/<int:visit_id>/", visits.visit, name="visit"),
    path("echanges/visites/<int:visit_id>/agenda.ics", visits.visit_file, name="visit_file"),
    path("echanges/visites/<int:visit_id>/suite", visits.act_on_visit, name="act_on_visit"),
    path("clients/<int:customer_id>/appel", calls.dial, name="dial"),
    path("clients/<int:customer_id>/visite", visits.plan_visit, name="plan_visit"),
    path("clients/<int:customer_id>/ecrire", writing.write, name="write"),
]

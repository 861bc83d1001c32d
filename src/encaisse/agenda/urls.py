"""Addresses of the agenda."""

from django.urls import path

from encaisse.agenda import views
from encaisse.agenda.views import orphans

app_name = "agenda"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/orphelines/", orphans.orphans, name="orphans"),
    path("agenda/geste", views.act, name="act"),
]

"""Addresses of the agenda."""

from django.urls import path

from encaisse.agenda import views

app_name = "agenda"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/geste", views.act, name="act"),
]

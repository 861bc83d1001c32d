"""Addresses of the accounting entries."""

from django.urls import path

from encaisse.entries import views

app_name = "entries"

urlpatterns = [
    path("ecritures/", views.entries, name="entries"),
    path("ecritures/exporter", views.export, name="export"),
    path("ecritures/comptes", views.accounts, name="accounts"),
    path("ecritures/<int:export_id>/defaire", views.undo, name="undo"),
]

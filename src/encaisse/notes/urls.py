"""Addresses of notes."""

from django.urls import path

from encaisse.notes import views

app_name = "notes"

urlpatterns = [
    path("clients/<int:customer_id>/notes", views.notes, name="notes"),
    path("notes/<int:note_id>/", views.edit, name="edit"),
    path("notes/<int:note_id>/epingler", views.pin, name="pin"),
    path("notes/<int:note_id>/lue", views.read, name="read"),
]

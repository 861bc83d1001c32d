"""Addresses of the imports."""

from django.urls import path

from encaisse.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:import_id>/", views.one_import, name="import"),
]

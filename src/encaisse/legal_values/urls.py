"""Addresses of the legal values."""

from django.urls import path

from encaisse.legal_values import views

app_name = "legal_values"

urlpatterns = [
    path("", views.values, name="values"),
    path("ajouter/", views.add, name="add"),
    path("relire/", views.read_again, name="read_again"),
    path("<str:name>/", views.value, name="value"),
    path("<str:name>/confirmer/<str:first>/", views.confirm, name="confirm"),
]

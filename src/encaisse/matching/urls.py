"""Addresses of matching."""

from django.urls import path

from encaisse.matching import views

app_name = "matching"

urlpatterns = [
    path("lettrage/", views.waiting, name="waiting"),
    path("lettrage/payeurs/", views.payers, name="payers"),
    path("lettrage/payeurs/<int:payer_id>/oublier/", views.forget, name="forget"),
    path("lettrage/lignes/<int:line_id>/", views.choose_line, name="choose_line"),
    path("lettrage/lignes/<int:line_id>/annuler/", views.undo, name="undo"),
    path("lettrage/reglements/<int:credit_id>/", views.choose_payment, name="choose_payment"),
]

"""Addresses of the life cycle of invoices."""

from django.urls import path

from encaisse.life_cycle import views

app_name = "life_cycle"

urlpatterns = [
    path("factures/<int:invoice_id>/statut", views.note, name="note"),
    path("factures/statuts/<int:consequence_id>/lever", views.lift, name="lift"),
]

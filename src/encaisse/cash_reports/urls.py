"""Addresses of the receipts to declare."""

from django.urls import path

from encaisse.cash_reports import views

app_name = "cash_reports"

urlpatterns = [
    path("encaissements/", views.reports, name="reports"),
    path("encaissements/preparer", views.make, name="make"),
    path("encaissements/remettre", views.give, name="give"),
    path("encaissements/fichiers", views.files, name="files"),
    path("encaissements/reglages", views.habit, name="habit"),
    path("encaissements/factures/<int:invoice_id>/completer", views.complete, name="complete"),
]

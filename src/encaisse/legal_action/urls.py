"""Addresses of legal action."""

from django.urls import path

from encaisse.legal_action import views

app_name = "legal_action"

urlpatterns = [
    path("prescription/", views.limitation, name="limitation"),
    path("prescription/actes/<int:event_id>/annuler", views.cancel, name="cancel"),
    path("factures/<int:invoice_id>/prescription", views.note, name="note"),
    path("factures/<int:invoice_id>/nature", views.choose_kind, name="choose_kind"),
]

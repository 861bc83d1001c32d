"""Addresses of direct debits."""

from django.urls import path

from encaisse.direct_debits import views

app_name = "direct_debits"

urlpatterns = [
    path("prelevements/", views.batches, name="batches"),
    path("prelevements/preparer", views.prepare, name="prepare"),
    path("prelevements/creancier", views.creditor, name="creditor"),
    path("prelevements/mandats/", views.mandates, name="mandates"),
    path("prelevements/mandats/<int:mandate_id>/revoquer", views.revoke, name="revoke"),
    path("prelevements/<int:remittance_id>/", views.batch, name="batch"),
    path("prelevements/<int:remittance_id>/annuler", views.cancel, name="cancel"),
    path("clients/<int:customer_id>/mandats", views.customer, name="customer"),
    path("clients/<int:customer_id>/mandats/signer", views.sign, name="sign"),
]

"""Addresses of home."""

from django.urls import path

from encaisse.home.views import company, customer, gestures, invoice, lists, today

app_name = "home"

urlpatterns = [
    path("", today.today, name="today"),
    path("approuver", today.approve, name="approve"),
    path("recherche", lists.search, name="search"),
    path("societe/", company.company, name="company"),
    path("societe/lettre", company.company_letter, name="company_letter"),
    path("clients/", lists.customers, name="customers"),
    path("clients/<int:customer_id>/", customer.customer, name="customer"),
    path("clients/<int:customer_id>/fil", customer.timeline, name="timeline"),
    path("clients/<int:customer_id>/retard", customer.why_late, name="why_late"),
    path("clients/<int:customer_id>/modifier/<slug:form>", customer.edit, name="edit"),
    path("clients/<int:customer_id>/geste", gestures.gesture, name="gesture"),
    path("clients/<int:customer_id>/reglement", customer.pay, name="pay"),
    path("clients/<int:customer_id>/coordonnees", customer.change, name="change"),
    path("clients/<int:customer_id>/encours", customer.limit, name="limit"),
    path("clients/<int:customer_id>/contacts", customer.add_contact, name="add_contact"),
    path("clients/<int:customer_id>/adresse", customer.accept_address, name="accept_address"),
    path("clients/<int:customer_id>/bloquer", customer.block, name="block"),
    path("clients/<int:customer_id>/debloquer", customer.unblock, name="unblock"),
    path("clients/<int:customer_id>/scenario", customer.choose_scenario, name="choose_scenario"),
    path("clients/<int:customer_id>/profil", customer.choose_profile, name="choose_profile"),
    path("contacts/<int:contact_id>", customer.change_contact, name="change_contact"),
    path("contacts/<int:contact_id>/stop-sms", customer.stop_texts, name="stop_texts"),
    path("reglements/", lists.credits, name="credits"),
    path("accessoires/", lists.claims, name="claims"),
    path("credits/<int:credit_id>/affecter", customer.match, name="match"),
    path("factures/", lists.invoices, name="invoices"),
    path("factures/<int:invoice_id>/", invoice.invoice, name="invoice"),
    path("factures/<int:invoice_id>/abandonner", invoice.waive, name="waive"),
    path("affectations/<int:allocation_id>/delettrer", invoice.unmatch, name="unmatch"),
]

"""Addresses of invoicing."""

from django.urls import path

from encaisse.invoicing.views import drafts, issued

app_name = "invoicing"

urlpatterns = [
    path("nouvelle", drafts.new, name="new"),
    path("brouillons/", drafts.drafts, name="drafts"),
    path("brouillons/<int:draft_id>/", drafts.draft, name="draft"),
    path("brouillons/<int:draft_id>/apercu", drafts.paper, name="draft_paper"),
    path("brouillons/<int:draft_id>/supprimer", drafts.discard, name="discard"),
    path("<int:invoice_id>/avoir", drafts.new_credit_note, name="new_credit_note"),
    path("emises/", issued.issued, name="issued"),
    path("emises/<int:issued_id>/pdf", issued.paper, name="issued_paper"),
    path("emises/<int:issued_id>/xml", issued.data, name="issued_data"),
    path("reglages", issued.habits, name="habits"),
]

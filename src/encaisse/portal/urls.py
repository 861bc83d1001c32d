"""Addresses of the portal: those of the customer, and those of the company's people."""

from django.urls import path

from encaisse.portal.views import acts, coded, desk, space

app_name = "portal"

urlpatterns = [
    path("espace/", space.space, name="space"),
    path("espace/releve.pdf", space.statement, {"form": "pdf"}, name="statement"),
    path("espace/releve.xlsx", space.statement, {"form": "xlsx"}, name="statement_sheet"),
    path("espace/fermer", space.leave, name="leave"),
    path("espace/langue", space.choose_language, name="language"),
    path("espace/l/<str:token>", space.enter, name="enter"),
    path("espace/merci/<str:kind>", acts.thanks, name="thanks"),
    path("espace/delai", acts.spread, name="spread"),
    path("espace/coordonnees", coded.contact, name="contact"),
    path("espace/echeancier/<str:proposal_id>", coded.plan, name="plan"),
    path("espace/code/<str:code_id>", coded.code, name="code"),
    path("espace/documents/<str:document_id>", space.paper, name="paper"),
    path("espace/creance/<str:receivable_id>/", acts.receivable, name="receivable"),
    path("espace/creance/<str:receivable_id>/paye", acts.say_paid, name="say_paid"),
    path("espace/creance/<str:receivable_id>/conteste", acts.contest, name="contest"),
    path("espace/creance/<str:receivable_id>/engagement", acts.engage, name="engage"),
    path("espace/creance/<str:receivable_id>/duplicata", acts.duplicate, name="duplicate"),
    path("clients/<int:customer_id>/espace/", desk.links, name="links"),
    path("clients/<int:customer_id>/espace/lien", desk.issue, name="issue"),
    path("clients/<int:customer_id>/espace/envoi", desk.send, name="send"),
    path("societe/espace", desk.policy, name="policy"),
    path("espaces/<int:link_id>/revoquer", desk.revoke, name="revoke"),
    path("espaces/demandes/<int:portal_request_id>/", desk.request_page, name="request"),
    path(
        "espaces/demandes/<int:portal_request_id>/contact", desk.take_contact, name="take_contact"
    ),
]

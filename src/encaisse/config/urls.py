"""The root URL map: the only place that opens the doors of the capabilities."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("encaisse.home.urls")),
    path("", include("encaisse.web.urls")),
    path("", include("encaisse.agenda.urls")),
    path("", include("encaisse.causes.urls")),
    path("", include("encaisse.teams.urls")),
    path("", include("encaisse.colleagues.urls")),
    path("", include("encaisse.differences.urls")),
    path("", include("encaisse.direct_debits.urls")),
    path("", include("encaisse.disputes.urls")),
    path("", include("encaisse.dunning.urls")),
    path("", include("encaisse.early_payment_discounts.urls")),
    path("", include("encaisse.cash_reports.urls")),
    path("", include("encaisse.entries.urls")),
    path("", include("encaisse.exchanges.urls")),
    path("", include("encaisse.legal_action.urls")),
    path("", include("encaisse.notes.urls")),
    path("", include("encaisse.payment_plans.urls")),
    path("", include("encaisse.promises.urls")),
    path("", include("encaisse.life_cycle.urls")),
    path("factures/", include("encaisse.invoicing.urls")),
    path("reponses/", include("encaisse.replies.urls")),
    path("boite/", include("encaisse.letters.urls")),
    path("compte/", include("encaisse.accounts.urls")),
    path("documents/", include("encaisse.documents.urls")),
    path("imports/", include("encaisse.imports.urls")),
    path("", include("encaisse.matching.urls")),
    path("", include("encaisse.indicators.urls")),
    path("calculs/", include("encaisse.calculators.urls")),
    path("valeurs-legales/", include("encaisse.legal_values.urls")),
    path("", include("encaisse.late_charges.urls")),
    path("", include("encaisse.portal.urls")),
    path("api/", include("encaisse.api.urls")),
    path("compte/", include("allauth.urls")),
    path("support/", admin.site.urls),
]

handler400 = "encaisse.web.views.bad_request"
handler403 = "encaisse.web.views.forbidden"
handler404 = "encaisse.web.views.not_found"
handler500 = "encaisse.web.views.broken"

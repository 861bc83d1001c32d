"""The API itself: its resources, its errors, its schema."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from encaisse.agenda.api import router as agenda
from encaisse.api import problems
from encaisse.cash_reports.api import router as cash_reports
from encaisse.causes.api import router as causes
from encaisse.colleagues.api import router as colleagues
from encaisse.differences.api import router as differences
from encaisse.direct_debits.api import mandates_router
from encaisse.direct_debits.api import router as direct_debits
from encaisse.disputes.api import router as disputes
from encaisse.disputes.api.questions import router as questions
from encaisse.documents.api import router as documents
from encaisse.dunning.api import router as dunning
from encaisse.early_payment_discounts.api import router as early_payment_discounts
from encaisse.entries.api import router as entries
from encaisse.exchanges.api import router as exchanges
from encaisse.imports.api import lines_router as bank_lines
from encaisse.imports.api import router as imports
from encaisse.imports.api import sources_router as import_sources
from encaisse.imports.api.mappings import router as import_mappings
from encaisse.insolvency.api import router as insolvencies
from encaisse.invoicing.api import router as invoicing
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges.api import router as statements
from encaisse.late_charges.api import terms_router as late_terms
from encaisse.legal_action.api import router as limitation
from encaisse.legal_values.api import router as legal_values
from encaisse.letters.api import router as letters
from encaisse.life_cycle.api import router as invoice_statuses
from encaisse.matching.api import allocations_router
from encaisse.matching.api import router as payments
from encaisse.matching.api.waiting import lines_router as lines_to_match
from encaisse.matching.api.waiting import router as matching
from encaisse.notes.api import router as notes
from encaisse.parties.api import addresses_router
from encaisse.parties.api import router as customers
from encaisse.payment_plans.api import router as payment_plans
from encaisse.payment_plans.api.proposals import router as plan_proposals
from encaisse.portal.api import requests_router as portal_requests
from encaisse.portal.api import router as portal_links
from encaisse.promises.api import router as promises
from encaisse.receivables.api import router as invoices
from encaisse.replies.api import router as replies
from encaisse.teams.api import router as team

DESCRIPTION = (
    "Integer cents (hundredths of the unit) with an ISO 4217 currency, ISO days, identifiers as"
    " strings. Lists are pages: give `next` back as `cursor`. Every POST takes an"
    " `Idempotency-Key`: the same request again has the same answer and does nothing twice; the"
    " same key on another request is refused. Errors are `{code, sentence, fields}`."
)
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Yours, unique for each act",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Token(HttpBearer):
    """The key made on the company's page. ``api.middleware`` has read it already."""

    def authenticate(self, request: HttpRequest, token: str) -> bool:  # noqa: ARG002
        return hasattr(request, "by")


class Root(NinjaAPI):
    """The schema says what holds for every resource: errors, and the key of each POST."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        shape = problems.Problem.model_json_schema()
        schema["components"]["schemas"]["Problem"] = shape
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                _complete(method, operation)
        return schema


api = Root(
    title="Encaisse",
    version="1",
    description=DESCRIPTION,
    auth=Token(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("/customers", customers)
api.add_router("/customers", statements)
api.add_router("/refusing-addresses", addresses_router)
api.add_router("/invoices", invoices)
api.add_router("/invoicing", invoicing)
api.add_router("/payments", payments)
api.add_router("/allocations", allocations_router)
api.add_router("/agenda", agenda)
api.add_router("/causes", causes)
api.add_router("/team", team)
api.add_router("/colleagues", colleagues)
api.add_router("/differences", differences)
api.add_router("/mandates", mandates_router)
api.add_router("/direct-debits", direct_debits)
api.add_router("/disputes", disputes)
api.add_router("/questions", questions)
api.add_router("/notes", notes)
api.add_router("/promises", promises)
api.add_router("/letters", letters)
api.add_router("/invoice-statuses", invoice_statuses)
api.add_router("/invoices", late_terms)
api.add_router("/replies", replies)
api.add_router("/insolvencies", insolvencies)
api.add_router("/early-payment-discounts", early_payment_discounts)
api.add_router("/payment-plans/proposals", plan_proposals)
api.add_router("/payment-plans", payment_plans)
api.add_router("/documents", documents)
api.add_router("/cash-reports", cash_reports)
api.add_router("/entries", entries)
api.add_router("/imports", imports)
api.add_router("/import-mappings", import_mappings)
api.add_router("/import-sources", import_sources)
api.add_router("/bank-lines", bank_lines)
api.add_router("/bank-lines", lines_to_match)
api.add_router("/matching", matching)
api.add_router("/dunning", dunning)
api.add_router("/exchanges", exchanges)
api.add_router("/limitation", limitation)
api.add_router("/portal-links", portal_links)
api.add_router("/portal-requests", portal_requests)
api.add_router("/legal-values", legal_values)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:  # noqa: ARG001
    return problems.refused(refusal)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    return problems.invalid(error.errors)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001
    return problems.problem(404)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:  # noqa: ARG001
    return problems.problem(403)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
    return problems.problem(error.status_code)


def _complete(method: str, operation: dict[str, Any]) -> None:
    """The problems that may answer this operation, and its idempotency key."""
    parameters = operation.setdefault("parameters", [])
    expected = {401, 422}
    if any(parameter["in"] == "path" for parameter in parameters):
        expected |= {404}
    if method != "get":
        expected |= {400, 403, 404, 409}
    if method == "post":
        parameters.append(IDEMPOTENCY_KEY)
    for status in sorted(expected):
        content = {"description": problems.sentence(status), "content": PROBLEM}
        operation["responses"].setdefault(status, content)

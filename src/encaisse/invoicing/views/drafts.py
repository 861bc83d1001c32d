"""Drafts: their list, a new one, one being written with its live totals, and its issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.invoicing import columns, operations, queries
from encaisse.invoicing.forms import ADJUSTMENTS, adjustments_of, head_of, rows_of, typed_of
from encaisse.invoicing.paper.drawing import preview
from encaisse.invoicing.rules.issuing import may_issue
from encaisse.invoicing.rules.reading import UNITS, Lack
from encaisse.invoicing.rules.typed import Typed, TypedAdjustment, TypedLine
from encaisse.invoicing.views import INVALID, pdf, tabs
from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_called, customer_for
from encaisse.receivables.queries import invoice_for
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.invoicing.models import Draft
    from encaisse.invoicing.queries import Ready
    from encaisse.invoicing.rules.totals import Line
    from encaisse.parties.models import Customer

ELSEWHERE = {"company": "home:company", "customer": "home:customer", "settings": "invoicing:habits"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line on the page: what was typed, what it comes to, what is wrong in it."""

    rank: int
    typed: TypedLine | TypedAdjustment
    line: Line | None
    wrong: list[Lack]

    @property
    def faulty(self) -> set[str]:
        """Which of its fields."""
        return {lack.field.rpartition("-")[2] for lack in self.wrong}


@require_safe
def drafts(request: CompanyRequest) -> HttpResponse:
    """What is being written."""
    table = columns.DRAFTS.table(queries.drafts(request.company), request.GET)
    context = {
        "table": table,
        "tabs": tabs(request.company, "drafts"),
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "invoicing/drafts.html", context, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: CompanyRequest) -> HttpResponse:
    """For whom? Then the page of the draft."""
    require(request, may_collect)
    if request.method != "POST":
        return _asked(request)
    customer = _customer(request)
    if customer is None:
        return _asked(request, error=_("Aucun client ne répond à ce nom, ou plusieurs."))
    draft = operations.start(customer, delivered_on=localdate(), by=str(request.user))
    return redirect("invoicing:draft", draft.pk)


@require_POST
def new_credit_note(request: CompanyRequest, invoice_id: int) -> HttpResponse:
    """A credit note on that invoice."""
    require(request, may_manage)
    invoice = invoice_for(request.user, invoice_id)
    if invoice.company_id != request.company.pk:
        raise Http404
    draft = operations.start_credit_note(invoice, delivered_on=localdate(), by=str(request.user))
    return redirect("invoicing:draft", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: CompanyRequest, draft_id: int) -> HttpResponse:
    """One draft: kept at each key, issued when one says so."""
    found = _draft(request, draft_id)
    if request.method != "POST":
        return _shown(request, found, on=localdate())
    operations.write(found, typed_of(request.POST).kept(), by=str(request.user))
    if request.POST.get("act") == "issue":
        return _issued(request, found)
    if "drop" in request.POST:
        return redirect("invoicing:draft", found.pk)
    return _shown(request, found, on=_day(request))


@require_safe
def paper(request: CompanyRequest, draft_id: int) -> HttpResponse:
    """The PDF as it would leave, marked as a draft."""
    found, today = _draft(request, draft_id), localdate()
    number = queries.next_number(found, on=today).next_number
    ready = queries.ready(found, number=number, on=today)
    return pdf(preview(ready.facts, logo=queries.logo_of(request.company)), number)


@require_POST
def discard(request: CompanyRequest, draft_id: int) -> HttpResponse:
    """It never was anything."""
    operations.discard(_draft(request, draft_id))
    messages.success(request, _("Brouillon supprimé."))
    return redirect("invoicing:drafts")


def _draft(request: CompanyRequest, draft_id: int) -> Draft:
    require(request, may_collect)
    found = queries.draft_for(request.user, draft_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found


def _issued(request: CompanyRequest, found: Draft) -> HttpResponse:
    require(request, lambda role: may_issue(role, found.kind))
    try:
        on = parse_day(request.POST.get("issued_on", ""))
        made = operations.issue(found, on=on, today=localdate(), by=str(request.user))
    except Refusal as refusal:
        return _shown(request, found, on=_day(request), error=str(refusal), status=INVALID)
    messages.success(request, _("{number} est émise.").format(number=made.number))
    return redirect("home:invoice", made.invoice_id or made.corrects_id)


def _day(request: CompanyRequest) -> date:
    """The day typed; today when it is none."""
    try:
        return parse_day(request.POST.get("issued_on", ""))
    except Refusal:
        return localdate()


def _shown(
    request: CompanyRequest, found: Draft, *, on: date, error: str = "", status: int = 200
) -> HttpResponse:
    number = queries.next_number(found, on=on).next_number
    ready, typed = queries.ready(found, number=number, on=on), Typed.of(found.typed)
    context = {
        "draft": found,
        "on": on,
        "today": localdate(),
        "number": number,
        "ready": ready,
        "form": head_of(typed).told(ready.lacks),
        "rows": _rows(typed, ready),
        "adjustments": [
            Row(rank, one, None, _wrong(f"adjustments-{rank}-", one, ready))
            for rank, one in enumerate(adjustments_of(typed))
        ],
        "kinds": ADJUSTMENTS,
        "lacks": [(lack, _where(lack, found)) for lack in ready.lacks],
        "regimes": queries.regimes(on=on),
        "units": UNITS.items(),
        "usual_terms": queries.usual_terms(found),
        "may_issue": may_issue(role_of(request), found.kind),
        "error": error,
    }
    return page(request, "invoicing/draft.html", context, fragment="editor", status=status)


def _rows(typed: Typed, ready: Ready) -> list[Row]:
    lines = {line.place: line for line in ready.facts.lines}
    return [
        Row(rank, one, lines.get(rank + 1), _wrong(f"lines-{rank}-", one, ready))
        for rank, one in enumerate(rows_of(typed))
    ]


def _wrong(at: str, one: TypedLine | TypedAdjustment, ready: Ready) -> list[Lack]:
    if one.is_blank:
        return []
    return [lack for lack in ready.lacks if lack.field.startswith(at)]


def _where(lack: Lack, found: Draft) -> tuple[str, int | None]:
    """The page on which it is mended, and of whom; nothing when it is this one."""
    name = ELSEWHERE.get(lack.field, "")
    return name, found.customer_id if lack.field == "customer" else None


def _asked(request: CompanyRequest, *, error: str = "") -> HttpResponse:
    context = {
        "error": error,
        "typed": request.POST.get("client", ""),
        "names": queries.customer_names(request.company),
    }
    return page(request, "invoicing/new.html", context, status=INVALID if error else 200)


def _customer(request: CompanyRequest) -> Customer | None:
    """The customer named, or told by its key from its page."""
    if (key := request.POST.get("numero", "")).isdecimal():
        customer = customer_for(request.user, int(key))
        return customer if customer.company_id == request.company.pk else None
    return customer_called(request.company, request.POST.get("client", ""))

"""The pages of disputes: the board, one dispute, opening one, whose each cause is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.disputes import columns, forms, operations, queries
from encaisse.disputes.queries import asking
from encaisse.disputes.queries import board as boards
from encaisse.disputes.queries import services as arranged
from encaisse.disputes.rules import State
from encaisse.disputes.views.acting import ACTS, ENDING, acting_forms
from encaisse.documents.operations import GivenFile
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.web.export import spreadsheet
from encaisse.web.pages import ask_next, page
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import Form

    from encaisse.disputes.models import Dispute
    from encaisse.disputes.queries.board import PartRow, Row
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice
    from encaisse.web.columns import Table

INVALID = 422
DRAFT = "brouillon"
CARDS = 40


@require_safe
def board(request: CompanyRequest) -> HttpResponse:
    """The disputes by state, or as a list; those closed lately with them."""
    on, view = localdate(), request.GET.get("vue", "")
    everything = request.GET.get("etat") == State.CLOSED
    rows = boards.shown(request.company, on=on, everything=everything)
    offered = columns.filters(rows, queries.REASON_CHOICES)
    listing = columns.listing(queries.REASON_CHOICES, closed=everything)
    table = listing.table(rows, request.GET, filters=offered)
    if table.wants_export:
        return spreadsheet(table)
    kept: Sequence[Row] = list(table.rows)
    standing = [row for row in kept if row.state != State.CLOSED]
    context = {
        "table": table,
        "is_list": view == "liste",
        "tabs": [
            (_("Tableau"), table.url(vue=""), view != "liste", None),
            (_("Liste"), table.url(vue="liste"), view == "liste", None),
        ],
        "groups": [_group(state, kept, table) for state in State],
        "count": len(standing),
        "late": sum(row.is_late for row in standing),
        "sums": _sums(standing),
        "reasons": dict(queries.REASON_CHOICES),
        "may_collect": may_collect(role_of(request)),
        "may_manage": may_manage(role_of(request)),
        "on": on,
    }
    return page(request, "disputes/board.html", context, fragment=["board", "list"])


@require_safe
def dispute(request: CompanyRequest, dispute_id: int) -> HttpResponse:
    """One dispute: what is contested, what was asked and answered, all that happened."""
    return _shown(request, _found(request, dispute_id))


@require_safe
def question(request: CompanyRequest, question_id: int) -> HttpResponse:
    """The dispute about which something was asked, or the questions about the customer."""
    asked = asking.question_for(request.user, question_id)
    if asked.dispute_id is None:
        return redirect("disputes:questions", asked.customer_id)
    return _shown(request, _found(request, asked.dispute_id))


@require_POST
def act(request: CompanyRequest, dispute_id: int) -> HttpResponse:
    """Ask, decide, confirm, assign, note."""
    require(request, may_collect)
    found = _found(request, dispute_id)
    name = request.POST.get("geste", "")
    if name not in ACTS:
        return redirect(found)
    form = acting_forms(request, found, typed=name)[name]
    if form.is_valid():
        try:
            messages.success(request, ACTS[name](request, found, form.cleaned_data))
            if request.GET.get("puis") == DRAFT:
                return _drafted(request, found)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if name in ENDING:
                return ask_next(request, found.customer_id, back=found.get_absolute_url())
            return redirect(found)
    return _shown(request, found, {name: form})


@require_POST
def credit_note(request: CompanyRequest, dispute_id: int) -> HttpResponse:
    """The draft of the credit note of one of its invoices."""
    require(request, may_manage)
    found, chosen = _found(request, dispute_id), request.POST.get("invoice", "")
    if not chosen.isdecimal():
        return _drafted(request, found)
    return _draft(request, found, queries.invoice_in(found, int(chosen)))


def _drafted(request: CompanyRequest, found: Dispute) -> HttpResponse:
    """The draft of its one invoice; of several, one is chosen on the page."""
    row = boards.row_of(found, on=localdate())
    invoices = _contested_invoices(boards.parts(row, on=localdate()))
    return _draft(request, found, invoices[0]) if len(invoices) == 1 else redirect(found)


def _contested_invoices(parts: Sequence[PartRow]) -> list[Invoice]:
    found = {part.receivable.invoice_id: part.receivable.invoice for part in parts if part.cents}
    return list(found.values())


def _draft(request: CompanyRequest, found: Dispute, invoice: Invoice) -> HttpResponse:
    require(request, may_manage)
    try:
        made = operations.crediting.draft(found, invoice, on=localdate(), by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return redirect("invoicing:draft", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Open a dispute over receivables of a customer."""
    customer = _customer(request, customer_id)
    if not queries.may_open(request.user, customer):
        raise PermissionDenied
    owed = queries.owed(customer)
    invoice = request.GET.get("facture", "")
    ticked = set(request.POST.getlist("receivable")) if request.method == "POST" else {
        str(each.pk) for each in owed if str(each.invoice_id) == invoice
    }  # fmt: skip
    is_posted = request.method == "POST"
    form = forms.OpenForm(
        request.POST if is_posted else None, request.FILES if is_posted else None,
        reasons=queries.REASON_CHOICES, services=arranged.services(request.company),
        people=arranged.people(request.company),
        initial={"owner": str(_usual_owner(request, customer) or "")},
    )  # fmt: skip
    if is_posted and form.is_valid():
        try:
            made = _open(request, [each for each in owed if str(each.pk) in ticked], form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Litige ouvert : ce qui est contesté n'est plus relancé."))
            return redirect(made)
    context = {
        "customer": customer,
        "form": form,
        "owed": [(each, str(each.pk) in ticked) for each in owed],
        "on": localdate(),
    }
    return page(request, "disputes/new.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: CompanyRequest) -> HttpResponse:
    """Whom questions go to, how long each cause may take."""
    is_posted, wrong = request.method == "POST", None
    if is_posted:
        require(request, may_manage)
        wrong = _arranged(request)
        if wrong is None:
            messages.success(request, _("Réglages enregistrés."))
            return redirect("disputes:arrange")
    known, labels = arranged.services(request.company), dict(queries.REASON_CHOICES)
    context = {
        "departments": [forms.DepartmentForm(service=each) for each in known],
        "department": forms.DepartmentForm(),
        "causes": [
            (labels[reason], forms.CauseForm(reason=reason, habit=habit, services=known))
            for reason, habit in arranged.habits(request.company).items()
        ],
        "wrong": wrong,
        "may_manage": may_manage(role_of(request)),
    }
    return page(request, "disputes/arrange.html", context, status=INVALID if wrong else 200)


def _arranged(request: CompanyRequest) -> str | None:
    """Keep what was typed; what is wrong with it, if something is."""
    by, is_cause = str(request.user), "reason" in request.POST
    form: Form = (
        forms.CauseForm(request.POST, services=arranged.services(request.company))
        if is_cause
        else forms.DepartmentForm(request.POST)
    )
    if not form.is_valid():
        return str(next(iter(form.errors.values()))[0])
    keep: Any = (
        operations.arranging.keep_deadline if is_cause else operations.arranging.keep_department
    )
    try:
        keep(request.company, by=by, **form.cleaned_data)
    except Refusal as refusal:
        return str(refusal)
    return None


def _open(request: CompanyRequest, receivables: list[Any], form: forms.OpenForm) -> Dispute:
    typed = dict(form.cleaned_data)
    owner, cents = typed.pop("owner"), typed.pop("cents")
    file = typed.pop("evidence")
    if not receivables:
        raise operations.NothingToDispute(on=f"{localdate():%d/%m/%Y}")
    opener = "collector" if may_collect(role_of(request)) else "sales"
    return operations.declare(
        receivables, reason=typed["reason"], note=typed["note"], on=localdate(),
        amount=None if cents is None else Money(cents, receivables[0].currency),
        by=str(request.user),
        given=operations.Given(
            opened_by=opener, department=typed["department"], due_on=typed["due_on"],
            owner=member_for(request.company, int(owner)) if owner else None,
            evidence=[GivenFile(file.name, content_of(file))] if file else (),
        ),
    )  # fmt: skip


def _usual_owner(request: CompanyRequest, customer: Customer) -> int | None:
    """Who opens it follows it; what sales open goes to whoever collects from the customer."""
    return request.user.pk if may_collect(role_of(request)) else customer.collector_id


def _group(state: State, kept: Sequence[Row], table: Table) -> dict[str, Any]:
    mine = [row for row in kept if row.state == state]
    return {
        "state": state.value, "label": columns.STATES[state], "colour": columns.COLOURS[state],
        "count": len(mine),
        "rows": mine[:CARDS], "sums": _sums(mine),
        "all": table.url(vue="liste", etat=state.value) if len(mine) > CARDS else "",
    }  # fmt: skip


def _sums(rows: Sequence[Row]) -> list[tuple[int, str]]:
    found: dict[str, int] = {}
    for row in rows:
        found[row.currency] = found.get(row.currency, 0) + row.cents
    return [(cents, currency) for currency, cents in sorted(found.items())]


def _shown(
    request: CompanyRequest, found: Dispute, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    on = localdate()
    row = boards.row_of(found, on=on)
    parts = boards.parts(row, on=on)
    context = {
        "row": row,
        "to_credit": _contested_invoices(parts) if row.awaited else [],
        "dispute": row.dispute,
        "state": (columns.COLOURS[row.state], columns.STATES[row.state]),
        "opener": columns.OPENERS[row.opened_by],
        "parts": parts,
        "questions": list(reversed(row.dispute.questions.all())),
        "steps": list(reversed(row.steps)),
        "forms": acting_forms(request, found) | (wrong or {}),
        "wrong": next(iter(wrong or {}), ""),
        "evidence": asking.evidence(found),
        "is_closed": row.state == State.CLOSED,
        "may_collect": may_collect(role_of(request)),
        "may_manage": may_manage(role_of(request)),
        "on": on,
    }
    return page(request, "disputes/dispute.html", context, status=INVALID if wrong else 200)


def _found(request: CompanyRequest, dispute_id: int) -> Dispute:
    found = queries.dispute_for(request.user, dispute_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found


def _customer(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found

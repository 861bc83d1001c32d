"""The pages of differences and losses: a customer's, the company's list, the limits of roles."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.queries import is_administrator
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import Role, may_collect, may_manage
from encaisse.differences import columns, forms, operations, queries
from encaisse.differences.rules import Cause, Quoted
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.payments.queries import credit_for
from encaisse.web.export import spreadsheet
from encaisse.web.formats import money
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.differences.models import Difference
    from encaisse.parties.models import Customer
    from encaisse.payments.models import Credit

INVALID = 422


@require_safe
def differences(request: CompanyRequest) -> HttpResponse:
    """All that was given up, kept or converted, the latest first."""
    table = columns.DIFFERENCES.table(queries.differences(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "differences/differences.html", {"table": table}, fragment="list")


@require_safe
def account(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """What of a customer's can be given up, kept or converted, and what was."""
    return _shown(request, _found(request, customer_id))


@require_POST
def give_up(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """What is left of the ticked receivables will not be paid."""
    require(request, may_collect)
    found = _found(request, customer_id)
    owed = {str(each.pk): each for each in queries.account(found).receivables}

    def act(receivables: list[str], cents: int | None, cause: str, **typed: Any) -> str:
        targets = [owed[key] for key in receivables]
        made = operations.give_up(
            targets,
            cents=sum(each.open_cents for each in targets) if cents is None else cents,
            cause=Cause(cause),
            by=str(request.user),
            limits=queries.limits_for(request.user, request.company),
            **typed,
        )
        amount = money(made.cents, made.currency)
        return _("{amount} : {reason}.").format(amount=amount, reason=made.reason)

    form = _give_up_form(found, request.POST)
    return _done(request, found, "give_up", form, act)


@require_POST
def keep(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """A few cents paid too much are kept."""
    credit = _credit(request, credit_id)

    def act(cause: str, **typed: Any) -> str:
        made = operations.keep_excess(
            credit, cause=Cause(cause), by=str(request.user),
            limits=queries.limits_for(request.user, request.company), **typed,
        )  # fmt: skip
        return _("{amount} retenus.").format(amount=money(made.cents, made.currency))

    form = forms.KeepForm(request.POST, today=localdate(), name=f"keep_{credit.pk}")
    return _done(request, credit.customer, f"keep_{credit.pk}", form, act)


@require_POST
def convert(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """Money of one currency pays an invoice in another."""
    credit = _credit(request, credit_id)
    owed = {str(each.pk): each for each in queries.account(credit.customer).receivables}

    def act(
        receivable: str,
        rate: Decimal,
        source: str,
        booked_rate: Decimal | None = None,
        booked_source: str = "",
        **typed: Any,
    ) -> str:
        made = operations.convert(
            credit, owed[receivable], by=str(request.user), rate=Quoted(rate, source),
            booked=Quoted(booked_rate, booked_source) if booked_rate else None,
            limits=queries.limits_for(request.user, request.company), **typed,
        )  # fmt: skip
        told = _("{subject} : {reason}.").format(subject=made.subject, reason=made.reason)
        return f"{told} {gained(made)}".strip()

    form = _convert_form(queries.account(credit.customer), credit, request.POST)
    return _done(request, credit.customer, f"convert_{credit.pk}", form, act)


@require_POST
def undo(request: CompanyRequest, difference_id: int) -> HttpResponse:
    """The difference is withdrawn from today on, by counter-entries."""
    require(request, may_collect)
    found = queries.difference_for(request.user, request.company, difference_id)

    def act() -> str:
        operations.undo(found, on=localdate(), by=str(request.user))
        return _("Défait : {reason}.").format(reason=found.reason)

    return _done(request, found.customer, "undo", Form({}), act)


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: CompanyRequest) -> HttpResponse:
    """How much each role may give up; a manager says it of collectors, an administrator of all."""
    is_posted = request.method == "POST"
    if is_posted:
        require(request, may_manage)
    may = {
        Role.COLLECTOR: may_manage(role_of(request)),
        Role.MANAGER: may_manage(role_of(request)) and is_administrator(request.user),
    }
    shown = [
        (label, each.role, forms.RoleLimitsForm(
            request.POST if is_posted and may[each.role] else None,
            limits=each, may_change=may[each.role],
        ))
        for label, each in queries.all_limits(request.company)
    ]  # fmt: skip
    typed = [(role, form) for _label, role, form in shown if form.is_bound]
    wrong = any(form.errors for _role, form in typed)
    if is_posted and not wrong:
        with transaction.atomic():
            for role, form in typed:
                operations.change_limits(
                    request.company, role, by=str(request.user), **form.cleaned_data
                )
        messages.success(request, _("Limites enregistrées."))
        return redirect("differences:limits")
    context = {
        "roles": [(label, form) for label, _role, form in shown],
        "may_change": may[Role.COLLECTOR],
    }
    return page(request, "differences/limits.html", context, status=INVALID if wrong else 200)


def gained(made: Difference) -> str:
    """« Gain de change : 20,91 €. », « Perte de change… », or nothing."""
    if not made.gain_cents:
        return ""
    told = (
        _("Gain de change : {amount}.") if made.gain_cents > 0 else _("Perte de change : {amount}.")
    )
    return told.format(amount=money(abs(made.gain_cents), "EUR"))


def _found(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found


def _credit(request: CompanyRequest, credit_id: int) -> Credit:
    require(request, may_collect)
    found = credit_for(request.user, credit_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found


def _done(
    request: CompanyRequest, customer: Customer, name: str, form: Form, act: Callable[..., str]
) -> HttpResponse:
    """Do it and go back to the page; or show the page with what is wrong."""
    if form.is_valid():
        try:
            messages.success(request, act(**form.cleaned_data))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("differences:account", customer.pk)
    return _shown(request, customer, {name: form})


def _shown(
    request: CompanyRequest, customer: Customer, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    wrong = wrong or {}
    found, on = queries.account(customer), localdate()
    excess = []
    for credit in found.credits:
        keep_name, convert_name = f"keep_{credit.pk}", f"convert_{credit.pk}"
        fresh = forms.KeepForm(today=on, name=keep_name)
        converting = found.payable_in_other_currency(credit) or None
        excess.append((
            credit,
            wrong.get(keep_name, fresh),
            converting and wrong.get(convert_name, _convert_form(found, credit)),
        ))  # fmt: skip
    role = role_of(request)
    context = {
        "customer": customer,
        "found": found,
        "excess": excess,
        "give_up": wrong.get("give_up", _give_up_form(customer, ticked=request.GET.get("facture"))),
        "undoing": wrong.get("undo"),
        "limits": queries.limits_for(request.user, request.company),
        "may_collect": may_collect(role),
    }
    status = INVALID if wrong else 200
    return page(request, "differences/account.html", context, fragment="page", status=status)


def _give_up_form(
    customer: Customer, typed: Any = None, *, ticked: str | None = None
) -> forms.GiveUpForm:
    owed = queries.account(customer).receivables
    return forms.GiveUpForm(
        typed,
        today=localdate(),
        offered=[(str(each.pk), _named(each)) for each in owed],
        ticked=[str(each.pk) for each in owed if str(each.invoice_id) == ticked],
    )


def _convert_form(found: queries.Account, credit: Credit, typed: Any = None) -> forms.ConvertForm:
    return forms.ConvertForm(
        typed,
        today=localdate(),
        name=f"convert_{credit.pk}",
        paid=credit.currency,
        offered=[(str(each.pk), _named(each)) for each in found.payable_in_other_currency(credit)],
    )


def _named(receivable: Any) -> str:
    open_amount = Money(receivable.open_cents, receivable.currency)
    return f"{receivable.invoice.number} · {open_amount}"

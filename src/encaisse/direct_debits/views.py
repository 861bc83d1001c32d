"""The pages of direct debits: batches, mandates, the creditor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.direct_debits import columns, forms, operations, queries
from encaisse.direct_debits.rules import calendar
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

INVALID = 422
RETURNS_SHOWN = 50


@require_safe
def batches(request: CompanyRequest) -> HttpResponse:
    """Every batch, the newest first."""
    table = columns.BATCHES.table(queries.batches(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table,
        "creditor": queries.creditor(request.company),
        "returns": queries.to_handle(request.company)[:RETURNS_SHOWN],
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "direct_debits/batches.html", context, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: CompanyRequest) -> HttpResponse:
    """What may be collected, and the batch that is made of it."""
    require(request, may_collect)
    company, today = request.company, localdate()
    earliest = calendar.earliest_collection(today)
    found = queries.collectable(company, on=earliest)
    form = forms.BatchForm(
        request.POST or None, offered=[str(each.id) for each in found], earliest=earliest,
        ticked=request.GET.getlist("creance"),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        ticked = set(form.cleaned_data["receivables"])
        try:
            made = operations.make_batch(
                company, [each.receivable for each in found if str(each.id) in ticked],
                collect_on=form.cleaned_data["collect_on"],
                notified_on=form.cleaned_data["notified_on"], tells=form.cleaned_data["tells"],
                final=[int(key) for key in form.cleaned_data["final"]], at=localtime(),
                by=str(request.user),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Remise prête : donnez son fichier à votre banque."))
            return redirect("direct_debits:batch", made.pk)
    ticked, final = (set(form[name].value() or []) for name in ("receivables", "final"))
    context = {
        "form": form,
        "offered": [(each, str(each.id) in ticked, str(each.id) in final) for each in found],
        "creditor": queries.creditor(company),
    }
    status = INVALID if form.errors else 200
    return page(request, "direct_debits/prepare.html", context, status=status)


@require_safe
def batch(request: CompanyRequest, remittance_id: int) -> HttpResponse:
    """One batch: its file, its collections and what the bank said of each."""
    found = queries.batch_for(request.user, request.company, remittance_id)
    context = {
        "batch": found,
        "debits": queries.debits_of(found),
        "may_cancel": may_collect(role_of(request))
        and not (found.cancelled_on or queries.is_answered(found)),
    }
    return page(request, "direct_debits/batch.html", context)


@require_POST
def cancel(request: CompanyRequest, remittance_id: int) -> HttpResponse:
    """The batch is withdrawn: what it asked for may be asked for again."""
    require(request, may_collect)
    found = queries.batch_for(request.user, request.company, remittance_id)
    try:
        operations.cancel_batch(found, on=localdate(), by=str(request.user))
        messages.success(request, _("Remise annulée : prévenez votre banque si elle l'a reçue."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("direct_debits:batch", found.pk)


@require_safe
def mandates(request: CompanyRequest) -> HttpResponse:
    """Every mandate, by customer."""
    table = columns.MANDATES.table(queries.mandates(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "direct_debits/mandates.html", {"table": table}, fragment="list")


@require_safe
def customer(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """The mandates of a customer, and the form of a new one."""
    return _mandates_of(request, _found(request, customer_id), forms.MandateForm(today=localdate()))


@require_POST
def sign(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A mandate that the customer signed is kept."""
    require(request, may_collect)
    found = _found(request, customer_id)
    form = forms.MandateForm(request.POST, today=localdate())
    if form.is_valid():
        try:
            operations.sign(found, by=str(request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Mandat noté."))
            return redirect("direct_debits:customer", found.pk)
    return _mandates_of(request, found, form)


@require_POST
def revoke(request: CompanyRequest, mandate_id: int) -> HttpResponse:
    """Nothing is collected under it any more."""
    require(request, may_collect)
    found = queries.mandate_for(request.user, request.company, mandate_id)
    try:
        why = request.POST.get("why", "")[:250]
        operations.revoke(found, on=localdate(), by=str(request.user), why=why)
        messages.success(request, _("Mandat révoqué."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("direct_debits:customer", found.customer_id)


@require_http_methods(["GET", "HEAD", "POST"])
def creditor(request: CompanyRequest) -> HttpResponse:
    """The identifier of the company as a SEPA creditor."""
    require(request, may_manage)
    known = queries.creditor(request.company)
    initial = {"ics": known.ics, "version": known.version} if known else {}
    form = forms.CreditorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.be_creditor(request.company, by=str(request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("ics", str(refusal))
        else:
            messages.success(request, _("Identifiant enregistré."))
            return redirect("direct_debits:batches")
    status = INVALID if form.errors else 200
    return page(request, "direct_debits/creditor.html", {"form": form}, status=status)


def _found(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found


def _mandates_of(request: CompanyRequest, found: Customer, form: forms.MandateForm) -> HttpResponse:
    kept = queries.mandates(request.company).filter(customer=found)
    context = {
        "customer": found,
        "mandates": queries.with_state(kept.order_by(F("signed_on").desc(), "-id"), on=localdate()),
        "form": form,
        "may_collect": may_collect(role_of(request)),
    }
    status = INVALID if form.errors else 200
    return page(request, "direct_debits/customer.html", context, status=status)

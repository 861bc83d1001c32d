"""Writing to a customer: to whom, what, with which papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.exchanges import operations
from encaisse.exchanges.forms import WriteForm
from encaisse.exchanges.queries import writing as queries
from encaisse.exchanges.rules import writing as rules
from encaisse.exchanges.views import outcomes
from encaisse.kernel.refusal import Refusal
from encaisse.letters.queries import why_mail_waits
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.documents.models import Document
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice

FIELD_OF = {"mail_without_address": "other", "mail_empty": "text"}


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A mail of one's own; ``?facture=`` names the invoices whose copies go with it."""
    require(request, may_collect)
    customer = outcomes.customer_in(request, customer_id)
    task = outcomes.task_in(request, customer)
    invoices = queries.invoices_named(customer, _named(request, "facture"))
    papers = queries.papers_for(customer, invoices)
    form = WriteForm(request.POST or None, initial=_begun(customer, invoices))
    if request.method == "POST" and form.is_valid():
        written = _written(request, form.cleaned_data, papers, invoices)
        try:
            operations.writing.write(customer, written, at=now(), by=outcomes.teller(request))
        except Refusal as refusal:
            form.add_error(FIELD_OF.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Courriel écrit : il part."))
            if task:
                return redirect("dunning:task", task.pk)
            return redirect("home:customer", customer.pk)
    context = {
        "customer": customer, "task": task, "form": form, "invoices": invoices,
        "addresses": _addresses(request, customer), "papers": _papers(request, papers, invoices),
        "without": queries.without_copy(invoices, papers),
        "waits": why_mail_waits(request.company),
    }  # fmt: skip
    status = outcomes.INVALID if form.errors else 200
    return page(request, "exchanges/write.html", context, status=status)


def _named(request: CompanyRequest, name: str) -> list[int]:
    asked = request.GET.getlist(name) + request.POST.getlist(name)
    return [int(each) for each in asked if each.isdecimal()]


def _begun(customer: Customer, invoices: list[Invoice]) -> dict[str, str]:
    copies, language = queries.copied(invoices), customer.language
    return {
        "subject": rules.subject_of(copies, language),
        "text": rules.text_of(copies, customer.company.name, language),
    }


def _written(
    request: CompanyRequest,
    typed: dict[str, Any],
    papers: Sequence[Document],
    invoices: Sequence[Invoice],
) -> operations.writing.Written:
    ticked = set(_named(request, "document"))
    return operations.writing.Written(
        to=[*request.POST.getlist("to"), typed["other"]], subject=typed["subject"],
        text=typed["text"], papers=[each for each in papers if each.pk in ticked],
        invoices=[each.number for each in invoices],
    )  # fmt: skip


def _addresses(request: CompanyRequest, customer: Customer) -> list[tuple[queries.Address, bool]]:
    """Each address, and whether it is ticked."""
    ticked = request.POST.getlist("to") if request.method == "POST" else None
    return [
        (each, each.is_usual if ticked is None else each.email in ticked)
        for each in queries.addresses_of(customer)
    ]


def _papers(
    request: CompanyRequest, papers: list[Document], invoices: Sequence[Invoice]
) -> list[tuple[Document, bool]]:
    """Each paper, and whether it is ticked: at first, the copies of the invoices named."""
    if request.method == "POST":
        ticked = set(_named(request, "document"))
        return [(each, each.pk in ticked) for each in papers]
    return [(each, bool(invoices) and each.kind in queries.COPIES) for each in papers]

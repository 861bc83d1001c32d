"""The statement of account: on screen, as the PDF that a court reads, as a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.late_charges import columns
from encaisse.late_charges.forms import StatementForm, asked
from encaisse.late_charges.queries import statement as queries
from encaisse.late_charges.queries.parties import creditor, debtor
from encaisse.parties.queries import customer_for
from encaisse.web.export import workbook
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.late_charges.queries.statement import Statement
    from encaisse.parties.models import Customer


@require_safe
def statement(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """What the customer owes on a day, line by line; ``export`` takes it out of here."""
    customer = customer_for(request.user, customer_id)
    if customer.company_id != request.company.pk:
        raise Http404
    today = localdate()
    wanted = asked(StatementForm(request.GET), today)
    ticked = queries.invoices_of(customer, wanted.pop("receivable_ids"))
    wanted["invoice_ids"] += ticked
    found = queries.statement(customer, **wanted)
    export = request.GET.get("export")
    if export == "pdf":
        return _paper(customer, found)
    if export == "xlsx":
        return workbook(columns.file_name(customer.code, found.on), columns.sheets(found.accounts))
    context = {
        "customer": customer,
        "form": StatementForm({"jour": found.on, "principal": found.principal_only}),
        "lacking": [
            (party.name, party.lacking)
            for party in (creditor(customer.company), debtor(customer))
            if party.lacking
        ],
        "on": found.on,
        "sections": [(account, columns.sections(account)) for account in found.accounts],
        "stated": found,
        "urls": columns.exports(request.GET),
    }
    return page(request, "late_charges/statement.html", context, fragment="page")


def _paper(customer: Customer, found: Statement) -> HttpResponse:
    name, paper = columns.printed(customer, found, made_on=localdate())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response

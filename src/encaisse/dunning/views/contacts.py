"""What is to be corrected to reach those who owe."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.dunning.columns import contacts as columns
from encaisse.dunning.queries import contacts as queries
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page


@require_safe
def to_fix(request: CompanyRequest) -> HttpResponse:
    """Missing, wrong or refused, by money late; each opens the contacts of its customer."""
    chosen = request.GET.get("quoi", "")
    rows = queries.to_fix(
        request.company,
        on=localdate(),
        fault=chosen if chosen in queries.FAULTS else "",
        text=request.GET.get("q", ""),
    )
    table = columns.TO_FIX.table(rows, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {"table": table, "most": queries.MOST, "is_cut": len(rows) >= queries.MOST}
    return page(request, "dunning/contacts.html", context, fragment="list")

"""The lists: customers, receivables; and the search over both."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.home import columns
from encaisse.home.queries import claims as claiming
from encaisse.home.queries import lists
from encaisse.home.queries import search as finding
from encaisse.home.queries.within import within
from encaisse.parties import queries as parties
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

SUGGESTED, LISTED = 5, 50


@require_safe
def customers(request: CompanyRequest) -> HttpResponse:
    """Every customer, who owes most past its date first."""
    on = localdate()
    table = columns.CUSTOMERS.table(lists.customers(request.company, on=on), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "home/customers.html", {"table": table, "on": on}, fragment="list")


@require_safe
def invoices(request: CompanyRequest) -> HttpResponse:
    """The receivables: the open ones, unless asked otherwise."""
    on = localdate()
    query = request.GET
    found = lists.receivables(request.company, on=on)
    customer = None
    if (asked := query.get("client", "")).isdecimal():
        customer = within(request.company, parties.customer_for(request.user, int(asked)))
        found = found.filter(customer=customer)
    chosen = columns.RECEIVABLES.chosen(query)
    table = columns.RECEIVABLES.table(lists.narrowed(found, chosen, on=on), query)
    if table.wants_export:
        return spreadsheet(table)
    context = {"table": table, "on": on, "customer": customer, "sums": lists.sums(table.rows)}
    return page(request, "home/invoices.html", context, fragment="list")


@require_safe
def credits(request: CompanyRequest) -> HttpResponse:
    """Money received and credit notes, the latest first."""
    table = columns.CREDITS.table(lists.credits(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "home/credits.html", {"table": table}, fragment="list")


@require_safe
def claims(request: CompanyRequest) -> HttpResponse:
    """What the law adds to the principal, customer by customer."""
    on = localdate()
    table = columns.CLAIMS.table(claiming.by_customer(request.company, on=on), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "home/claims.html", {"table": table, "on": on}, fragment="list")


@require_safe
def search(request: CompanyRequest) -> HttpResponse:
    """What answers to a few letters: a page, or suggestions while one types."""
    words = request.GET.get("q", "")
    most = SUGGESTED if request.headers.get("HX-Request") else LISTED
    context = {
        "search_words": words,
        "found": finding.search(request.user, request.company, words, most=most),
        "on": localdate(),
    }
    return page(request, "home/search.html", context, fragment="found")

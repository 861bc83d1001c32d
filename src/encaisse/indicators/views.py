"""The aged balance, and the receivables behind each of its figures."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.indicators import columns, queries
from encaisse.indicators.forms import BehindForm, DayForm, asked, day_in
from encaisse.parties.queries import customer_for
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page


@require_safe
def aged_balance(request: CompanyRequest) -> HttpResponse:
    """Who owes what since when, at the end of the day asked for."""
    on = day_in(asked(DayForm(request.GET)), localdate())
    balance = queries.aged_balance(request.company, on)
    currency = request.GET.get("devise") or balance.usual_currency(request.company.currency)
    total = balance.total_in(currency)
    table = columns.aged_balance(on).table(
        balance.rows_in(currency),
        request.GET,
        totals=None if request.GET.get("q") else columns.as_totals(total),
    )
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "currency": currency,
        "currencies": [
            (each.currency, table.url(devise=each.currency), each.currency == currency, None)
            for each in balance.totals
        ],
        "form": DayForm({"jour": on}),
        "on": on,
        "shares": columns.shares(total, on),
        "table": table,
        "total": total,
    }
    return page(request, "indicators/aged_balance.html", context, fragment="list")


@require_safe
def receivables(request: CompanyRequest) -> HttpResponse:
    """The receivables behind a figure of the aged balance."""
    found = asked(BehindForm(request.GET))
    on, bucket = day_in(found, localdate()), found["tranche"] or ""
    customer = customer_for(request.user, found["client"]) if found["client"] else None
    rows = queries.receivables_behind(
        request.company,
        on,
        customer_id=customer.pk if customer else None,
        bucket=bucket,
        currency=found["devise"] or "",
    )
    table = columns.receivables(on).table(rows, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "bucket": columns.BUCKET_LABELS.get(bucket, ""),
        "customer": customer,
        "asked": {name: value for name, value in found.items() if value and name != "jour"},
        "on": on,
        "sums": queries.sums(rows),
        "table": table,
    }
    return page(request, "indicators/receivables.html", context, fragment="list")

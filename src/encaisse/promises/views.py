"""Promises on pages: the list by what became of them, one promise and its acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.promises import columns, forms, operations, queries
from encaisse.promises.operations import following
from encaisse.promises.queries import board
from encaisse.promises.rules import Status
from encaisse.web.export import spreadsheet
from encaisse.web.pages import ask_next, page

if TYPE_CHECKING:
    from django.forms import Form

    from encaisse.promises.models import Promise

INVALID = 422


@require_safe
def promises(request: CompanyRequest) -> HttpResponse:
    """The promises of the company, by what became of them."""
    rows = board.rows(request.company, on=localdate())
    table = columns.PROMISES.table(rows, request.GET, filters=columns.FILTERS)
    if table.wants_export:
        return spreadsheet(table)
    chosen = request.GET.get("quand", "")
    whole = (columns.ALL, "?", not chosen, len(rows))
    tabs = [whole]
    for tab, label in columns.TAB_LABELS.items():
        count = sum(row.tab == tab for row in rows)
        tabs.append((label, f"?quand={tab}", chosen == tab, count))
    sums = [
        (label, f"?quand={tab}", board.sums(rows, tab)) for tab, label in columns.TAB_LABELS.items()
    ]
    context = {"table": table, "tabs": tabs, "sums": sums}
    return page(request, "promises/promises.html", context, fragment="list")


@require_safe
def promise(request: CompanyRequest, promise_id: int) -> HttpResponse:
    """One promise: what was said, what was paid of it."""
    return _shown(request, _found(request, promise_id))


@require_POST
def act(request: CompanyRequest, promise_id: int) -> HttpResponse:
    """Promise otherwise, or withdraw."""
    require(request, may_collect)
    found = _found(request, promise_id)
    name = request.POST.get("geste", "")
    if name not in FORMS:
        return redirect(found)
    form = FORMS[name](request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            done = _done(request, found, name, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if name == "retirer":
                return ask_next(request, done.customer_id, back=done.get_absolute_url())
            return redirect(done)
    return _shown(request, found, {name: form})


FORMS: dict[str, type[Form]] = {
    "remplacer": forms.ReplaceForm,
    "retirer": forms.WithdrawForm,
}


def _done(request: CompanyRequest, found: Promise, name: str, form: Form) -> Promise:
    typed, by, on = form.cleaned_data, str(request.user), localdate()
    if name == "retirer":
        done = operations.withdraw(found, why=typed["why"], on=on, by=by)
        messages.success(request, _("Promesse retirée : ses factures sont de nouveau relancées."))
        return done
    cents = typed["cents"]
    amount = None if cents is None else Money(cents, found.currency)
    done = following.replace(
        found, by_on=typed["by_on"], amount=amount, confirmed=typed["confirmed"], on=on, by=by
    )
    messages.success(request, _("Promesse remplacée."))
    return done


def _shown(
    request: CompanyRequest, found: Promise, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    on = localdate()
    stated = queries.state_of(found, on=on)
    clean = {name: kind(auto_id=f"{name}_%s") for name, kind in FORMS.items()}
    context = {
        "promise": found,
        "customer": found.customer,
        "stated": stated,
        "state": (columns.COLOURS[stated.status], columns.STATES[stated.status]),
        "way": columns.WAYS[found.way],
        "is_pending": stated.status == Status.PENDING,
        "word": queries.word(found.company, found.customer_id, on=on),
        "forms": clean | (wrong or {}),
        "may_collect": may_collect(role_of(request)),
        "on": on,
    }
    return page(request, "promises/promise.html", context, status=INVALID if wrong else 200)


def _found(request: CompanyRequest, promise_id: int) -> Promise:
    found = queries.promise_for(request.user, promise_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found

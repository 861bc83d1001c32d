"""What is to be corrected to reach those who owe, and correcting it in its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.dunning.columns import contacts as columns
from encaisse.dunning.forms.contacts import CorrectForm
from encaisse.dunning.operations import reaching
from encaisse.dunning.queries import contacts as queries
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import refusing_among
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.web.columns import Line, Table

OPENED = "corriger"
INVALID = 422


@dataclass(frozen=True, slots=True)
class Opened:
    """The line that is being corrected, and the one that follows."""

    line: Line
    form: CorrectForm
    following: str
    skipped: str
    closed: str


@require_safe
def to_fix(request: CompanyRequest) -> HttpResponse:
    """Missing, wrong or refused, by money late; each is corrected where it stands."""
    return _shown(request)


@require_POST
def correct(request: CompanyRequest) -> HttpResponse:
    """Put one line right and go on with the one that follows; or say beside the field why not."""
    require(request, may_collect)
    key = request.POST.get("line", "")
    thing, datum = queries.to_correct(request.user, request.company, key)
    form = CorrectForm(request.POST, datum=datum, on=localdate())
    by, on = str(request.user), localdate()
    try:
        if "works" in request.POST:
            refusing = refusing_among(request.company, [thing.email]).get(thing.email.lower())
            reaching.accept_again(thing, refusing, by=by, on=on)
            messages.success(
                request, _("{value} est de nouveau utilisée.").format(value=thing.email)
            )
        elif form.is_valid():
            value = form.cleaned_data["value"]
            reaching.correct(thing, datum, value, heard=form.heard, by=by, on=on)
            messages.success(request, _("{name} : coordonnée corrigée.").format(name=thing.name))
    except Refusal as refusal:
        form.add_error("told_on" if refusal.code == "told_in_the_future" else "value", str(refusal))
    if form.errors:
        return _shown(request, form)
    return redirect(_address(request, request.POST.get("following", "")))


def _shown(request: CompanyRequest, wrong: CorrectForm | None = None) -> HttpResponse:
    may_act = may_collect(role_of(request))
    chosen = request.GET.get("quoi", "")
    rows = queries.to_fix(
        request.company,
        on=localdate(),
        fault=chosen if chosen in queries.FAULTS else "",
        text=request.GET.get("q", ""),
    )
    if may_act:
        before = _address(request, "*").removesuffix("*")
        rows = [row | {"here": before + row["id"]} for row in rows]
    table = columns.TO_FIX.table(rows, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table,
        "most": queries.MOST,
        "is_cut": len(rows) >= queries.MOST,
        "opened": _opened(request, table, wrong) if may_act else None,
        "query": request.GET.urlencode(),
    }
    if wrong is None:
        return page(request, "dunning/contacts.html", context, fragment="list")
    here = _address(request, request.POST.get("line", ""))
    return page(
        request, "dunning/contacts.html", context, fragment="list", status=INVALID, address=here
    )


def _opened(request: CompanyRequest, table: Table, wrong: CorrectForm | None) -> Opened | None:
    key = request.POST.get("line", "") or request.GET.get(OPENED, "")
    keys = [line.key for line in table.lines]
    if key not in keys:
        return None
    place = keys.index(key)
    row = table.lines[place].row
    known = row["meant"] or row["value"]
    form = wrong or CorrectForm(datum=row["datum"], known=known, on=localdate())
    same = key.rpartition("-")[0]
    after = (each for each in keys[place + 1 :] if each.rpartition("-")[0] != same)
    following = next(after, "")
    return Opened(
        line=table.lines[place],
        form=form,
        following=following,
        skipped=_address(request, following),
        closed=_address(request, ""),
    )


def _address(request: CompanyRequest, key: str) -> str:
    """The list as it is filtered, with that line open."""
    kept = {name: request.GET[name] for name in request.GET if name not in (OPENED, "export")}
    query = urlencode(kept | ({OPENED: key} if key else {}), safe="*")
    return f"{reverse('dunning:contacts')}?{query}".rstrip("?")

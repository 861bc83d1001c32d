"""Letters to post: what waits to be printed, the batches, what becomes of each letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.dunning.columns import posting as columns
from encaisse.dunning.operations import posting as operations
from encaisse.dunning.queries import board
from encaisse.dunning.queries import posting as queries
from encaisse.dunning.queries.leaving import coming, paper_of
from encaisse.dunning.queries.papers import papers_of
from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.letters import pdf
from encaisse.letters import queries as letters
from encaisse.letters.operations import posting as batches
from encaisse.web.confirming import ANSWER, ask
from encaisse.web.export import spreadsheet
from encaisse.web.formats import plural
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from encaisse.letters.models import PrintBatch

BATCHES, ENTRUST = "lots", "entrust"


@require_safe
def to_post(request: CompanyRequest) -> HttpResponse:
    """What waits to be printed, or the batches made."""
    company, is_batches = request.company, request.GET.get("etat") == BATCHES
    if is_batches:
        table = columns.BATCHES.table(letters.batches(company), request.GET)
    else:
        table = columns.TO_PRINT.table(queries.listed_to_print(company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    count = queries.to_print_count(company)
    context = {
        "table": table,
        "is_batches": is_batches,
        "count": count,
        "under_way": letters.open_batches(company)[:10],
        "carrier": letters.carrier_for(company),
        "incomplete": queries.incomplete_count(company) if count else 0,
        "tabs": [
            (_("À imprimer"), "?", not is_batches, count),
            (_("Lots"), f"?etat={BATCHES}", is_batches, None),
        ],
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "dunning/post.html", context, fragment="list")


@require_POST
def make_batch(request: CompanyRequest) -> HttpResponse:
    """A batch of all that waits; or those ticked, back to approval."""
    require(request, may_collect)
    company, by = request.company, str(request.user)
    act = request.POST.get("act", "")
    if act == "back":
        return _after(request, "dunning:post", lambda: _put_back(request))
    if act == ENTRUST and ANSWER not in request.POST:
        return _ask_to_entrust(request, queries.to_print_count(company), back="dunning:post")
    try:
        batch = operations.start_batch(
            company, is_duplex="duplex" in request.POST, by=by, at=timezone.now(),
            is_entrusted=act == ENTRUST, is_color="color" in request.POST,
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("dunning:post")
    return redirect("dunning:batch", batch.pk)


@require_safe
def batch(request: CompanyRequest, batch_id: int) -> HttpResponse:
    """One batch: how far it is, its file, its letters."""
    found = letters.batch_of(request.company, batch_id)
    listing = columns.LETTERS if found.to_post_count else columns.SETTLED
    table = listing.table(queries.letters_of(found), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "batch": found,
        "name": letters.batch_name(found),
        "table": table,
        "paid": queries.paid_since(found),
        "carrier": letters.carrier_for(request.company),
        "today": timezone.localdate(),
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "dunning/batch.html", context, fragment=["progress", "list"])


@require_POST
def batch_file(request: CompanyRequest, batch_id: int) -> HttpResponse:
    """The file to print. From the second time on, asks whether it is to be printed again."""
    require(request, may_collect)
    found = letters.batch_of(request.company, batch_id)
    if found.taken_at and ANSWER not in request.POST:
        context = {"batch": found, "name": letters.batch_name(found)}
        return ask(request, "dunning/print_again.html", context)
    try:
        paper = batches.take(found, by=str(request.user), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("dunning:batch", found.pk)
    return _pdf(paper, f"lot-{found.pk}", is_kept=True)


@require_POST
def batch_act(request: CompanyRequest, batch_id: int) -> HttpResponse:
    """Posted on that day; entrusted to the carrier; or some letters taken out of the pile, with the
    reason."""
    require(request, may_collect)
    found, asked = letters.batch_of(request.company, batch_id), request.POST.get("act", "")
    if asked == ENTRUST and ANSWER not in request.POST:
        count = found.to_post_count - queries.paid_since(found)
        return _ask_to_entrust(request, count, found, back="dunning:batch")
    acts = {"aside": _set_aside, ENTRUST: _entrust}
    act = acts.get(asked, _post)
    return _after(request, "dunning:batch", lambda: act(request, found), found.pk)


@require_safe
def message_paper(request: CompanyRequest, message_id: int) -> HttpResponse:
    """The letter as it would be printed today."""
    found = board.message_for(request.user, message_id)
    told = coming(found, on=timezone.localdate())
    try:
        if told is None:
            raise batches.NothingToPost
        names = [each.name for each in papers_of(told).enclosed]
        order = paper_of(told, enclosed=names).order
        paper = pdf.render(order.template, order.data, title=order.title)
    except Refusal as refusal:
        return page(request, "dunning/preview_refused.html", {"refusal": refusal})
    return _pdf(paper, f"relance-{message_id}")


def _ask_to_entrust(
    request: CompanyRequest, count: int, found: PrintBatch | None = None, *, back: str
) -> HttpResponse:
    """Printing and postage are paid for, and nothing comes back: asked once."""
    context = {
        "carrier": letters.carrier_for(request.company),
        "count": count,
        "batch": found,
        "back": reverse(back, args=[found.pk] if found else []),
    }
    return ask(request, "dunning/entrust.html", context)


def _entrust(request: CompanyRequest, found: PrintBatch) -> str:
    is_color, by = "color" in request.POST, str(request.user)
    count = operations.entrust_batch(found, is_color=is_color, by=by, at=timezone.now())
    return plural(
        count,
        _("lettre confiée : elle compte comme faite le jour où elle est postée."),
        _("lettres confiées : elles comptent comme faites le jour où elles sont postées."),
    )


def _post(request: CompanyRequest, found: PrintBatch) -> str:
    on = parse_day(request.POST.get("on", "")) if request.POST.get("on") else timezone.localdate()
    left = operations.post_batch(
        found, on=on, by=str(request.user), at=timezone.now(),
        are_entrusted=request.POST.get("act") == "posted_by_carrier",
    )  # fmt: skip
    return plural(left, _("lettre notée comme postée."), _("lettres notées comme postées."))


def _set_aside(request: CompanyRequest, found: PrintBatch) -> str:
    chosen = letters.in_batch(found, _ticked(request, "letter"))
    for letter in chosen:
        operations.set_letter_aside(letter, why=request.POST.get("why", ""), by=str(request.user))
    return plural(
        len(chosen),
        _("lettre retirée : son étape sera proposée de nouveau."),
        _("lettres retirées : leurs étapes seront proposées de nouveau."),
    )


def _put_back(request: CompanyRequest) -> str:
    chosen = _ticked(request, "message")
    back = operations.put_back(request.company, chosen, by=str(request.user))
    return plural(len(back), _("courrier remis à approuver."), _("courriers remis à approuver."))


def _ticked(request: CompanyRequest, name: str) -> list[int]:
    return [int(each) for each in request.POST.getlist(name) if each.isdecimal()]


def _pdf(paper: bytes, name: str, *, is_kept: bool = False) -> HttpResponse:
    response = HttpResponse(paper, content_type="application/pdf")
    place = "attachment" if is_kept else "inline"
    response["Content-Disposition"] = f'{place}; filename="{name}.pdf"'
    return response


def _after(request: CompanyRequest, place: str, act: Callable[[], str], *args: int) -> HttpResponse:
    """Do it, say so or why not, and show the page again."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse(place, args=args))

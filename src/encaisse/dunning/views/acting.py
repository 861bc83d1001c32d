"""What a person does on the board: run the day, let go, put off, skip, rewrite, settle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.columns.messages import kept_messages
from encaisse.dunning.forms.deciding import Typed
from encaisse.dunning.queries import board
from encaisse.dunning.queries.bank import bank_of
from encaisse.dunning.queries.leaving import coming, wording_of
from encaisse.dunning.views.messages import INVALID, board_page, framed, message_page
from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.letters.forms import TemplateForm, focus_on_error
from encaisse.letters.rules import BLOCKS, VARIABLES, Wording
from encaisse.web.confirming import ask, is_confirmed
from encaisse.web.formats import NARROW, amounts, plural
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.dunning.models import Message


@require_POST
def start(request: CompanyRequest) -> HttpResponse:
    """The run of the day, by hand."""
    require(request, may_collect)
    company, now = request.company, timezone.now()
    on = timezone.localdate()

    def act() -> str:
        operations.default_scenario(company, by=str(request.user))
        ran = operations.run(company, on=on, by=str(request.user), at=now)
        return plural(ran.plan.sent.height, _("relance proposée."), _("relances proposées."))

    return _after(request, act)


@require_POST
def decide(request: CompanyRequest) -> HttpResponse:
    """Let the chosen messages go, put them off, skip their steps, or set them aside. Before what is
    known of the bank is too old to be trusted, asks once whether they may go."""
    require(request, may_collect)
    act = request.POST.get("act", "approve")
    bank = bank_of(request.company, on=timezone.localdate())
    if act == "approve" and bank.is_stale and not is_confirmed(request, bank.question):
        told = _told(_chosen(request), _("relance à envoyer"), _("relances à envoyer"))
        return ask(request, "dunning/confirm.html", {"bank": bank, "told": told})
    do = ACTS.get(act, _approve)
    shown = partial(board_page, request)
    return _after(request, lambda: do(request, _chosen(request)), shown)


@require_POST
def decide_one(request: CompanyRequest, message_id: int) -> HttpResponse:
    """Put one message off, skip its steps or set it aside, from its page."""
    require(request, may_collect)
    found = board.message_for(request.user, message_id)
    do = ACTS.get(request.POST.get("act", ""), _postpone)
    shown = partial(message_page, request, found)
    return _after(request, lambda: do(request, [found.pk]), shown)


@require_POST
def record(request: CompanyRequest, message_id: int) -> HttpResponse:
    """A person says what became of a message: a letter posted, an unclear sending settled."""
    require(request, may_collect)
    found = board.message_for(request.user, message_id)
    outcome = "failed" if request.POST.get("outcome") == "failed" else "delivered"

    def act() -> str:
        operations.record_delivery(
            found, outcome=outcome, on=timezone.localdate(), by=str(request.user)
        )
        return _("C'est noté.")

    return _after(request, act)


def wording(request: CompanyRequest, message_id: int) -> HttpResponse:
    """The text of this message only, beside what it says. POST keeps it, or says what is wrong."""
    require(request, may_collect)
    found = board.message_for(request.user, message_id)
    told = coming(found, on=timezone.localdate())
    usual = wording_of(told) if told else Wording("", "")
    form = TemplateForm(
        request.POST or None, initial={"subject": usual.subject, "body": usual.body}
    )
    if request.method == "POST" and form.is_valid() and _edit(request, found, form):
        return redirect("dunning:message", found.pk)
    focus_on_error(form)
    context = {
        "message": found, "form": form, "coming": told,
        "variables": VARIABLES.items(), "blocks": BLOCKS.items(),
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "dunning/wording.html", context, status=status)


@require_POST
def wording_preview(request: CompanyRequest, message_id: int) -> HttpResponse:
    """What the text as typed says, for a frame that may neither run nor fetch."""
    require(request, may_collect)
    found = board.message_for(request.user, message_id)
    told = coming(found, on=timezone.localdate())
    language = found.customer.language
    written = Wording(request.POST.get("subject", ""), request.POST.get("body", ""), language)
    return framed(request, told, written)


@require_POST
def papers(request: CompanyRequest, message_id: int) -> HttpResponse:
    """The papers ticked go with this message; or those of its step again."""
    require(request, may_collect)
    found = board.message_for(request.user, message_id)
    ticked = [int(each) for each in request.POST.getlist("document") if each.isdecimal()]
    chosen = None if request.POST.get("act") == "step" else ticked
    try:
        operations.choose_papers(found, chosen, by=str(request.user), on=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pièces gardées pour cette relance."))
    return redirect("dunning:message", found.pk)


def _edit(request: CompanyRequest, found: Message, form: TemplateForm) -> bool:
    text = form.cleaned_data
    try:
        operations.edit_message(
            found, subject=text["subject"], text=text["body"], by=str(request.user)
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Texte gardé pour cette relance. Ses montants suivent les livres."))
    return True


def _approve(request: CompanyRequest, chosen: list[int]) -> str:
    released = operations.approve(request.company, chosen, by=str(request.user))
    return _told(released, _("relance part"), _("relances partent"))


def _set_aside(request: CompanyRequest, chosen: list[int]) -> str:
    aside = operations.set_aside(request.company, chosen, **_signed(request))
    return _told(aside, _("relance écartée"), _("relances écartées"))


def _skip(request: CompanyRequest, chosen: list[int]) -> str:
    skipped = operations.skip_messages(request.company, chosen, **_signed(request))
    told = _told(skipped, _("relance sautée"), _("relances sautées"))
    return f"{told} {_('Ce qui devait être fait compte comme fait.')}"


def _postpone(request: CompanyRequest, chosen: list[int]) -> str:
    until = parse_day(request.POST.get("until", ""))
    later = operations.postpone(
        request.company, chosen, until=until, by=str(request.user), on=timezone.localdate()
    )
    return _told(later, _("relance reportée"), _("relances reportées"))


def _told(done: list[int], one: str, many: str) -> str:
    """« 9 relances partent : 31 162,38 €. »"""
    return f"{plural(len(done), one, many)}{NARROW}: {amounts(board.totals(done))}."


ACTS = {"aside": _set_aside, "skip": _skip, "postpone": _postpone}


class _Signed(TypedDict):
    why: str
    by: str
    on: date


def _signed(request: CompanyRequest) -> _Signed:
    why = request.POST.get("why", "")
    return {"why": why, "by": str(request.user), "on": timezone.localdate()}


def _chosen(request: CompanyRequest) -> list[int]:
    """The only message of which the button was pressed, all that the filter shows, else the ticked
    ones."""
    if "only" not in request.POST and request.POST.get("scope") == "filter":
        company, on = request.company, timezone.localdate()
        asked = request.GET.get("etat", "")
        tab = asked if asked in (board.WAITING, board.POSTPONED) else board.WAITING
        found = board.in_tab(company, tab, board.waiting(company, on=on), None)
        kept = kept_messages(company, found, request.GET)
        return list(kept.order_by().values_list("pk", flat=True))
    asked_for = request.POST.getlist("only") or request.POST.getlist("message")
    return [int(each) for each in asked_for if each.isdecimal()]


def _after(
    request: CompanyRequest,
    act: Callable[[], str],
    shown: Callable[[Typed], HttpResponse] | None = None,
) -> HttpResponse:
    """Do it, say so or why not, and show the board again, as it was filtered; what was typed wrong
    is ``shown`` as it was, the sentence beside its field."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        wrong = Typed.of(request.POST).refused(refusal)
        if wrong and shown:
            return shown(wrong)
        messages.error(request, str(refusal))
    query = request.GET.urlencode()
    return redirect(reverse("dunning:run") + (f"?{query}" if query else ""))

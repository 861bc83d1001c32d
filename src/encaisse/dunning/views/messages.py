"""The reminders: the board of the day, one message, and what a person decides of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.queries import board
from encaisse.dunning.queries.leaving import leaving, preview_of
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.rendering import READING_POLICY
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.dunning.models import Message, Run

HELD = "held"


@require_safe
def run(request: CompanyRequest) -> HttpResponse:
    """What waits, what left, what is held and why."""
    company = request.company
    latest = board.latest_run(company)
    counts = board.counts(company, latest)
    state = request.GET.get("etat", "")
    state = state if state in (*board.TABS, HELD) else _first(counts)
    on = timezone.localdate()
    context: dict[str, object] = {
        "run": latest,
        "on": on,
        "is_run_today": latest is not None and latest.on >= on,
        "state": state,
        "tabs": _tabs(counts, latest, state),
        "may_collect": may_collect(role_of(request)),
    }
    if state == HELD:
        context |= _held(request, latest)
    else:
        context["table"] = _messages(request, state)
    return page(request, "dunning/run.html", context, fragment="board")


@require_safe
def message(request: CompanyRequest, message_id: int) -> HttpResponse:
    """One message: to whom, for what, why, and its exact text."""
    found = board.message_for(request.user, message_id)
    coming = leaving(found, timezone.localdate()) if _may_still_leave(found) else None
    context = {
        "message": found,
        "may_still_leave": _may_still_leave(found),
        "coming": coming,
        "proposals": found.proposals.select_related("receivable__invoice").order_by(
            "receivable__due_on", "id"
        ),
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "dunning/message.html", context)


@require_safe
def message_html(request: CompanyRequest, message_id: int) -> HttpResponse:
    """The exact message as it would leave today, for a frame that may neither run nor fetch."""
    found = board.message_for(request.user, message_id)
    coming = leaving(found, timezone.localdate()) if _may_still_leave(found) else None
    response = HttpResponse(preview_of(coming) if coming else "")
    response["Content-Security-Policy"] = READING_POLICY
    return response


@require_POST
def start(request: CompanyRequest) -> HttpResponse:
    """The run of the day, by hand."""
    require(request, may_collect)
    company, now = request.company, timezone.now()
    on = timezone.localdate()

    def act() -> str:
        operations.default_scenario(company, by=str(request.user))
        ran = operations.run(company, on=on, by=str(request.user), at=now)
        count = ran.plan.sent.height
        told = ngettext("{count} relance proposée.", "{count} relances proposées.", count)
        return told.format(count=count)

    return _after(request, act)


@require_POST
def decide(request: CompanyRequest) -> HttpResponse:
    """Let the ticked messages go, or all that wait; or set them aside."""
    require(request, may_collect)
    company, by = request.company, str(request.user)
    chosen = board.waiting_ids(company) if "all" in request.POST else _ticked(request)

    def act() -> str:
        if request.POST.get("act") == "aside":
            why = request.POST.get("why", "")
            aside = operations.set_aside(company, chosen, why=why, by=by, on=timezone.localdate())
            told = ngettext("{count} relance écartée.", "{count} relances écartées.", len(aside))
            return told.format(count=len(aside))
        released = operations.approve(company, chosen, by=by)
        told = ngettext("{count} relance part.", "{count} relances partent.", len(released))
        return told.format(count=len(released))

    return _after(request, act)


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


def _ticked(request: CompanyRequest) -> list[int]:
    """The only message of which the button was pressed, else those ticked."""
    asked = request.POST.getlist("only") or request.POST.getlist("message")
    return [int(each) for each in asked if each.isdecimal()]


def _after(request: CompanyRequest, act: Callable[[], str]) -> HttpResponse:
    """Do it, say so or why not, and show the board again."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("dunning:run")


def _first(counts: dict[str, int]) -> str:
    """The first state in which there is something to do."""
    return next((name for name in board.TABS if counts[name]), "waiting")


def _tabs(
    counts: dict[str, int], latest: object, state: str
) -> list[tuple[object, str, bool, int | None]]:
    tabs: list[tuple[object, str, bool, int | None]] = [
        (label, f"?etat={name}", name == state, counts[name])
        for name, (label, _states) in board.TABS.items()
    ]
    if latest is not None:
        tabs.append((_("Retenues"), f"?etat={HELD}", state == HELD, None))
    return tabs


def _messages(request: CompanyRequest, state: str) -> board.MessagePage:
    asked = request.GET.get("page", "0")
    return board.messages(request.company, state, page=int(asked) if asked.isdecimal() else 0)


def _held(request: CompanyRequest, latest: Run | None) -> dict[str, object]:
    """The reasons, and the receivables of the reason chosen."""
    reasons = board.held(latest)
    chosen = next((each for each in reasons if each.code == request.GET.get("motif")), None)
    rows = board.held_for(request.company, chosen.code, on=latest.on) if chosen and latest else []
    return {"reasons": reasons, "chosen": chosen, "rows": rows}


def _may_still_leave(found: Message) -> bool:
    return found.state in ("waiting", "released")

"""The reminders: the board of the day, one message, its exact text."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.dunning.columns.messages import messages_list
from encaisse.dunning.forms.deciding import NOTHING_TYPED, Typed
from encaisse.dunning.queries import board
from encaisse.dunning.queries.bank import bank_of
from encaisse.dunning.queries.held import held, held_for
from encaisse.dunning.queries.leaving import coming, preview_of
from encaisse.dunning.queries.papers import papers_of
from encaisse.dunning.queries.tasks import held_since
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.rendering import READING_POLICY
from encaisse.letters.queries import why_mail_waits
from encaisse.web.export import spreadsheet
from encaisse.web.formats import amounts
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from encaisse.dunning.models import Message, Proposal, Run
    from encaisse.dunning.queries.leaving import Leaving
    from encaisse.dunning.queries.papers import Papers
    from encaisse.letters.rules import Wording

HELD = "held"
INVALID = 422
PARTS = ("board", "list", "departure")
CARRYING = ("mail", "letter")
ALWAYS = (board.WAITING, "released", board.DELIVERED)
Tab = tuple[object, str, bool, int | None]


@require_safe
def run(request: CompanyRequest) -> HttpResponse:
    """What waits, what left, what is held and why."""
    return board_page(request)


def board_page(request: CompanyRequest, typed: Typed = NOTHING_TYPED) -> HttpResponse:
    """The board, with what a person typed and has to put right. What a part of the page alone shows
    is read only when that part is drawn."""
    company, on = request.company, timezone.localdate()
    latest = board.latest_run(company)
    waits = board.waiting(company, on=on)
    counts = cache(partial(board.counts, company, waits, latest))
    state = request.GET.get("etat", "")
    state = state if state in (*board.TABS, HELD) else _first(counts())
    context: dict[str, object] = {
        "run": latest,
        "on": on,
        "is_run_today": latest is not None and latest.on >= on,
        "state": state,
        "query": request.GET.urlencode(),
        "tabs": lambda: _tabs(counts(), latest, state),
        "bank": cache(partial(bank_of, company, on=on)),
        "departure": cache(partial(board.departure, company, at=timezone.now())),
        "texts_stuck": cache(partial(board.texts_stuck, company)),
        "why_mail_waits": lambda: why_mail_waits(company),
        "may_collect": may_collect(role_of(request)),
        "may_manage": may_manage(role_of(request)),
    }
    if state == HELD:
        context |= _held(request, latest)
    else:
        found = board.in_tab(company, state, waits, latest)
        table, kept = messages_list(company, found, waits, request.GET)
        if table.wants_export:
            return spreadsheet(table)
        sums = cache(partial(board.sums, kept))
        context |= {
            "table": table,
            "sums": sums,
            "shown_count": lambda: sum(each.count for each in sums()),
            "shown_total": lambda: amounts((each.currency, each.total) for each in sums()),
            "typed": typed,
        }
    status = INVALID if typed.field else 200
    return page(request, "dunning/run.html", context, fragment=PARTS, status=status)


@require_safe
def message(request: CompanyRequest, message_id: int) -> HttpResponse:
    """One message: to whom, for what, why, and its exact text."""
    return message_page(request, board.message_for(request.user, message_id))


def message_page(
    request: CompanyRequest, found: Message, typed: Typed = NOTHING_TYPED
) -> HttpResponse:
    """The page of a message, with what a person typed and has to put right."""
    told = cache(partial(_coming, found))
    context = {
        "message": found,
        "may_still_leave": may_still_leave(found),
        "coming": told,
        "papers": cache(partial(_papers, found, told)),
        "lines": _lines(found),
        "split": cache(partial(board.split, found)),
        "may_collect": may_collect(role_of(request)),
        "typed": typed,
    }
    status = INVALID if typed.field else 200
    return page(request, "dunning/message.html", context, fragment="lines", status=status)


@require_safe
def message_html(request: CompanyRequest, message_id: int) -> HttpResponse:
    """The exact message as it would leave today, for a frame that may neither run nor fetch."""
    return framed(request, _coming(board.message_for(request.user, message_id)))


def framed(
    request: CompanyRequest, told: Leaving | None, written: Wording | None = None
) -> HttpResponse:
    """What the message says, with another text when one is being written; or why it cannot be
    shown."""
    try:
        response = HttpResponse(preview_of(told, written) if told else "")
    except Refusal as refusal:
        response = render(request, "dunning/preview_refused.html", {"refusal": refusal})
    response["Content-Security-Policy"] = READING_POLICY
    return response


def may_still_leave(found: Message) -> bool:
    """Whether the message has not left yet."""
    return found.state in ("waiting", "released")


def _coming(found: Message) -> Leaving | None:
    return coming(found, on=timezone.localdate()) if may_still_leave(found) else None


def _lines(found: Message) -> list[tuple[Proposal, str]]:
    """What it asks for, and why it would not any more, while it can leave."""
    on = timezone.localdate()
    held = held_since(found.company, found.customer_id, on) if may_still_leave(found) else {}
    return [(each, held.get(each.key, "")) for each in board.proposals(found)]


def _papers(found: Message, told: Callable[[], Leaving | None]) -> Papers | None:
    """What would go with the message, or may; a task takes nothing along."""
    leaves = told() if found.channel in CARRYING else None
    return papers_of(leaves) if leaves else None


def _first(counts: dict[str, int]) -> str:
    """The first state in which there is something to do."""
    return next((name for name in board.TABS if counts[name]), board.WAITING)


def _tabs(counts: dict[str, int], latest: Run | None, state: str) -> list[Tab]:
    tabs: list[Tab] = [
        (label, f"?etat={name}", name == state, counts[name])
        for name, (label, _states) in board.TABS.items()
        if counts[name] or name in (state, *ALWAYS)
    ]
    if latest is not None:
        held_count = sum(one.count for one in held(latest))
        tabs.append((_("Retenues"), f"?etat={HELD}", state == HELD, held_count))
    return tabs


def _held(request: CompanyRequest, latest: Run | None) -> dict[str, object]:
    """The reasons, and the receivables of the reason chosen."""
    reasons = held(latest)
    chosen = next((each for each in reasons if each.code == request.GET.get("motif")), None)
    rows = held_for(latest, chosen.code) if chosen and latest else []
    return {"reasons": reasons, "chosen": chosen, "rows": rows}

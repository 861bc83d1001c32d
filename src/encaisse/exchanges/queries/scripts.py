"""What to say on the telephone: the script of the step, with the customer's own facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from encaisse.dunning.models import Message, Proposal, ProposalState
from encaisse.dunning.queries.preview import preview_context
from encaisse.dunning.queries.profiles import profile_of
from encaisse.dunning.rules.scenario import LAST_TEXT
from encaisse.letters.models import Channel
from encaisse.letters.queries import templates, wording_for
from encaisse.letters.rules.script import Script, script
from encaisse.letters.rules.texts import STEPS

if TYPE_CHECKING:
    from datetime import date

    from encaisse.dunning.models import Task
    from encaisse.parties.models import Customer

FIRST, COURTESY = "relance-1", "courtoisie"


def script_for(customer: Customer, task: Task | None, *, who: str, on: date) -> Script | None:
    """The script of the task's step, else of the step that what is owed has reached, else the first
    reminder's when something is late; None when nothing is owed, or without any text yet."""
    scripts = templates(customer.company).filter(channel=Channel.CALL)
    context = preview_context(customer, on=on)
    if not context.lines or not scripts.exists():
        return None
    message = task.message if task is not None and task.message else _reached(customer)
    is_late = any(line.days_late > 0 for line in context.lines)
    tone = message.tone if message and message.tone else profile_of(customer).tone
    wording = wording_for(
        customer.company, _code(message, is_late=is_late), customer.language, tone=tone,
        channel=Channel.CALL,
    )  # fmt: skip
    return script(wording, replace(context, contact=who or context.contact))


def _reached(customer: Customer) -> Message | None:
    """The reminder of the highest step that what is still owed has reached; a courtesy before the
    due date is none."""
    done = Proposal.objects.filter(
        receivable__customer=customer, receivable__open_cents__gt=0, state=ProposalState.DELIVERED,
        level__gt=0, message__isnull=False,
    )  # fmt: skip
    latest = done.select_related("message").order_by("-level", "-taken_on", "-id").first()
    return latest.message if latest else None


def _code(message: Message | None, *, is_late: bool) -> str:
    """The step whose script is spoken; that of its level when its text is the company's own."""
    if message is None:
        return FIRST if is_late else COURTESY
    if message.template_code in STEPS:
        return message.template_code
    return f"relance-{min(message.level, LAST_TEXT)}" if message.level else COURTESY

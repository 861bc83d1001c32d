"""A mail begun: the text of the step that what is owed has come to, before a word is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from encaisse.dunning.queries.explaining import account_in_scenarios
from encaisse.dunning.queries.preview import preview_context
from encaisse.dunning.queries.profiles import profile_of
from encaisse.dunning.rules.scenario import LAST_TEXT, Scenario, Step
from encaisse.letters.models import Channel
from encaisse.letters.queries import templates, wording_for
from encaisse.letters.rules import compose
from encaisse.letters.rules.text import parts_text
from encaisse.letters.rules.texts import STEPS, step_and_tone
from encaisse.parties.queries import payer_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from encaisse.parties.models import Customer

FIRST, COURTESY = "relance-1", "courtoisie"


@dataclass(frozen=True, slots=True)
class Begun:
    """The subject and the text; ``step``: of which step, in French."""

    subject: str
    text: str
    step: str


def begun(customer: Customer, receivables: Collection[int], *, on: date) -> Begun | None:
    """The text of the step that the age of these receivables calls for (of all that is late when
    none is named), in the customer's language and tone, with their own facts. A formal notice is
    never begun so: the step before it speaks. None when nothing is owed, or without any text."""
    context = preview_context(customer, on=on, receivables=receivables)
    written = templates(customer.company).filter(channel=Channel.MAIL)
    if not context.lines or not written.exists():
        return None
    step = _step(customer, receivables, on)
    is_late = any(line.days_late > 0 for line in context.lines)
    code = _code(step) or (FIRST if is_late else COURTESY)
    tone = step.tone if step and step.tone else profile_of(customer).tone
    wording = wording_for(customer.company, code, customer.language, tone=tone)
    told = compose(wording, replace(context, space=""))
    kind = step_and_tone(code)[0]
    return Begun(told.subject, parts_text(told), STEPS.get(kind, kind))


def _step(customer: Customer, receivables: Collection[int], on: date) -> Step | None:
    """The highest step that their age calls for, in the scenario that they follow."""
    decided, scenarios = account_in_scenarios(customer.company, payer_of(customer.pk), on=on)
    mine = decided.filter(
        (pl.col("customer") == customer.pk) & pl.col("calendar_level").is_not_null()
    )
    if receivables:
        mine = mine.filter(pl.col("receivable").is_in(list(receivables)))
    highest = mine.sort("calendar_level", descending=True).head(1)
    for row in highest.iter_rows(named=True):
        return _before_notice(scenarios[row["scenario"]], row["calendar_level"])
    return None


def _before_notice(scenario: Scenario, level: int) -> Step | None:
    found = [step for step in scenario.ladder if step.level <= level and not step.is_formal]
    return found[-1] if found else None


def _code(step: Step | None) -> str:
    """The code of its text; that of its level when its text is of another channel."""
    if step is None:
        return ""
    if step.text_code in STEPS or step.channel in (Channel.MAIL, Channel.LETTER):
        return step.text_code
    return f"relance-{min(step.level, LAST_TEXT)}"

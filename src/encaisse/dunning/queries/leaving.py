"""A message as it would leave on a day: the rule asked again, and the facts that its text tells."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from encaisse.dunning import rules
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.queries.claims import claims_of
from encaisse.dunning.queries.facts import facts_leaving
from encaisse.dunning.queries.installments import keyed, long_name
from encaisse.dunning.queries.policy import day_of
from encaisse.dunning.queries.scenarios import scenario_behind, scenarios_of
from encaisse.dunning.queries.together import with_siblings
from encaisse.dunning.rules.crediting import credits_shown
from encaisse.kernel.money import Money
from encaisse.letters import queries as letters
from encaisse.letters.mail.rendering import preview_for
from encaisse.letters.post.drawing import OnPaper, on_paper
from encaisse.letters.rules import Addressee, Claims, Credit, Line, MessageContext, Wording
from encaisse.letters.rules.brief import Brief, brief
from encaisse.receivables.models import Receivable


@dataclass(frozen=True, slots=True)
class Leaving:
    """A message as it leaves: its row in the plan, its own steps, what it deducts and lists. Of its
    scenario, the version that made it speaks."""

    message: Message
    scenario: rules.Scenario
    on: date
    row: pl.DataFrame
    steps: pl.DataFrame
    credits: pl.DataFrame
    lines: pl.DataFrame

    @property
    def people(self) -> list[dict[str, str]]:
        """To whom it goes."""
        return list(json.loads(self.row["to"][0]))


def leaving(message: Message, on: date, *, along: Collection[int] = ()) -> Leaving | None:
    """The message recomputed for that day, with those that it takes along; None when nothing of it
    is left. Writes nothing."""
    company = message.company
    facts = facts_leaving(company, message, on, along=along)
    day = day_of(company, on)
    scenarios = scenarios_of(company) | {message.scenario_id: scenario_behind(message)}
    plan = rules.plan(facts, scenarios, day, leaving=True)
    row = plan.sent.head(1)
    if row.is_empty():
        return None
    steps = plan.steps.join(row.select("message"), on="message", how="inner")
    shown = [*steps["receivable"], *row["listed"][0]]
    lines = plan.decisions.filter(pl.col("receivable").is_in(shown)).sort("due_on", "receivable")
    scenario = scenarios[row["scenario"][0]]
    return Leaving(message, scenario, on, row, steps, credits_shown(row, facts.credits), lines)


def coming(message: Message, *, on: date) -> Leaving | None:
    """What a person is about to let go: the message with those that wait and leave with it."""
    waits = message.state == MessageState.WAITING
    return leaving(message, on, along=with_siblings(message) if waits else ())


def context_of(found: Leaving) -> MessageContext:
    """What the text of the message may tell."""
    message, row = found.message, found.row.row(0, named=True)
    currency = message.currency
    names = _names(found.lines["receivable"].to_list())
    lines = tuple(_line(each, names) for each in _levelled(found))
    numbers = list(dict.fromkeys(line.number for line in lines))
    customer, contact = message.customer, found.people[0]["name"]
    context = MessageContext(
        company=letters.sender_of(message.company),
        customer=Addressee(customer.name, customer.code, customer.address, customer.country),
        day=found.on,
        lines=lines,
        total=Money(row["total"], currency),
        contact="" if contact == customer.name else contact,
        level=row["level"],
        credits=tuple(_credit(each, currency) for each in found.credits.iter_rows(named=True)),
        claims=_claims(found),
        pay_by=_pay_by(found),
        reference=numbers[0] if len(numbers) == 1 else customer.code,
        space=letters.space_shown(),
    )
    told = Money.total((line.open for line in context.upcoming), currency)
    return replace(context, total=max(context.total - told, Money(0, currency)))


def _claims(found: Leaving) -> Claims:
    """Those of what it lists; an instalment has those of the receivable that bears it."""
    own = found.lines.filter(pl.col("receivable") > 0)
    borne = [each.receivable for each in keyed(found.lines["receivable"].to_list()).values()]
    return claims_of(
        found.message.company_id,
        [*own["receivable"], *(each.pk for each in borne)],
        [*own["invoice"], *(each.invoice_id for each in borne)],
        on=found.on,
        currency=found.message.currency,
    )


def wording_of(found: Leaving) -> Wording:
    """The text of its step, in the customer's language, in the tone and for the channel of the
    message; or the one that a person wrote for it."""
    company, language = found.message.company, found.message.customer.language
    code, tone, channel = (found.row[name][0] for name in ("template_code", "tone", "channel"))
    shipped = letters.wording_for(company, code, language, tone=tone, channel=channel)
    edited = found.message.edited
    return replace(shipped, **edited, language=language, version=0) if edited else shipped


def preview_of(found: Leaving, written: Wording | None = None) -> str:
    """The exact message as one HTML page, as its channel shows it; with another text when one is
    being written. Refused when a letter has no address to go to."""
    channel, context = str(found.row["channel"][0]), context_of(found)
    if channel == "letter":
        sender = letters.on_letterhead(context.company, found.message.company)
        context = replace(context, company=sender)
    return preview_for(channel, written or wording_of(found), context)


def brief_of(found: Leaving) -> Brief:
    """The message as a text message."""
    return brief(wording_of(found), context_of(found))


def paper_of(found: Leaving, *, enclosed: Sequence[str] = ()) -> OnPaper:
    """The message as a letter, with the names of the papers behind it; refused when its address is
    incomplete."""
    context = context_of(found)
    sender = letters.on_letterhead(context.company, found.message.company)
    return on_paper(wording_of(found), replace(context, company=sender), enclosed=enclosed)


def _levelled(found: Leaving) -> list[dict[str, Any]]:
    """The lines, with a level only where a step is reached."""
    reached = pl.col("receivable").is_in(found.steps["receivable"].to_list())
    return found.lines.with_columns(level=pl.when(reached).then("next_level")).to_dicts()


def _names(receivables: list[int]) -> dict[int, tuple[str, bool]]:
    found = Receivable.objects.filter(pk__in=receivables).select_related("invoice").order_by("pk")
    names = {each.pk: (each.invoice.number, each.due_estimated) for each in found}
    return names | {key: (long_name(each), False) for key, each in keyed(receivables).items()}


def _line(row: dict[str, Any], names: dict[int, tuple[str, bool]]) -> Line:
    number, estimated = names[row["receivable"]]
    return Line(
        number=number,
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        days_late=max(row["days_late"], 0),
        face=Money(row["face"], row["currency"]),
        open=Money(row["open"] - row["contested"], row["currency"]),
        level=row["level"],
        estimated=estimated,
    )


def _credit(row: dict[str, Any], currency: str) -> Credit:
    return Credit(row["reference"], row["on"], Money(row["cents"], currency))


def _pay_by(found: Leaving) -> date | None:
    level = found.row["level"][0]
    delays = {step.level: step.pay_within_days for step in found.scenario.ladder}
    within = delays.get(level)
    return None if within is None else found.on + timedelta(days=within)

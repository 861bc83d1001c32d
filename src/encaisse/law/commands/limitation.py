"""``encaisse law limitation``: the last day to act on a claim, and what each event did to it."""

import argparse
from typing import Any

from encaisse.kernel.days import french_day, parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.law.commands.shared import choice, choices, finish, show, table
from encaisse.law.limitation import Judged, Limitation, LimitationKind, Start, limitation
from encaisse.law.limitation_acts import Event, EventKind

YEARS_LENGTH_MAX = 3


class EventNotUnderstood(Refusal):
    """An event that is not a day and a word."""

    code = "event_not_understood"
    sentence = "« {text} » n'est pas un acte : écrivez par exemple 2025-01-10:acknowledgment."


class YearsNotUnderstood(Refusal):
    """An agreed period that is not a number of years."""

    code = "years_not_understood"
    sentence = "« {text} » n'est pas un nombre d'années : écrivez par exemple 3."


def register(
    calculators: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = calculators.add_parser("limitation", help="dernier jour pour agir, ce jour compris")
    choices(parser, "--kind", LimitationKind, LimitationKind.B2B)
    parser.add_argument(
        "--from", required=True, dest="start", metavar="DATE",
        help="jour d'exécution, ou jour où le créancier a pu agir",
    )  # fmt: skip
    parser.add_argument("--due", metavar="DATE", help="échéance ; la plus proche est surveillée")
    parser.add_argument(
        "--event", action="append", default=[], metavar="DATE:ACTE",
        help="ce qui s'est passé ; autant que nécessaire : " + " | ".join(EventKind),
    )  # fmt: skip
    parser.add_argument("--agreed-years", metavar="N", help="durée convenue entre professionnels")
    finish(parser, last_day_to_act)


def last_day_to_act(arguments: argparse.Namespace) -> int:
    """Print the safe and the possible date, and the effect of each event."""
    found = limitation(
        choice(LimitationKind, _word(arguments.kind), "--kind"),
        Start(
            performed_on=parse_day(arguments.start),
            due_on=parse_day(arguments.due) if arguments.due is not None else None,
        ),
        [_event(text) for text in arguments.event],
        agreed_years=_years(arguments.agreed_years),
    )
    return show(arguments, _document(found), _lines(found))


def _document(found: Limitation) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "from": found.start.safe_on.isoformat(),
        "safe_on": found.safe_on.isoformat(),
        "possible_on": found.possible_on.isoformat(),
        "long_stop_on": found.long_stop_on.isoformat(),
        "years": int(found.period.value),
        "running": [kind.value for kind in found.running],
        "events": [_event_row(judged) for judged in found.events],
        "article": found.period.article,
        "source": found.source,
        "confidence": found.period.confidence.value,
        "certain": found.is_certain,
        "warnings": list(found.warnings),
    }


def _event_row(judged: Judged) -> dict[str, Any]:
    rule = judged.rule
    return {
        "on": judged.event.on.isoformat(),
        "kind": judged.event.kind.value,
        "effect": judged.effect.value,
        "why": judged.why,
        "article": rule.article if rule else None,
        "source": rule.source if rule else None,
        "confidence": rule.confidence.value if rule else None,
        "safe_on": judged.safe_on.isoformat(),
        "possible_on": judged.possible_on.isoformat(),
    }


def _lines(found: Limitation) -> list[str]:
    dates = [
        ("Date sûre", french_day(found.safe_on), found.period.article),
        ("Date possible", french_day(found.possible_on), ""),
    ]
    events = [
        (french_day(each.event.on), each.event.kind.label, each.effect.label, each.why)
        for each in found.events
    ]
    return [*table(dates), *table(events), *(f"! {each}" for each in found.warnings)]


def _event(text: str) -> Event:
    day, colon, word = text.partition(":")
    if not colon:
        raise EventNotUnderstood(text=text)
    return Event(parse_day(day), choice(EventKind, _word(word), "--event"))


def _word(text: str) -> str:
    """Both ``formal-notice`` and ``formal_notice`` are understood."""
    return text.strip().replace("-", "_")


def _years(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= YEARS_LENGTH_MAX):
        raise YearsNotUnderstood(text=text)
    return int(text)

"""``encaisse law rates | late-interest | indemnity``: the calculators, without database."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from encaisse.kernel.days import french_day, parse_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.indemnity import indemnity
from encaisse.law.late_interest import DayCount, Debt, Imputation, Payment, Segment
from encaisse.law.rates import Debtor, Regime, in_percent, parse_rate, percent
from encaisse.law.reader import LegalValue, Parameter, parameters, read
from encaisse.law.statement import Statement, statement

INVOICES_MAX = 100_000
Choice = TypeVar("Choice", bound=StrEnum)


class ChoiceUnknown(Refusal):
    """A word that is none of those expected."""

    code = "choice_unknown"
    sentence = "« {text} » n'est pas connu pour {option} : choisissez parmi {choices}."


class PaymentNotUnderstood(Refusal):
    """A payment that is not a day and an amount."""

    code = "payment_not_understood"
    sentence = "« {text} » n'est pas un versement : écrivez par exemple 2026-06-01:1500.00."


class CountOutOfRange(Refusal):
    """Not a number of invoices."""

    code = "count_out_of_range"
    sentence = "« {text} » n'est pas un nombre de factures, de 1 à {most}."


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``law`` and what it computes to the command line."""
    law = subparsers.add_parser("law", help="valeurs légales et calculs, avec leurs textes")
    calculators = law.add_subparsers(required=True, metavar="CALCUL")
    _register_rates(calculators)
    _register_late_interest(calculators)
    _register_indemnity(calculators)


def _register_rates(calculators: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = calculators.add_parser("rates", help="valeurs légales, leurs jours et leurs sources")
    parser.add_argument("--kind", metavar="K", help="une seule valeur, par son nom")
    parser.add_argument("--on", metavar="DATE", help="seulement ce qui vaut ce jour-là")
    _finish(parser, rates)


def _register_late_interest(
    calculators: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = calculators.add_parser("late-interest", help="intérêts de retard d'une créance")
    parser.add_argument("--amount", required=True, metavar="MONTANT", help="TTC, en euros")
    parser.add_argument("--due", required=True, metavar="DATE", help="échéance")
    parser.add_argument(
        "--paid", metavar="DATE", help="jour du paiement ou du calcul (par défaut : aujourd'hui)"
    )
    _choices(parser, "--debtor", Debtor, Debtor.BUSINESS)
    parser.add_argument("--rate", metavar="TAUX", help="taux convenu, en pour cent")
    _choices(parser, "--regime", Regime, None)
    parser.add_argument(
        "--payment",
        action="append",
        default=[],
        metavar="DATE:MONTANT",
        help="versement partiel ; autant que nécessaire",
    )
    _choices(parser, "--imputation", Imputation, Imputation.INTEREST_FIRST)
    _choices(parser, "--day-count", DayCount, DayCount.ACT_365)
    _finish(parser, late_interest)


def _register_indemnity(
    calculators: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    parser = calculators.add_parser("indemnity", help="indemnité forfaitaire de recouvrement")
    _choices(parser, "--debtor", Debtor, Debtor.BUSINESS)
    parser.add_argument("--invoices", default="1", metavar="N", help="factures payées en retard")
    parser.add_argument(
        "--on", metavar="DATE", help="premier jour de retard (par défaut : aujourd'hui)"
    )
    _finish(parser, indemnities)


def rates(arguments: argparse.Namespace) -> int:
    """Print the legal values: all, of one kind, or those of one day."""
    on = parse_day(arguments.on) if arguments.on else None
    kinds = [read(name) for name in ([arguments.kind] if arguments.kind else parameters.names())]
    values, unknown = _values(kinds, on, strict=bool(arguments.kind))
    document: dict[str, Any] = {"rates": [_rate_row(value) for value in values]}
    if on:
        document |= {"on": on.isoformat(), "unknown": unknown}
    rows = [
        (value.parameter, str(value.period), f"{value.value} {value.unit}", value.article)
        for value in values
    ]
    missing = [f"{name} : inconnu au {french_day(on)}" for name in unknown if on]
    return _print(arguments, document, _table(rows) + missing)


def late_interest(arguments: argparse.Namespace) -> int:
    """Print the interest of one debt by segments, the indemnity, and all that is owed."""
    rate = parse_rate(arguments.rate) if arguments.rate is not None else None
    assumed = Regime.DEFAULT if rate is None else Regime.CONTRACT
    debt = Debt(
        principal=Money.parse(arguments.amount),
        due_on=parse_day(arguments.due),
        debtor=_choice(Debtor, arguments.debtor, "--debtor"),
        regime=_choice(Regime, arguments.regime or assumed, "--regime"),
        contract_rate=rate,
    )
    found = statement(
        debt,
        on=_day_or_today(arguments.paid),
        payments=[_payment(text) for text in arguments.payment],
        imputation=_choice(Imputation, arguments.imputation, "--imputation"),
        day_count=_choice(DayCount, arguments.day_count, "--day-count"),
    )
    return _print(arguments, _statement_document(found), _statement_lines(found))


def indemnities(arguments: argparse.Namespace) -> int:
    """Print the indemnity for some late invoices."""
    debtor = _choice(Debtor, arguments.debtor, "--debtor")
    count = arguments.invoices.strip()
    if not (count.isascii() and count.isdigit() and 1 <= int(count) <= INVOICES_MAX):
        raise CountOutOfRange(text=arguments.invoices, most=INVOICES_MAX)
    found = indemnity(debtor, late_on=_day_or_today(arguments.on), invoices=int(count))
    document = {
        "amount": found.amount.cents,
        "currency": found.amount.currency,
        "source": f"{found.article} ; {found.source}",
        "article": found.article,
    }
    return _print(arguments, document, [f"{found.amount}   {document['source']}"])


def _values(
    kinds: Sequence[Parameter], on: date | None, *, strict: bool
) -> tuple[list[LegalValue], list[str]]:
    """The values asked for, and the kinds unknown that day; a kind asked for by name refuses."""
    if on is None:
        return [value for kind in kinds for value in kind.values], []
    if strict:
        return [kind.on(on) for kind in kinds], []
    known = [(kind.name, kind.known(on)) for kind in kinds]
    return [value for _, value in known if value], [name for name, value in known if not value]


def _rate_row(value: LegalValue) -> dict[str, str | None]:
    return {
        "kind": value.parameter,
        "from": value.first.isoformat(),
        "to": None if value.is_open else value.last.isoformat(),
        "value": str(value.value),
        "unit": value.unit,
        "article": value.article,
        "source": value.source,
        "confidence": value.confidence.value,
        "note": value.note,
        "checked_until": read(value.parameter).checked_until.isoformat(),
        "read_on": read(value.parameter).read_on.isoformat(),
    }


def _statement_document(found: Statement) -> dict[str, Any]:
    return {
        "currency": found.run.principal.currency,
        "days": found.run.days,
        "principal": found.run.principal.cents,
        "interest": found.run.interest.cents,
        "interest_due": found.run.interest_due.cents,
        "indemnity": found.indemnity.amount.cents,
        "indemnity_due": found.indemnity_due.cents,
        "indemnity_source": found.indemnity.article,
        "total": found.total.cents,
        "segments": [_segment_row(segment) for segment in found.run.segments],
        "warnings": list(found.warnings),
    }


def _segment_row(segment: Segment) -> dict[str, Any]:
    dated = segment.dated_rate
    return {
        "from": segment.period.first.isoformat(),
        "to": segment.period.last.isoformat(),
        "days": segment.period.days,
        "base": segment.base.cents,
        "rate": in_percent(dated.rate),
        "interest": segment.interest.cents,
        "source": f"{dated.article} ; {dated.source}",
        "article": dated.article,
        "confidence": dated.confidence.value if dated.confidence else None,
    }


def _statement_lines(found: Statement) -> list[str]:
    segments = [
        (
            str(segment.period),
            f"{segment.period.days} j",
            str(segment.base),
            percent(segment.dated_rate.rate),
            str(segment.interest),
            segment.dated_rate.article,
        )
        for segment in found.run.segments
    ]
    totals = [
        ("Jours de retard", str(found.run.days)),
        ("Principal restant", str(found.run.principal)),
        ("Intérêts courus", str(found.run.interest)),
        ("Intérêts restants", str(found.run.interest_due)),
        ("Indemnité", f"{found.indemnity_due}   {found.indemnity.article}".rstrip()),
        ("Total dû", str(found.total)),
    ]
    return [*_table(segments), *_table(totals), *(f"! {each}" for each in found.warnings)]


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _print(arguments: argparse.Namespace, document: dict[str, Any], lines: Sequence[str]) -> int:
    text = (
        json.dumps(document, ensure_ascii=False, indent=2) if arguments.json else "\n".join(lines)
    )
    sys.stdout.write(text + "\n")
    return 0


def _payment(text: str) -> Payment:
    day, colon, amount = text.partition(":")
    if not colon:
        raise PaymentNotUnderstood(text=text)
    return Payment(parse_day(day), Money.parse(amount))


def _day_or_today(text: str | None) -> date:
    return parse_day(text) if text is not None else datetime.now(ZoneInfo("Europe/Paris")).date()


def _choices(
    parser: argparse.ArgumentParser, option: str, kind: type[StrEnum], default: StrEnum | None
) -> None:
    """An option among words; checked by us, so that a wrong one ends in a French sentence."""
    words = " | ".join(kind)
    parser.add_argument(option, metavar="MOT", default=default, help=words)


def _choice(kind: type[Choice], text: str, option: str) -> Choice:
    if text not in set(kind):
        raise ChoiceUnknown(text=text, option=option, choices=", ".join(kind))
    return kind(text)


def _finish(parser: argparse.ArgumentParser, handler: object) -> None:
    parser.add_argument("--json", action="store_true", help="un document JSON")
    parser.set_defaults(handler=handler, needs_database=False)

"""``encaisse law late-interest``: the interest of one debt, with the indemnity."""

import argparse
from typing import Any

from encaisse.kernel.days import parse_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.commands.shared import choice, choices, day_or_today, finish, show, table
from encaisse.law.late_interest import DayCount, Debt, Imputation, Payment, Segment
from encaisse.law.rates import Debtor, Regime, in_percent, parse_rate, percent
from encaisse.law.statement import Statement, statement


class PaymentNotUnderstood(Refusal):
    """A payment that is not a day and an amount."""

    code = "payment_not_understood"
    sentence = "« {text} » n'est pas un versement : écrivez par exemple 2026-06-01:1500.00."


def register(calculators: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this calculator."""
    parser = calculators.add_parser("late-interest", help="intérêts de retard d'une créance")
    parser.add_argument("--amount", required=True, metavar="MONTANT", help="TTC, en euros")
    parser.add_argument("--due", required=True, metavar="DATE", help="échéance")
    parser.add_argument(
        "--paid", metavar="DATE", help="jour du paiement ou du calcul (par défaut : aujourd'hui)"
    )
    choices(parser, "--debtor", Debtor, Debtor.BUSINESS)
    parser.add_argument("--rate", metavar="TAUX", help="taux convenu, en pour cent")
    choices(parser, "--regime", Regime, None)
    parser.add_argument(
        "--payment",
        action="append",
        default=[],
        metavar="DATE:MONTANT",
        help="versement partiel ; autant que nécessaire",
    )
    choices(parser, "--imputation", Imputation, Imputation.INTEREST_FIRST)
    choices(parser, "--day-count", DayCount, DayCount.ACT_365)
    finish(parser, late_interest)


def late_interest(arguments: argparse.Namespace) -> int:
    """Print the interest of one debt by segments, the indemnity, and all that is owed."""
    rate = parse_rate(arguments.rate) if arguments.rate is not None else None
    assumed = Regime.DEFAULT if rate is None else Regime.CONTRACT
    debt = Debt(
        principal=Money.parse(arguments.amount),
        due_on=parse_day(arguments.due),
        debtor=choice(Debtor, arguments.debtor, "--debtor"),
        regime=choice(Regime, arguments.regime or assumed, "--regime"),
        contract_rate=rate,
    )
    found = statement(
        debt,
        on=day_or_today(arguments.paid),
        payments=[_payment(text) for text in arguments.payment],
        imputation=choice(Imputation, arguments.imputation, "--imputation"),
        day_count=choice(DayCount, arguments.day_count, "--day-count"),
    )
    return show(arguments, _statement_document(found), _statement_lines(found))


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
    return [*table(segments), *table(totals), *(f"! {each}" for each in found.warnings)]


def _payment(text: str) -> Payment:
    day, colon, amount = text.partition(":")
    if not colon:
        raise PaymentNotUnderstood(text=text)
    return Payment(parse_day(day), Money.parse(amount))

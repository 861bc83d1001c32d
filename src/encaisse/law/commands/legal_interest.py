"""``encaisse law legal-interest``: legal interest on a sum, increased once a decision is unpaid."""

import argparse
from dataclasses import replace
from enum import StrEnum

from encaisse.kernel.days import parse_day
from encaisse.law.amounts import euros
from encaisse.law.commands import shown, told
from encaisse.law.commands.shared import choice, choices, day_or_today, finish, show
from encaisse.law.late_interest import DayCount, Debt, Imputation
from encaisse.law.rates import INCREASED, Debtor, Regime
from encaisse.law.statement import statement

INDEMNITY_KEYS = ("indemnity", "indemnity_due", "indemnity_source", "costs", "costs_due")


class Creditor(StrEnum):
    """Who is owed decides the column of the rate (C. mon. fin. L313-2)."""

    PROFESSIONAL = "professional"
    INDIVIDUAL = "individual"


COLUMNS = {
    Creditor.PROFESSIONAL: Regime.LEGAL,
    Creditor.INDIVIDUAL: Regime.LEGAL_INDIVIDUAL,
}
INCREASED_COLUMNS = {plain: increased for increased, plain in INCREASED.items()}


def register(calculators: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this calculator."""
    parser = calculators.add_parser("legal-interest", help="intérêt légal, simple ou majoré")
    parser.add_argument("--amount", required=True, metavar="MONTANT", help="en euros")
    parser.add_argument(
        "--since", required=True, metavar="DATE", help="mise en demeure, ou jugement"
    )
    parser.add_argument(
        "--paid", metavar="DATE", help="jour du paiement ou du calcul (par défaut : aujourd'hui)"
    )
    choices(parser, "--creditor", Creditor, Creditor.PROFESSIONAL)
    told.add_payments(parser)
    told.add_events(parser)
    finish(parser, legal_interest)


def legal_interest(arguments: argparse.Namespace) -> int:
    """Print legal interest by segments, at the increased rate once its day has come."""
    since = parse_day(arguments.since)
    column = COLUMNS[choice(Creditor, arguments.creditor, "--creditor")]
    regime = INCREASED_COLUMNS[column] if arguments.enforceable_on else column
    found = statement(
        Debt(euros(arguments.amount), since, Debtor.CONSUMER, regime),
        on=day_or_today(arguments.paid),
        payments=told.payments(arguments),
        events=replace(told.events(arguments), notice_on=since),
        imputation=choice(Imputation, arguments.imputation, "--imputation"),
        day_count=choice(DayCount, arguments.day_count, "--day-count"),
    )
    document = shown.document(found) | {"creditor": arguments.creditor, "regime": regime.value}
    plain = {key: value for key, value in document.items() if key not in INDEMNITY_KEYS}
    return show(arguments, plain, shown.lines(found))

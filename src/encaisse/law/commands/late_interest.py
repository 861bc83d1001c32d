"""``encaisse law late-interest``: the interest of one debt, with the indemnity."""

import argparse

from encaisse.kernel.days import parse_day
from encaisse.law.amounts import euros
from encaisse.law.commands import shown, told
from encaisse.law.commands.shared import choice, choices, day_or_today, finish, show
from encaisse.law.late_interest import DayCount, Debt, Imputation
from encaisse.law.rates import Debtor, Regime, parse_rate
from encaisse.law.statement import statement


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
    told.add_payments(parser)
    parser.add_argument(
        "--from", dest="starts_on", metavar="DATE", help="premier jour d'intérêt demandé"
    )
    parser.add_argument("--notice-on", metavar="DATE", help="mise en demeure (intérêt légal)")
    parser.add_argument("--contract-on", metavar="DATE", help="conclusion du marché public")
    parser.add_argument("--costs", metavar="MONTANT", help="frais de recouvrement justifiés")
    told.add_events(parser)
    finish(parser, late_interest)


def late_interest(arguments: argparse.Namespace) -> int:
    """Print the interest of one debt by segments, the indemnity, and all that is owed."""
    rate = parse_rate(arguments.rate) if arguments.rate is not None else None
    assumed = Regime.DEFAULT if rate is None else Regime.CONTRACT
    debt = Debt(
        principal=euros(arguments.amount),
        due_on=parse_day(arguments.due),
        debtor=choice(Debtor, arguments.debtor, "--debtor"),
        regime=choice(Regime, arguments.regime or assumed, "--regime"),
        contract_rate=rate,
        contract_on=parse_day(arguments.contract_on) if arguments.contract_on else None,
    )
    found = statement(
        debt,
        on=day_or_today(arguments.paid),
        payments=told.payments(arguments),
        events=told.events(arguments),
        imputation=choice(Imputation, arguments.imputation, "--imputation"),
        day_count=choice(DayCount, arguments.day_count, "--day-count"),
    )
    return show(arguments, shown.document(found), shown.lines(found))

"""``encaisse law discount-cost``: the yearly rate of an early-payment discount."""

import argparse

from encaisse.law import costs
from encaisse.law.commands.shared import finish, show, table
from encaisse.law.rates import in_percent, percent


def register(
    calculators: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add ``discount-cost``."""
    parser = calculators.add_parser("discount-cost", help="coût annuel d'un escompte")
    parser.add_argument("--discount", required=True, metavar="TAUX", help="en pour cent")
    parser.add_argument(
        "--days-early", required=True, metavar="JOURS", help="jours gagnés sur l'échéance"
    )
    finish(parser, discount_cost)


def discount_cost(arguments: argparse.Namespace) -> int:
    """Print the simple rate (``annual_rate``, in percent) and the compounded one."""
    found = costs.discount_cost(
        costs.discount(arguments.discount), costs.early_days(arguments.days_early)
    )
    effective = found.effective_rate
    document = {
        "annual_rate": in_percent(found.annual_rate),
        "effective_rate": None if effective is None else in_percent(effective),
        "discount": in_percent(found.discount),
        "days_early": found.days_early,
        "formula": costs.DISCOUNT_FORMULA,
    }
    lines = [
        ("Taux annuel", f"{percent(found.annual_rate)}   {costs.DISCOUNT_FORMULA}"),
        ("Taux effectif, composé", "-" if effective is None else percent(effective)),
    ]
    return show(arguments, document, table(lines))

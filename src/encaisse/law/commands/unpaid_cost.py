"""``encaisse law unpaid-cost``: the turnover that makes up for an unpaid invoice."""

import argparse

from encaisse.kernel.money import Money
from encaisse.law import costs
from encaisse.law.commands.shared import day_or_today, finish, show, table
from encaisse.law.rates import in_percent, percent


def register(
    calculators: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add ``unpaid-cost``."""
    parser = calculators.add_parser("unpaid-cost", help="chiffre d'affaires qui rattrape un impayé")
    parser.add_argument("--amount", required=True, metavar="MONTANT", help="hors taxe, en euros")
    parser.add_argument(
        "--margin",
        default="default",
        metavar="MARGE",
        help="marge nette en pour cent, ou un métier : shops | wholesalers | retail | default",
    )
    finish(parser, unpaid_cost)


def unpaid_cost(arguments: argparse.Namespace) -> int:
    """Print the extra turnover, and the margin that it rests on."""
    margin = costs.margin(arguments.margin, on=day_or_today(None))
    found = costs.unpaid_cost(Money.parse(arguments.amount), margin)
    source = f"usage ; {margin.usual.source}" if margin.usual else "marge donnée"
    document = {
        "extra_turnover": found.extra_turnover.cents,
        "currency": found.extra_turnover.currency,
        "amount": found.amount.cents,
        "margin": in_percent(margin.rate),
        "trade": margin.label or None,
        "source": source,
        "confidence": margin.usual.confidence.value if margin.usual else None,
    }
    lines = [
        ("Chiffre d'affaires à refaire", str(found.extra_turnover)),
        ("Marge", f"{percent(margin.rate)}   {margin.label}   {source}"),
    ]
    return show(arguments, document, table(lines))

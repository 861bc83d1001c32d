"""``encaisse law indemnity``: the fixed sum for recovery costs."""

import argparse

from encaisse.law.amounts import NOTHING, euros
from encaisse.law.commands.shared import choice, choices, day_or_today, finish, show
from encaisse.law.indemnity import indemnity, invoice_count
from encaisse.law.rates import Debtor


def register(calculators: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this calculator."""
    parser = calculators.add_parser("indemnity", help="indemnité forfaitaire de recouvrement")
    choices(parser, "--debtor", Debtor, Debtor.BUSINESS)
    parser.add_argument("--invoices", default="1", metavar="N", help="factures payées en retard")
    parser.add_argument(
        "--on", metavar="DATE", help="premier jour de retard (par défaut : aujourd'hui)"
    )
    parser.add_argument("--costs", metavar="MONTANT", help="frais de recouvrement justifiés")
    finish(parser, indemnities)


def indemnities(arguments: argparse.Namespace) -> int:
    """Print the indemnity for some late invoices."""
    debtor = choice(Debtor, arguments.debtor, "--debtor")
    found = indemnity(
        debtor,
        late_on=day_or_today(arguments.on),
        invoices=invoice_count(arguments.invoices),
        costs=euros(arguments.costs) if arguments.costs else NOTHING,
    )
    document = {
        "amount": found.amount.cents,
        "currency": found.amount.currency,
        "costs": found.complement.cents,
        "source": f"{found.article} ; {found.source}",
        "article": found.article,
        "certain": found.is_certain,
    }
    lines = [f"{found.amount}   {document['source']}"]
    if found.complement:
        lines.append(f"{found.complement}   frais justifiés au-delà (C. com. L441-10, II)")
    return show(arguments, document, lines)

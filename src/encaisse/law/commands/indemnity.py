"""``encaisse law indemnity``: the fixed sum for recovery costs."""

import argparse

from encaisse.kernel.refusal import Refusal
from encaisse.law.amounts import NOTHING, euros
from encaisse.law.commands.shared import choice, choices, day_or_today, finish, show
from encaisse.law.indemnity import indemnity
from encaisse.law.rates import Debtor

INVOICES_MAX = 100_000


class CountOutOfRange(Refusal):
    """Not a number of invoices."""

    code = "count_out_of_range"
    sentence = "« {text} » n'est pas un nombre de factures, de 1 à {most}."


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
    count = arguments.invoices.strip()
    if not (count.isascii() and count.isdigit() and 1 <= int(count) <= INVOICES_MAX):
        raise CountOutOfRange(text=arguments.invoices, most=INVOICES_MAX)
    found = indemnity(
        debtor,
        late_on=day_or_today(arguments.on),
        invoices=int(count),
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

"""``encaisse law …``: the calculators, one module each, without database.

A calculator's ``register`` adds its parser; ``shared.finish`` gives it ``--json`` and its handler.
"""

import argparse

from encaisse.law.commands import (
    discount_cost,
    due_date,
    indemnity,
    late_interest,
    legal_interest,
    limitation,
    rates,
    unpaid_cost,
)

CALCULATORS = (
    rates,
    late_interest,
    legal_interest,
    due_date,
    indemnity,
    limitation,
    unpaid_cost,
    discount_cost,
)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``law`` and what it computes to the command line."""
    law = subparsers.add_parser("law", help="valeurs légales et calculs, avec leurs textes")
    calculators = law.add_subparsers(required=True, metavar="CALCUL")
    for calculator in CALCULATORS:
        calculator.register(calculators)

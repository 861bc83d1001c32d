"""``encaisse law due-date``: when an invoice is due, and the latest day that the law allows."""

import argparse
from typing import Any

from encaisse.kernel.days import french_day, parse_day
from encaisse.law.commands.shared import choice, choices, finish, show, table
from encaisse.law.due_date import DueDate, Part, due_date
from encaisse.law.payment_limits import Sale, Sector
from encaisse.law.payment_terms_reading import EXAMPLES, parse_terms
from encaisse.law.rates import Debtor


def register(calculators: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``due-date``."""
    parser = calculators.add_parser("due-date", help="échéance d'une facture et maximum légal")
    parser.add_argument("--issued", required=True, metavar="DATE", help="jour d'émission")
    examples = ", ".join(f"« {example} »" for example in EXAMPLES).replace("%", "%%")
    parser.add_argument(
        "--terms", metavar="TEXTE", help=f"{examples} ; sans elles : rien n'est convenu"
    )
    choices(parser, "--buyer", Debtor, Debtor.BUSINESS)
    choices(parser, "--sector", Sector, Sector.GENERAL)
    parser.add_argument(
        "--received", metavar="DATE", help="jour de réception ou de livraison, quand il compte"
    )
    finish(parser, due_dates)


def due_dates(arguments: argparse.Namespace) -> int:
    """Print the due dates of an invoice, the latest day allowed, and the text that says so."""
    issued_on = parse_day(arguments.issued)
    sale = Sale(
        issued_on=issued_on,
        received_on=parse_day(arguments.received) if arguments.received else None,
        buyer=choice(Debtor, arguments.buyer, "--buyer"),
        sector=choice(Sector, arguments.sector, "--sector"),
    )
    terms = arguments.terms
    found = due_date(parse_terms(terms, issued_on=issued_on) if terms is not None else None, sale)
    return show(arguments, _document(found), _lines(found))


def _document(found: DueDate) -> dict[str, Any]:
    limit = found.limit
    return {
        "due_on": found.due_on.isoformat(),
        "legal_maximum_on": limit.on.isoformat() if limit.on else None,
        "within_limit": found.within_limit,
        "source": found.source,
        "article": limit.article,
        "is_certain": limit.is_certain,
        "legal_maximum": limit.words,
        "terms": str(found.terms) if found.terms else None,
        "installments": [_row(part) for part in found.parts],
        "warnings": list(found.warnings),
    }


def _row(part: Part) -> dict[str, Any]:
    return {
        "percent": f"{part.percent.normalize():f}",
        "due_on": part.due_on.isoformat(),
        "legal_maximum_on": part.limit.on.isoformat() if part.limit.on else None,
    }


def _lines(found: DueDate) -> list[str]:
    limit = found.limit
    parts = [(f"{part.percent.normalize():f} %", french_day(part.due_on)) for part in found.parts]
    facts = [
        ("Conditions", str(found.terms) if found.terms else "rien de convenu"),
        ("Échéance", french_day(found.due_on)),
        *(parts if len(parts) > 1 else []),
        ("Maximum légal", f"{french_day(limit.on)} ({limit.words})" if limit.on else limit.words),
        ("Source", found.source),
    ]
    return [*table(facts), *(f"! {each}" for each in found.warnings)]

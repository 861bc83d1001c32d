"""``encaisse law rates``: the values that ship with the product, without database."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from encaisse.kernel.days import french_day, parse_day
from encaisse.law.commands.shared import finish, show, table
from encaisse.law.reader import LegalValue, Parameter, parameters, read


def register(calculators: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this calculator."""
    parser = calculators.add_parser(
        "rates",
        help="valeurs légales, leurs jours et leurs sources",
        description="Les valeurs livrées avec Encaisse, sans base de données : ce que votre "
        "installation a ajouté ou confirmé se lit page Valeurs légales, ou par l'API.",
    )
    parser.add_argument("--kind", metavar="K", help="une seule valeur, ou un tableau, par son nom")
    parser.add_argument("--on", metavar="DATE", help="seulement ce qui vaut ce jour-là")
    finish(parser, rates)


def rates(arguments: argparse.Namespace) -> int:
    """Print the legal values: all, of one kind, or those of one day."""
    on = parse_day(arguments.on) if arguments.on else None
    kinds = _kinds(arguments.kind)
    values, unknown = _values(kinds, on, strict=bool(arguments.kind) and len(kinds) == 1)
    document: dict[str, Any] = {"rates": [_rate_row(value) for value in values]}
    if on:
        document |= {"on": on.isoformat(), "unknown": unknown}
    rows = [
        (value.parameter, str(value.period), value.written, *_text_and_mark(value))
        for value in values
    ]
    missing = [f"{name} : inconnu au {french_day(on)}" for name in unknown if on]
    return show(arguments, document, table(rows) + missing)


def _kinds(name: str | None) -> list[Parameter]:
    """The parameter of that name, the rows of the table of that name, or all."""
    if name is None:
        return [read(each) for each in parameters.names()]
    return list(parameters.table(name).values()) if name in parameters.tables() else [read(name)]


def _text_and_mark(value: LegalValue) -> tuple[str, str]:
    return value.article, "" if value.is_certain else f"à confirmer : {value.confidence.label}"


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

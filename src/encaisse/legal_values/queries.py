"""The law as this installation knows it: what ships, under what was added and confirmed."""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.http import Http404

from encaisse.law import reader
from encaisse.law.reader import LegalValue, Parameter, Parameters, ParameterUnknown
from encaisse.law.written import exact
from encaisse.legal_values import rules
from encaisse.legal_values.models import Addition, Confirmation
from encaisse.legal_values.rules import Lacking

# Rows are only appended, and identifiers never come back: a change of these is a change of law.
VERSION = """
SELECT a.count, a.latest, c.count, c.latest
FROM (SELECT count(*), max(id) AS latest FROM legal_values_addition) a,
     (SELECT count(*), max(id) AS latest FROM legal_values_confirmation) c
"""
Version = tuple[int, int | None, int, int | None]


def law() -> Parameters:
    """The law as it is known now; kept in memory until somebody adds to it or confirms."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        return _law(cursor.fetchone())


def lacking(*, on: date) -> list[Lacking]:
    """What the rates of a half-year lack on a day, or soon after it."""
    return rules.lacking(law(), on=on)


def parameter_named(law: Parameters, name: str) -> Parameter:
    """The parameter, or the row of a table, of that name; else the page does not exist."""
    try:
        return law.read(name)
    except ParameterUnknown as unknown:
        raise Http404 from unknown


def stated_named(law: Parameters, name: str) -> Parameter:
    """The same, for a figure that takes additions: none that is computed from others."""
    found = parameter_named(law, name)
    if found.ingredients:
        raise Http404
    return found


def value_beginning(law: Parameters, name: str, first: str) -> tuple[Parameter, LegalValue]:
    """The figure, and that of its values which begins on the day."""
    parameter = stated_named(law, name)
    for value in parameter.values:
        if value.first.isoformat() == first:
            return parameter, value
    raise Http404


@lru_cache(maxsize=4)
def _law(version: Version) -> Parameters:
    if not (version[0] or version[2]):
        return reader.parameters
    return Parameters(
        tuple(_addition(row) for row in Addition.objects.order_by("known_on", "id")),
        tuple(_confirmation(row) for row in Confirmation.objects.order_by("on", "id")),
    )


def _addition(row: Addition) -> reader.Addition:
    return reader.Addition(
        parameter=row.parameter,
        first=row.first,
        last=row.last,
        value=exact(row.value, reader.read(row.parameter).unit),
        article=row.article,
        source=row.source,
        read_on=row.read_on,
        known_on=row.known_on,
        by=row.by,
    )


def _confirmation(row: Confirmation) -> reader.Confirmation:
    return reader.Confirmation(
        parameter=row.parameter,
        first=row.first,
        on=row.on,
        by=row.by,
        source=row.source,
        value=row.value,
    )

"""Of which day a list is: its titles say it, else its name, else it is that of its arrival."""

import re
from collections.abc import Iterable
from datetime import date

from encaisse.imports.table import values
from encaisse.imports.table.names import plain
from encaisse.imports.table.sheets import Cell, Row

SAID = re.compile(
    r"\b(?:au|arretee?s? (?:au|le)|situation (?:au|du)|a la date du|as of|as at|edite[es]* le"
    r"|imprime[es]* le|date d.(?:edition|extraction|export|arrete)\s*:?)"
    r"\s*(\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2} [a-z]+ \d{4})"
)
NAMED = re.compile(
    r"(?<!\d)(20\d{2}[-_. ]?[01]\d[-_. ]?[0-3]\d|[0-3]\d[-_. ][01]\d[-_. ]20\d{2})(?!\d)"
)


def day_of(titles: Iterable[Row], name: str, *, latest_issue: date | None, arrived: date) -> date:
    """The day of the list: never after its arrival, nor before what it lists was issued."""
    found = [day for day in (_titled(titles), _named(name)) if day]
    fitting = (day for day in found if day <= arrived and (not latest_issue or latest_issue <= day))
    return next(fitting, arrived)


def _titled(titles: Iterable[Row]) -> date | None:
    said = [_said(row) for _line, row in titles]
    return next((day for day in said if day), None)


def _said(row: Iterable[Cell]) -> date | None:
    """« au 31/03/2026 », whether the day is in the words or in the cell beside them."""
    words = plain(" ".join(values.text(cell) for cell in row))
    found = SAID.search(words)
    return values.day(found[1].replace(" ", "/")) or values.day(found[1]) if found else None


def _named(name: str) -> date | None:
    found = NAMED.search(name)
    return values.day(re.sub(r"[-_. ]", "/", found[1])) if found else None

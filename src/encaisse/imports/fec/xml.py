"""FEC in XML form: the four schemas of the order (formatA47A-I-VII-1, VIII-3, VIII-5, VIII-7)."""

from collections.abc import Iterator

import polars as pl
from lxml import etree

from encaisse.imports.fec import columns
from encaisse.imports.fec.columns import READ
from encaisse.imports.fec.refusals import NoLine, NotFec
from encaisse.imports.fec.rows import Rows
from encaisse.imports.opening.xml import local_name, parse_xml

Fields = dict[str, str]


def rows_of_xml(content: bytes) -> Rows:
    """Read a FEC in XML form; the line numbers are those of the XML file."""
    root = parse_xml(content)
    if columns.fold(local_name(root)) != "comptabilite":
        raise NotFec(missing=f"ce XML commence par <{local_name(root)}>, non par <comptabilite>")
    records = [_record(*found) for found in _movements(root)]
    if not records:
        raise NoLine
    schema = {"line": pl.Int64(), **{name: pl.String() for name in READ}}
    return Rows(pl.DataFrame(records, schema=schema, orient="row"))


def _movements(root: etree._Element) -> Iterator[tuple[int, Fields, Fields, Fields]]:
    """Each accounting line with the fields of its journal and of its entry."""
    for journal in _named(root, "journal"):
        of_journal = _fields(journal)
        for entry in _named(journal, "ecriture"):
            of_entry = _fields(entry)
            for movement in _named(entry, "ligne"):
                line: int = movement.sourceline  # type: ignore[assignment]
                yield line, of_journal, of_entry, _fields(movement)


def _record(line: int, journal: Fields, entry: Fields, movement: Fields) -> tuple[object, ...]:
    """The lettering code of the entry goes to its lines; a line that has its own keeps it."""
    found = {
        **journal,
        **entry,
        **{name: text for name, text in movement.items() if text},
    }
    return (line, *(found.get(name, "") for name in READ))


def _fields(element: etree._Element) -> Fields:
    found = {}
    for child in element:
        name = columns.KNOWN.get(columns.fold(local_name(child)))
        if name and not len(child):
            found[name] = (child.text or "").strip()
    return found


def _named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Descendants of that name, whatever the namespace."""
    return (found for found in parent.iter() if columns.fold(local_name(found)) == name)

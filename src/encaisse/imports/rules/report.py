"""The report of one file: the document of `encaisse import --json`."""

from typing import Any, TypedDict

from encaisse.imports.fec.ledger import Ledger
from encaisse.imports.fec.reading import FecFile
from encaisse.imports.fec.refusals import FileCut, FileRefused, NoLine, TooManyBadLines

DAMAGED_FEC = (NoLine, FileCut, TooManyBadLines)


class FileMissing(FileRefused):
    """No file of that name."""

    code = "file_missing"
    sentence = "Fichier introuvable : vérifiez le chemin."


class FileClosed(FileRefused):
    """It exists and cannot be read."""

    code = "file_closed"
    sentence = "Le fichier ne peut pas être lu ({why}) : vérifiez les droits."


class Line(TypedDict):
    """A line of the file and what became of it; null for the file as a whole."""

    line: int | None
    reason: str


class Check(TypedDict):
    """What should be equal, in cents."""

    name: str
    expected: int
    found: int
    ok: bool


class Report(TypedDict, total=False):
    """Keys are kept for ever; more may be added."""

    path: str
    kind: str | None
    taken: int
    ignored: list[Line]
    refused: list[Line]
    movements: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    checks: list[Check]
    warnings: list[str]
    fec: dict[str, Any]
    new: dict[str, int]


def refused(name: str, refusal: FileRefused) -> Report:
    """A file refused whole."""
    kind = "fec" if isinstance(refusal, DAMAGED_FEC) else None
    return Report(
        path=name, kind=kind, taken=0, ignored=[], refused=[Line(line=None, reason=str(refusal))],
        movements=[], documents=[], checks=[], warnings=[],
    )  # fmt: skip


def unreadable(name: str, error: OSError) -> Report:
    """A file that the machine does not give."""
    missing = isinstance(error, FileNotFoundError)
    return refused(name, FileMissing() if missing else FileClosed(why=error.strerror or "erreur"))


def of_fec(name: str, file: FecFile, alone: Ledger) -> Report:
    """What a FEC says, judged alone.

    ``balance_411``: the sum of the lines on 411 against what the receivables and credits made of
    them leave open; not right when a line that may bear a customer's amount could not be read.
    """
    checks = [
        _check(
            "balance_411",
            file.balance_cents,
            alone.found_cents,
            trusted=not file.refused_customer_lines,
        )
    ]
    return Report(
        path=name,
        kind="fec",
        taken=file.taken,
        ignored=_lines(file.ignored),
        refused=_lines(file.refused),
        movements=[],
        documents=[],
        checks=checks,
        warnings=[*file.warnings, *alone.warnings],
        fec={
            "lines": file.taken,
            "entries": file.entry_count,
            "first_on": file.first_on.isoformat(),
            "last_on": file.last_on.isoformat(),
            "balance_411": file.balance_cents,
        },
    )


def already_taken(judged: Report, day: str) -> Report:
    """The same bytes again, whatever their name."""
    reason = f"Fichier déjà repris le {day} : rien de nouveau."
    again = judged.copy()
    again["taken"] = 0
    again["ignored"] = [Line(line=None, reason=reason)]
    return again


def loaded(judged: Report, counts: dict[str, int], *, expected: int, found: int) -> Report:
    """The report once the books are written: what is new, and the check of the whole books."""
    done = judged.copy()
    done["new"] = counts
    done["checks"] = [*judged["checks"], _check("books_411", expected, found)]
    return done


def is_refused(done: Report) -> bool:
    """Whether the file was refused whole."""
    return any(line["line"] is None for line in done["refused"])


def _check(name: str, expected: int, found: int, *, trusted: bool = True) -> Check:
    return Check(name=name, expected=expected, found=found, ok=trusted and expected == found)


def _lines(found: list[tuple[int, str]]) -> list[Line]:
    return [Line(line=line, reason=reason) for line, reason in found]

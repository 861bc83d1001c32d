"""The report of one file: the document of `encaisse import --json`."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NotRequired, TypedDict

from encaisse.imports.fec.ledger import Ledger
from encaisse.imports.fec.reading import FecFile
from encaisse.imports.fec.refusals import FileCut, NoLine, TooManyBadLines
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules import bank
from encaisse.imports.rules.bank import BalanceCheck, BankFile, Movement, Outcome
from encaisse.imports.rules.recognition import FEC

DAMAGED = {FEC: (NoLine, FileCut, TooManyBadLines)}
SHARED = {"line", "account", "date", "value_date", "currency"}


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
    """What should be equal, in cents. The checks of a bank file name their account and day."""

    name: str
    expected: int
    found: int
    ok: bool
    account: NotRequired[str]
    date: NotRequired[str | None]
    currency: NotRequired[str]


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
    statuses: list[dict[str, Any]]
    fec: dict[str, Any]
    new: dict[str, int]
    columns: dict[str, Any]
    listed: dict[str, Any]
    changes: list[dict[str, Any]]
    answers: list[dict[str, Any]]


def refused(name: str, refusal: FileRefused, seen: str = "") -> Report:
    """A file refused whole; any text may be taken for a FEC, so only its reader knows."""
    known = seen if seen != FEC else ""
    kind = known or next(
        (kind for kind, found in DAMAGED.items() if isinstance(refusal, found)), None
    )
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


def of_bank(name: str, kind: str, file: BankFile, iban: str) -> Report:
    """What a bank file says, judged alone: an account that is not the company's is said once."""
    first_of = {movement.account: movement for movement in reversed(file.movements)}
    strangers = [
        (first.line, reason)
        for account, first in first_of.items()
        if (reason := bank.why_not_ours(account, iban))
    ]
    return Report(
        path=name,
        kind=kind,
        taken=_entry_count(file.movements),
        ignored=_lines(sorted(file.ignored + strangers)),
        refused=_lines(file.refused),
        movements=_entries(file.movements, [_movement(movement) for movement in file.movements]),
        documents=[],
        checks=[_balance(check) for check in file.checks],
        warnings=file.warnings,
    )


def posted(
    judged: Report, became: Sequence[tuple[Movement, Outcome]], warnings: Sequence[str] = ()
) -> Report:
    """The report once the movements are posted: each with its outcome, those left out ignored."""
    done = judged.copy()
    done["warnings"] = [*judged["warnings"], *warnings]
    left_out = list(
        dict.fromkeys((one.line, how.reason) for one, how in became if how.code == bank.IGNORED)
    )
    mine = {line for line, _reason in left_out}
    unread = [line for line in judged["ignored"] if line["line"] not in mine]
    done["taken"] = _entry_count([one for one, how in became if how.code != bank.IGNORED])
    done["ignored"] = sorted(
        unread + _lines(left_out), key=lambda line: (line["line"] or 0, line["reason"])
    )
    said = [_movement(one) | _outcome(how) for one, how in became]
    done["movements"] = _entries([one for one, _how in became], said)
    counts = Counter(how.code for _movement, how in became)
    done["new"] = {
        code: counts[code] for code in (bank.PAYMENT, bank.KNOWN, bank.RETURNED, bank.WAITS)
    }
    return done


def of_archive(name: str, kind: str, files: Sequence[tuple[str, Report]]) -> Report:
    """What became of each file of an archive; refused whole when none of them is taken."""
    why = {
        rank: f"« {inside} » : {done['refused'][0]['reason']}"
        for rank, (inside, done) in enumerate(files, 1)
        if is_refused(done)
    }
    refused_lines = [Line(line=rank, reason=reason) for rank, reason in why.items()]
    if len(why) == len(files):
        refused_lines = [Line(line=None, reason=reason) for reason in why.values()]
        refused_lines = refused_lines or [Line(line=None, reason="L'archive est vide.")]
    said = [
        f"« {inside} » : {done['kind']}, {done['taken']} lignes prises, "
        f"{len(done['ignored'])} ignorées, {len(done['refused'])} refusées."
        for rank, (inside, done) in enumerate(files, 1)
        if rank not in why
    ]
    return Report(
        path=name, kind=kind, taken=sum(done["taken"] for _inside, done in files), ignored=[],
        refused=refused_lines, movements=[], documents=[], checks=[], warnings=said,
    )  # fmt: skip


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


def _entry_count(movements: Sequence[Movement]) -> int:
    """How many entries the bank wrote: the details of a batch are one."""
    return len({one.batch for one in movements if one.batch}) + sum(
        not one.batch for one in movements
    )


def _entries(movements: Sequence[Movement], said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries as the bank wrote them: a batch once, with its whole amount and its details."""
    entries: list[dict[str, Any]] = []
    for batch, found in groupby(zip(movements, said, strict=True), lambda pair: pair[0].batch):
        details = [one for _movement, one in found]
        entries += [_batch(details)] if batch else details
    return entries


def _batch(details: list[dict[str, Any]]) -> dict[str, Any]:
    """What the details share, and the details."""
    shared = {key: value for key, value in details[0].items() if key in SHARED}
    return shared | {
        "amount": sum(one["amount"] for one in details),
        "label": f"{len(details)} opérations groupées",
        "counterparty": "",
        "references": [],
        "details": details,
    }


def _movement(movement: Movement) -> dict[str, Any]:
    return {
        "line": movement.line,
        "account": movement.account,
        "date": movement.on.isoformat(),
        "value_date": movement.value_on.isoformat() if movement.value_on else None,
        "amount": movement.cents,
        "currency": movement.currency,
        "label": movement.label,
        "counterparty": movement.counterparty,
        "counterparty_iban": movement.counterparty_iban,
        "references": list(movement.references),
        "end_to_end": movement.end_to_end,
        "creditor_reference": movement.creditor_reference,
        "returned": movement.returned,
    }


def _outcome(how: Outcome) -> dict[str, Any]:
    return {"outcome": how.code, "customer": how.customer, "reason": how.reason}


def _balance(check: BalanceCheck) -> Check:
    return Check(
        name="closing_balance",
        expected=check.expected,
        found=check.found,
        ok=check.trusted and check.expected == check.found,
        account=check.account,
        date=check.on.isoformat() if check.on else None,
        currency=check.currency,
    )

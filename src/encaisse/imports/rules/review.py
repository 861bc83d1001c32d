"""Whether a file is certain, or a person should see first what it would give; and what it gives."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from encaisse.imports.rules import bank
from encaisse.imports.rules.report import Report
from encaisse.imports.rules.tables import TABLES

OWN_CHECKS = ("balance_411", "closing_balance", "total_open")


class Review(StrEnum):
    """When a person looks at what a file gives before it is taken."""

    NEVER = ""
    IN_DOUBT = "doubt"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Total:
    """Amounts of one kind and currency: how many, and their sum."""

    what: str
    currency: str
    count: int
    cents: int


def doubts(done: Report, *, is_known_table: bool) -> list[str]:
    """Why the file is not certain, in French; nothing when it is. ``is_known_table``: its columns
    are those that somebody said, or that were read so in a file taken before."""
    return [*_of_columns(done, is_known_table=is_known_table), *_of_lines(done), *_of_sums(done)]


def _of_columns(done: Report, *, is_known_table: bool) -> Iterator[str]:
    if done["kind"] in TABLES and not is_known_table:
        yield "Le sens des colonnes est déduit de leurs noms : vérifiez les premières lignes."


def _of_lines(done: Report) -> Iterator[str]:
    count = len(done["refused"])
    if count:
        yield _counted(
            count, "Une ligne est refusée : elle n'entrera pas dans les comptes.",
            "{count} lignes sont refusées : elles n'entreront pas dans les comptes.",
        )  # fmt: skip
    count = sum(1 for one in movements(done) if is_doubted(one))
    if count:
        yield _counted(
            count, "Un mouvement est peut-être déjà venu d'un autre relevé : il attendra.",
            "{count} mouvements sont peut-être déjà venus d'un autre relevé : ils attendront.",
        )  # fmt: skip


def _of_sums(done: Report) -> Iterator[str]:
    wrong = [one for one in done["checks"] if not one["ok"] and one["name"] in OWN_CHECKS]
    if any(one["expected"] != one["found"] for one in wrong):
        yield "Un total du fichier n'est pas celui de ses lignes : voyez les contrôles."


def _counted(count: int, one: str, several: str) -> str:
    return one if count == 1 else several.format(count=count)


def movements(done: Report) -> Iterator[dict[str, Any]]:
    """The movements of a bank file, those of a batch one by one."""
    for one in done["movements"]:
        yield from one.get("details") or (one,)


def is_doubted(movement: dict[str, Any]) -> bool:
    """Whether it may be one that another file gave, so that a person decides."""
    return movement.get("outcome") == bank.WAITS and bool(movement.get("reason"))


def totals(done: Report) -> list[Total]:
    """The sums of what the file gives, by kind and currency."""
    found = [("in" if one["amount"] > 0 else "out", one["currency"], one["amount"])
             for one in movements(done)]  # fmt: skip
    found += [(one["type"], one["currency"], one["amount_due"] or 0) for one in done["documents"]]
    return list(_summed(found))


def _summed(found: Iterable[tuple[str, str, int]]) -> Iterator[Total]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for what, currency, cents in found:
        count, total = sums.get((what, currency), (0, 0))
        sums[what, currency] = count + 1, total + cents
    for (what, currency), (count, total) in sorted(sums.items()):
        yield Total(what, currency, count, total)

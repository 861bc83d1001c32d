"""What became of each line of a file: taken, ignored with its reason, refused with its place."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import polars as pl

from encaisse.imports.rules import bank
from encaisse.imports.rules.report import Report
from encaisse.imports.rules.review import movements

TAKEN, IGNORED, REFUSED = "taken", "ignored", "refused"
WORDS = {TAKEN: "prise", IGNORED: "ignorée", REFUSED: "refusée"}
HEADER = ("Ligne", "Sort", "Pièce ou libellé", "Client", "Date", "Montant", "Devise", "Motif")
ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FEC_KEPT = ("line", "number", "label", "customer_name", "on", "cents")


@dataclass(frozen=True, slots=True)
class Fate:
    """One line of the file (null: the file as a whole); ``rank`` tells it from the others."""

    rank: int
    line: int | None
    fate: str
    what: str = ""
    customer: str = ""
    on: date | None = None
    cents: int | None = None
    currency: str = "EUR"
    reason: str = ""


def fates(done: Report, books: pl.DataFrame | None = None) -> list[Fate]:
    """Each line, in the order of the file. ``books``: the lines on customer accounts that were kept
    of a FEC; its other lines concern no customer."""
    if not done:
        return []
    left_out = [(one, REFUSED) for one in done["refused"]]
    left_out += [(one, IGNORED) for one in done["ignored"]]
    gone = {one["line"] for one, _fate in left_out if one["line"] is not None}
    said = _said(done)
    found = [
        {"line": one["line"], "fate": fate, "reason": one["reason"], **said.get(one["line"], {})}
        for one, fate in left_out
    ]
    found += [one for one in _taken(done, books) if one["line"] is None or one["line"] not in gone]
    found.sort(key=lambda one: (one["line"] is not None, one["line"] or 0))
    return [Fate(rank=rank, **one) for rank, one in enumerate(found, 1)]


def _taken(done: Report, books: pl.DataFrame | None) -> Iterator[dict[str, Any]]:
    for one in done["documents"]:
        yield _of_document(one) | {"line": one.get("line"), "fate": TAKEN}
    for one in movements(done):
        if one.get("outcome") != bank.IGNORED:
            said = {"line": one["line"], "fate": TAKEN, "reason": one.get("reason") or ""}
            yield _of_movement(one) | said
    for one in done.get("statuses", ()):
        told = {"what": f"{one['invoice']} : {one['code']}", "reason": one.get("told") or ""}
        yield told | {"line": one.get("line"), "fate": TAKEN}
    if books is not None:
        for line, number, label, customer, on, cents in books.select(FEC_KEPT).iter_rows():
            yield {"line": line, "fate": TAKEN, "what": number or label, "customer": customer,
                   "on": on, "cents": cents}  # fmt: skip


def _said(done: Report) -> dict[int | None, dict[str, Any]]:
    """What each line says, when it could be read."""
    documents = {one.get("line"): _of_document(one) for one in done["documents"]}
    found = documents | {one["line"]: _of_movement(one) for one in movements(done)}
    found.pop(None, None)
    return found


def _of_document(one: dict[str, Any]) -> dict[str, Any]:
    sign = 1 if one["type"] == "invoice" else -1
    return {
        "what": one["number"] or "", "customer": one["buyer"] or "", "on": _day(one["issued_on"]),
        "cents": sign * (one["amount_due"] or 0), "currency": one["currency"],
    }  # fmt: skip


def _of_movement(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "what": one["label"], "customer": one.get("customer") or one["counterparty"],
        "on": _day(one["date"]), "cents": one["amount"], "currency": one["currency"],
    }  # fmt: skip


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def as_csv(found: Iterable[Fate]) -> str:
    """For a spreadsheet in French: semicolons, decimal commas, text that is never a formula."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(HEADER)
    for one in found:
        amount = "" if one.cents is None else _euros(one.cents)
        day = f"{one.on:%d/%m/%Y}" if one.on else ""
        writer.writerow((
            one.line or "", WORDS[one.fate], _plain(one.what), _plain(one.customer), day, amount,
            one.currency if amount else "", _plain(one.reason),
        ))  # fmt: skip
    return ORDER_MARK + written.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"

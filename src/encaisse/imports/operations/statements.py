"""Bank statements: each movement kept once, then placed with the customer whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from encaisse.imports import queries as reads
from encaisse.imports.operations import notices, twins
from encaisse.imports.rules import bank
from encaisse.imports.rules.bank import BankFile, Movement, Outcome
from encaisse.imports.rules.twins import TWIN
from encaisse.matching.operations import placing
from encaisse.payments import operations as payments
from encaisse.payments import queries

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.models import FileImport

LABEL_MAX = 250
REFERENCE_MAX = 120
NAME_MAX = 140
ACCOUNT_MAX = 34
TWINS = "{count} mouvements étaient déjà repris d'un relevé d'un autre format : aucun n'est doublé."
DOUBTS = (
    "{count} mouvements attendent une décision : ils peuvent être ceux d'un relevé d'un autre "
    "format. Le motif est sur chaque ligne, page « Lettrage »."
)
Became = tuple[Movement, Outcome]


def post(row: FileImport, kind: str, file: BankFile) -> tuple[list[Became], list[str]]:
    """Keep the movements that no file brought before, and place them; what became of each, and what
    a person should know."""
    company, by = row.company, row.by
    found = list(bank.keyed(file.movements))
    found, completed = notices.complete(company, found, _known(company, found))
    fates = _fates(company, found)
    fresh = [pair for pair, fate in zip(found, fates, strict=True) if fate is None]
    verdict = twins.compare(row, kind, file, fresh)
    doubts = verdict.doubts
    payments.keep_lines(
        company, row.document,
        [
            _facts(key, movement) | {"doubt": doubts.get(key, "")}
            for key, movement in fresh if key not in verdict.twins
        ],
    )  # fmt: skip
    completed += notices.keep(row, file, facts=_facts, by=by)
    became = place_waiting(company, by=by)
    became |= dict.fromkeys(verdict.twins, Outcome(bank.IGNORED, reason=TWIN))
    became |= {key: Outcome(bank.WAITS, reason=why) for key, why in doubts.items()}
    said = (TWINS, len(verdict.twins)), (DOUBTS, len(doubts)), (notices.COMPLETED, completed)
    warnings = [words.format(count=count) for words, count in said if count]
    pairs = zip(found, fates, strict=True)
    return [(movement, fate or became[key]) for (key, movement), fate in pairs], warnings


def _fates(company: Company, found: Sequence[tuple[str, Movement]]) -> list[Outcome | None]:
    """Why each movement is left out; None when it may concern a customer."""
    known = _known(company, found)
    fates = []
    for key, movement in found:
        fates.append(bank.fate(movement, company.iban, key in known))
        known.add(key)
    return fates


def _known(company: Company, found: Sequence[tuple[str, Movement]]) -> set[str]:
    """The keys of what was kept already, or seen in another format."""
    keys = [key for key, _movement in found]
    return queries.known_keys(company, keys) | reads.sightings_known(company, keys)


def place_waiting(company: Company, *, by: str) -> dict[str, Outcome]:
    """Place every line that waits, now that more may be known; what became of each, by key."""
    placed = placing.place_waiting(company, by=by)
    return {key: Outcome(one.code, one.customer) for key, one in placed.items()}


def _facts(key: str, movement: Movement) -> dict[str, object]:
    """The line as it is kept."""
    return {
        "key": key,
        "account": movement.account[:ACCOUNT_MAX],
        "on": movement.on,
        "value_on": movement.value_on,
        "cents": movement.cents,
        "currency": movement.currency,
        "label": movement.label[:LABEL_MAX],
        "counterparty": movement.counterparty[:NAME_MAX],
        "counterparty_iban": movement.counterparty_iban[:ACCOUNT_MAX],
        "end_to_end": movement.end_to_end[:NAME_MAX],
        "creditor_reference": movement.creditor_reference[:NAME_MAX],
        "reference": next(iter(movement.references), "")[:REFERENCE_MAX],
        "said": " ".join((movement.said, *movement.references)),
        "returned": movement.returned,
        "batch": movement.batch,
    }

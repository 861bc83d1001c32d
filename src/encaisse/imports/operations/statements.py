"""Bank statements: each movement kept once, then placed with the customer whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.direct_debits import operations as direct_debits
from encaisse.direct_debits import queries as collections
from encaisse.imports import queries as reads
from encaisse.imports.operations import notices, twins
from encaisse.imports.rules import bank
from encaisse.imports.rules.bank import BankFile, Movement, Outcome
from encaisse.imports.rules.twins import TWIN
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.matching import queries as matches
from encaisse.matching import rules
from encaisse.parties import queries as parties
from encaisse.payments import operations as payments
from encaisse.payments import queries

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.imports.models import FileImport
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit

LABEL_MAX = 250
REFERENCE_MAX = 120
NAME_MAX = 140
ACCOUNT_MAX = 34
TWINS = "{count} mouvements étaient déjà repris d'un relevé d'un autre format : aucun n'est doublé."
DOUBTS = (
    "{count} mouvements attendent une décision : ils peuvent être ceux d'un relevé d'un autre "
    "format. Le motif est sur chaque ligne, page « À attribuer »."
)
Became = tuple[Movement, Outcome]


class NothingToReturn(Refusal):
    """A bank takes back what it gave."""

    code = "nothing_to_return"
    sentence = (
        "Aucun règlement de {customer} de ce montant n'est à reprendre, ou plusieurs : "
        "notez l'impayé depuis la fiche du client."
    )


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
    """Place every line that waits, now that more may be known, but those in doubt; what became of
    each, by key."""
    waiting = list(queries.waiting_lines(company).filter(doubt=""))
    payers = matches.payers(company) if waiting else rules.Payers()
    expected = collections.expected(company)
    return {
        line.key: (_collected(line, by=by) if expected.may_concern(line) else None)
        or _place(line, payers, by=by)
        for line in waiting
    }


def _collected(line: BankLine, *, by: str) -> Outcome | None:
    """What the line says of our own direct debits, if anything."""
    found = direct_debits.settle_line(line, by=by)
    if found is None:
        return None
    return Outcome(bank.PAYMENT if found.what == "paid" else bank.RETURNED, found.who)


@transaction.atomic
def attribute(line: BankLine, customer: Customer, *, by: str) -> Outcome:
    """A person says whom the line concerns."""
    payments.hold_line(line)
    outcome = _settle(line, customer, by=by)
    if outcome is None:
        raise NothingToReturn(customer=customer.name)
    return outcome


def _place(line: BankLine, payers: rules.Payers, *, by: str) -> Outcome:
    """Our own payment that came back is no customer's: a person says whose it is."""
    is_ours = line.cents > 0 and line.returned
    found = None if is_ours else rules.payer(line.counterparty, line.said, payers)
    if found is None:
        return bank.WAITING
    return _settle(line, parties.customers(line.company).get(pk=found), by=by) or bank.WAITING


def _settle(line: BankLine, customer: Customer, *, by: str) -> Outcome | None:
    """What the line means for that customer's account; None when it takes back nothing known."""
    if line.cents < 0:
        return _take_back(line, customer, by=by)
    before = queries.recorded_before(line, customer.pk)
    if before:
        payments.settle_line(line, before)
        return Outcome(bank.KNOWN, customer.name)
    matching.receive_line(line, customer, by=by)
    return Outcome(bank.PAYMENT, customer.name)


def _take_back(line: BankLine, customer: Customer, *, by: str) -> Outcome | None:
    """The payment that came back: the one that paid what the line names, or the only one of that
    amount."""
    candidates = queries.returnable(line, customer.pk)
    named = [credit for credit in candidates if _is_named(credit, line)]
    found = named or candidates
    if len(found) != 1:
        return None
    matching.return_payment(found[0], on=line.on, by=by, reason=line.label)
    payments.settle_line(line, found[0])
    return Outcome(bank.RETURNED, customer.name)


def _is_named(credit: Credit, line: BankLine) -> bool:
    texts = (line.reference, line.said)
    numbers = (credit.reference, *matches.invoices_paid(credit))
    return any(rules.is_named(number, texts) for number in numbers)


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

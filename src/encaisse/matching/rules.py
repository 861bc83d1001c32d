"""What a payment pays: the amount and the reference speak first, else the oldest debt.

Without a word from the customer, a payment goes to the debts due, the oldest first (C. civ. art.
1342-10). Only ``EXACT`` and ``AMOUNT`` are certain enough to be applied without a person.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

EXACT, AMOUNT, REFERENCE, OLDEST = "exact", "amount", "reference", "oldest"
CONFIDENCE = {EXACT: 100, AMOUNT: 90, REFERENCE: 80, OLDEST: 50}
APPLIED_FROM = 90

GROUPS = re.compile(r"[A-Z]+|[0-9]+")
SHORTEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Payable:
    """A receivable that may still be paid, and what may be allocated to it."""

    id: int
    number: str
    due_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """So much to that receivable."""

    receivable_id: int
    cents: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a credit pays, why, and how sure that is (percent)."""

    parts: tuple[Part, ...]
    source: str
    reason: str

    @property
    def confidence(self) -> int:
        return CONFIDENCE[self.source]

    @property
    def is_certain(self) -> bool:
        """Applied at once; otherwise a proposal that a person confirms."""
        return self.confidence >= APPLIED_FROM


@dataclass(frozen=True, slots=True)
class Move:
    """An allocation or its counter-entry, from a day on."""

    on: date
    cents: int


def match(cents: int, texts: Sequence[str], payables: Iterable[Payable]) -> Match | None:
    """What a credit of ``cents`` with that reference and label pays; None when nothing is open."""
    ordered = sorted(payables, key=lambda payable: (payable.due_on, payable.id))
    if not ordered or cents <= 0:
        return None
    named = [payable for payable in ordered if is_named(payable.number, texts)]
    return (
        _exact(cents, named)
        or (_by_reference(cents, named) if named else _by_amount(cents, ordered))
        or _oldest_first(cents, ordered)
    )


def share(cents: int, payables: Iterable[Payable]) -> Iterator[Part]:
    """Fill the payables in the order given until the money is gone."""
    for payable in payables:
        part = min(cents, payable.cents)
        if part <= 0:
            continue
        cents -= part
        yield Part(payable.id, part)


def is_named(number: str, texts: Iterable[str]) -> bool:
    """Whether a text bears the invoice's number: ``FA-2026-0012`` is read in ``VIR FA 2026/12``.

    Separators and leading zeros are free. Numbers of one or two signs are too common to be
    recognised, unless they are the whole text."""
    sought, found = number.strip().upper(), [text.strip().upper() for text in texts]
    if sought and sought in found:
        return True
    groups = GROUPS.findall(sought)
    if sum(len(group.lstrip("0")) for group in groups) < SHORTEST_NUMBER:
        return False
    spelled = r"[\W_]*".join(_spelled(group) for group in groups)
    pattern = re.compile(rf"(?<![A-Z0-9]){spelled}(?![A-Z0-9])")
    return any(pattern.search(text) for text in found)


def room(face_cents: int, moves: Sequence[Move], *, on: date) -> int:
    """How much may be allocated from ``on``: what is open that day and on every later one."""
    days = {on, *(move.on for move in moves if move.on > on)}
    return min(face_cents - sum(move.cents for move in moves if move.on <= day) for day in days)


def _exact(cents: int, named: Sequence[Payable]) -> Match | None:
    """The amount is that of all the receivables named, or of one of them."""
    if named and sum(payable.cents for payable in named) == cents:
        paid: Sequence[Payable] = named
    else:
        paid = [payable for payable in named if payable.cents == cents][:1]
    if not paid:
        return None
    numbers = ", ".join(dict.fromkeys(payable.number for payable in paid))
    return Match(tuple(share(cents, paid)), EXACT, f"Montant exact, référence {numbers}")


def _by_reference(cents: int, named: Sequence[Payable]) -> Match:
    numbers = ", ".join(dict.fromkeys(payable.number for payable in named))
    return Match(
        tuple(share(cents, named)), REFERENCE, f"Référence {numbers}, montant différent du dû"
    )


def _by_amount(cents: int, payables: Sequence[Payable]) -> Match | None:
    same = [payable for payable in payables if payable.cents == cents]
    if len(same) != 1:
        return None
    reason = f"Montant exact de {same[0].number}, seule créance de ce montant"
    return Match(tuple(share(cents, same)), AMOUNT, reason)


def _oldest_first(cents: int, payables: Sequence[Payable]) -> Match:
    reason = "Sans référence : la plus ancienne échéance d'abord (C. civ. art. 1342-10)"
    return Match(tuple(share(cents, payables)), OLDEST, reason)


def _spelled(group: str) -> str:
    return f"0*{group.lstrip('0') or '0'}" if group.isdigit() else group

"""Which statuses of one invoice still count, whatever the order in which they came. Pure."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from encaisse.life_cycle.rules.codes import ENDS, ENTAILS, LABELS, Entails

RANKS = {code: rank for rank, code in enumerate(LABELS)}
NUMBER_DAYS_APART = 60


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a status stands among the others: its day, its hour when it is known, its rank."""

    on: date
    at: str
    rank: int
    id: int


@dataclass(frozen=True, slots=True)
class Said:
    """One status of an invoice; amounts in cents, VAT included."""

    id: int
    code: str
    on: date
    at: str = ""
    cents: int | None = None
    approved_cents: int | None = None
    contested_cents: int | None = None

    @property
    def place(self) -> Place:
        """Its place in time."""
        return Place(self.on, self.at, RANKS.get(self.code, len(RANKS)), self.id)

    @property
    def entails(self) -> Entails:
        """What it makes of the invoice."""
        return ENTAILS.get(self.code, Entails.NOTHING)


def ended_by(said: Iterable[Said]) -> dict[int, Said]:
    """For each status whose effect a later one ends, the first that does; the day they happened
    decides, not the day they came."""
    ordered = sorted(said, key=lambda each: each.place)
    ends = {}
    for rank, each in enumerate(ordered):
        enders = ENDS.get(each.entails, frozenset())
        found = next((later for later in ordered[rank + 1 :] if later.code in enders), None)
        if found is not None:
            ends[each.id] = found
    return ends


def resting_on(said: Iterable[Said], gone: Container[int], idle: Container[int]) -> list[Said]:
    """Which statuses of an invoice would entail something else had those of ``gone`` not been
    told: one of them ended it, or had entailed the same, so that it added nothing (``idle``)."""
    every = list(said)
    ends = ended_by(every)
    same = {each.entails for each in every if each.id in gone}
    return [
        each
        for each in every
        if each.id not in gone and each.entails != Entails.NOTHING
        if (each.id in ends and ends[each.id].id in gone)
        or (each.id in idle and each.entails in same)
    ]


def contested(said: Said, free_cents: int) -> int | None:
    """What of an invoice is contested, at most what may still be; None: the whole.

    An amount without VAT alone says nothing of what is contested with it: the whole."""
    if said.contested_cents is not None and said.contested_cents > 0:
        part = said.contested_cents
    elif said.approved_cents is not None and said.approved_cents > 0:
        part = free_cents - said.approved_cents
    else:
        return None
    return min(part, free_cents) if part > 0 else None


def is_same_invoice(issued_on: date, said_on: date | None) -> bool:
    """Numbers may start again each year: the day of issue must be near the one that is said."""
    return said_on is None or abs((issued_on - said_on).days) <= NUMBER_DAYS_APART

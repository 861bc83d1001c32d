"""How a dispute spreads over receivables, where it stands, whose it is, by when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from encaisse.accounts.rules import may_collect

Cause = Literal[
    "price", "quantity", "quality", "delivery", "service", "invoice", "order", "already_paid",
    "other",
]  # fmt: skip
"""Why a customer contests, as scripts say it."""


def may_open(role: str | None, *, follows: bool) -> bool:
    """Who collects; and any member, for the customers that they follow: sales hear first."""
    return may_collect(role) or (role is not None and follows)


@dataclass(frozen=True, slots=True)
class Contested:
    """A receivable on a day: what is open of it, what is contested already (at most that)."""

    receivable_id: int
    due_on: date
    open_cents: int
    contested_cents: int

    @property
    def free_cents(self) -> int:
        """What may still be contested."""
        return max(self.open_cents - self.contested_cents, 0)


def spread(owed: Iterable[Contested], cents: int | None) -> dict[int, int | None]:
    """The part of each receivable: so much, the oldest due date first, or the whole (None) of all
    that something is left to contest of."""
    free = sorted(
        (each for each in owed if each.free_cents),
        key=lambda each: (each.due_on, each.receivable_id),
    )
    if cents is None:
        return {each.receivable_id: None for each in free}
    parts: dict[int, int | None] = {}
    for each in free:
        taken = min(cents, each.free_cents)
        if taken:
            parts[each.receivable_id] = taken
        cents -= taken
    return parts


class State(StrEnum):
    """Where a dispute stands; never stored."""

    TO_QUALIFY = "to_qualify"
    ASKED = "asked"
    TO_DECIDE = "to_decide"
    AWAITING_CREDIT = "awaiting_credit"
    PARTIAL = "partial"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What tells the state of a dispute on a day. ``decision``: the last one that stands,
    ``credit_asked`` or ``partial``; empty before."""

    is_ended: bool
    contested_cents: int
    decision: str = ""
    unanswered: int = 0
    answered: int = 0


def state_of(standing: Standing) -> State:
    """Nothing contested is closed, whoever ended it: a payment, a credit note, a person."""
    if standing.is_ended or standing.contested_cents == 0:
        return State.CLOSED
    if standing.decision:
        return State.PARTIAL if standing.decision == "partial" else State.AWAITING_CREDIT
    if standing.unanswered:
        return State.ASKED
    return State.TO_DECIDE if standing.answered else State.TO_QUALIFY


@dataclass(frozen=True, slots=True)
class Service:
    """A department of the company, as disputes and questions are sent to it."""

    code: str
    name: str
    person: str = ""
    email: str = ""


DEPARTMENTS = (
    Service("sales", "Commercial"),
    Service("logistics", "Logistique"),
    Service("quality", "Qualité"),
    Service("accounting", "Comptabilité"),
    Service("orders", "Administration des ventes"),
)
"""The departments of a company that says nothing else."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How long a cause may take, and whose it is."""

    days: int
    department: str


HABITS: dict[str, Habit] = {
    "price": Habit(10, "sales"),
    "quantity": Habit(7, "logistics"),
    "quality": Habit(15, "quality"),
    "delivery": Habit(7, "logistics"),
    "service": Habit(10, "sales"),
    "invoice": Habit(5, "accounting"),
    "order": Habit(5, "orders"),
    "already_paid": Habit(5, "accounting"),
    "other": Habit(10, "sales"),
}
"""The deadline in days and the department of each cause, unless the company says otherwise."""

ANSWER_DAYS = 3  # what a person has to answer, unless somebody says another day
REMINDED_AFTER, ESCALATED_AFTER, LINK_LASTS = 1, 3, 30  # days after the day of a question
DAYS_MAX = 365


class Next(StrEnum):
    """What an unanswered question asks of us."""

    NOTHING = "nothing"
    REMIND = "remind"
    ESCALATE = "escalate"


def next_of(due_on: date, reminded_on: date | None, escalated_on: date | None, on: date) -> Next:
    """Repeated once the day after its day, then told to a manager."""
    if escalated_on is not None:
        return Next.NOTHING
    if reminded_on is None:
        return Next.REMIND if on >= due_on + timedelta(days=REMINDED_AFTER) else Next.NOTHING
    is_late = on >= max(due_on + timedelta(days=ESCALATED_AFTER), reminded_on + timedelta(days=1))
    return Next.ESCALATE if is_late else Next.NOTHING


def share(cents: int, contested: Iterable[tuple[int, int]]) -> dict[int, int]:
    """So much, over the parts (key, cents) in their order, none above what it contests."""
    found = {}
    for key, most in contested:
        taken = min(cents, most)
        if taken > 0:
            found[key] = taken
        cents -= taken
    return found


def about_question(question_id: int) -> str:
    """What a mail that puts a question says it was written for."""
    return f"question:{question_id}"


def question_in(about: str) -> int | None:
    """The question that such a mail puts."""
    kind, _, number = about.partition(":")
    return int(number) if kind == "question" and number.isdecimal() else None

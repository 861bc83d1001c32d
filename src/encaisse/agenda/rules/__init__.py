"""In which order things are done, and what is proposed next. Pure."""

import functools
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from encaisse.dunning.rules.tasks import may_reassign


class Kind(StrEnum):
    """What is to be done."""

    CALL = "call"
    VISIT = "visit"
    STEP = "step"
    NO_CONTACT = "no_contact"
    ADDRESS = "address"
    NUMBER = "number"
    DOCUMENTS = "documents"
    CREDIT_NOTE = "credit_note"
    REISSUE = "reissue"
    UNRECEIVED = "unreceived"
    UNANSWERED = "unanswered"
    QUESTION = "question"
    APPROVAL = "approval"
    REPLY = "reply"
    STRANGER = "stranger"
    UNDELIVERED = "undelivered"
    PROMISE = "promise"
    INSTALLMENT = "installment"
    DISPUTE = "dispute"
    PLAN = "plan"
    EARLY_DISCOUNT = "early_discount"
    BANK = "bank"
    LIMITATION = "limitation"
    ORPHAN = "orphan"
    NEXT = "next"
    SAID = "said"
    NOTICE = "notice"
    UNHEEDED = "unheeded"
    RETURNED = "returned"
    LIMIT = "limit"


# Of a hundred euros late, how many acting today brings nearer: where to begin, not yet measured.
CHANCES: Mapping[Kind, int] = {
    Kind.CALL: 40, Kind.VISIT: 50, Kind.STEP: 40, Kind.NEXT: 40,
    Kind.NO_CONTACT: 35, Kind.ADDRESS: 30, Kind.NUMBER: 20,
    Kind.DOCUMENTS: 80, Kind.CREDIT_NOTE: 80, Kind.REISSUE: 90, Kind.UNRECEIVED: 30,
    Kind.UNANSWERED: 50, Kind.QUESTION: 50,
    Kind.APPROVAL: 30, Kind.REPLY: 70, Kind.STRANGER: 30, Kind.UNDELIVERED: 30,
    Kind.PROMISE: 60, Kind.INSTALLMENT: 60, Kind.DISPUTE: 50, Kind.BANK: 20, Kind.LIMITATION: 90,
    Kind.SAID: 70, Kind.ORPHAN: 40, Kind.PLAN: 60, Kind.EARLY_DISCOUNT: 60,
    Kind.NOTICE: 50, Kind.UNHEEDED: 60, Kind.RETURNED: 40, Kind.LIMIT: 35,
}  # fmt: skip
# Of a promise not kept, from a customer who never kept one to one who always did.
WORD_LEAST, WORD_SPAN = 30, 60
# What is left of them when the debt is so many days late.
AGES, PARTS_LEFT = (30, 60, 90), (100, 80, 60, 40)
TO_COME, EACH_DAY, MOST = 50, 10, 200
BY_THEMSELVES = frozenset(
    {Kind.APPROVAL, Kind.STRANGER, Kind.UNDELIVERED, Kind.DISPUTE, Kind.BANK, Kind.LIMITATION,
     Kind.ORPHAN, Kind.PLAN, Kind.EARLY_DISCOUNT, Kind.QUESTION, Kind.NOTICE, Kind.LIMIT}
)  # fmt: skip
DISPUTE_DAYS = 15
NOTICE_DAYS = 8  # of a formal notice that says none
# Decisions that stay as they are until a person acts.
STILL = ["insolvent", "rejected", "refused", "suspended", "minimum", "covered", "no_contact"]
IN_A_WEEK = timedelta(days=7)


class Gesture(StrEnum):
    """What a person does with a line."""

    GIVEN = "given"
    SNOOZED = "snoozed"
    NOTED = "noted"
    DONE = "done"


class Item(NamedTuple):
    """One line of the agenda. ``source`` names it for ever (``task:12``); ``target`` is what its
    page is about; ``days_late`` is the age of the debt, ``due_on`` the day to act; ``chance``: its
    own, when it is not that of its kind."""

    source: str
    kind: Kind
    subject: str
    reason: str
    due_on: date
    cents: int = 0
    currency: str = "EUR"
    days_late: int = 0
    customer_id: int | None = None
    person_id: int | None = None
    target: int | None = None
    note: str = ""
    instead_of: int | None = None
    chance: int = 0

    @property
    def is_closable(self) -> bool:
        """Whether a person says that it is done; the others go with what made them."""
        return self.kind not in BY_THEMSELVES


class Weight(NamedTuple):
    """What makes the order: expected money, and the percentages that it comes from."""

    cents: int
    chance: int
    age: int
    urgency: int


class Act(NamedTuple):
    """The latest gesture of its sort on a line."""

    source: str
    gesture: str
    until: date | None
    person_id: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Following:
    """What is proposed after a thing is done: by the scenario itself, or a call."""

    kind: str
    on: date
    words: str


SCENARIO, CALL, VISIT, OTHER = "scenario", "call", "visit", "other"


def weight(item: Item, *, on: date) -> Weight:
    """Amount × chance that acting changes something × age of the debt × urgency of the day."""
    chance, age = item.chance or CHANCES[item.kind], _part_left(item.days_late)
    urgency = urgency_of(item.due_on, on=on)
    return Weight(_expected(item.cents, chance, age, urgency), chance, age, urgency)


def _expected(cents: int, chance: int, age: int, urgency: int) -> int:
    return cents * chance * age * urgency // 10**6


def _part_left(days_late: int) -> int:
    return PARTS_LEFT[bisect_left(AGES, days_late)]


def urgency_of(due_on: date, *, on: date) -> int:
    """Half before its day, a tenth more with each day past it, twice at most."""
    late = (on - due_on).days
    return TO_COME if late < 0 else min(100 + EACH_DAY * late, MOST)


def chance_of_word(kept: int, broken: int) -> int:
    """Of a promise not kept, by how those before it were: whoever keeps their word most often pays
    when called; 60 when nothing is known."""
    return WORD_LEAST + WORD_SPAN * (kept + 1) // (kept + broken + 2)


def ordered(items: Iterable[Item], *, on: date) -> list[Item]:
    """The heaviest first; of the same weight the earliest day, then the name of its source. What
    thousands of lines share is reckoned once."""
    urgency = functools.cache(functools.partial(urgency_of, on=on))
    age = functools.cache(_part_left)

    def place(item: Item) -> tuple[int, date, str]:
        chance, due_on = item.chance or CHANCES[item.kind], item.due_on
        weighs = _expected(item.cents, chance, age(item.days_late), urgency(due_on))
        return -weighs, due_on, item.source

    return sorted(items, key=place)


def after_acts(items: Iterable[Item], acts: Iterable[Act], *, on: date) -> list[Item]:
    """The lines as people left them: given, put off to a day, noted; those done are out."""
    latest: dict[str, dict[str, Act]] = {}
    for act in acts:
        latest.setdefault(act.source, {})[act.gesture] = act
    found = []
    for item in items:
        mine = latest.get(item.source)
        if mine is None:
            found.append(item)
        elif Gesture.DONE not in mine:
            found.append(_left(item, mine, on))
    return found


def _left(item: Item, mine: Mapping[str, Act], on: date) -> Item:
    given, snoozed = mine.get(Gesture.GIVEN), mine.get(Gesture.SNOOZED)
    noted = mine.get(Gesture.NOTED)
    until = snoozed.until if snoozed else None
    return item._replace(
        person_id=given.person_id if given else item.person_id,
        due_on=until if until and until > on else item.due_on,
        note=noted.words if noted else "",
    )


def stood_in(items: Iterable[Item], replacements: Mapping[int, int]) -> list[Item]:
    """The lines of those who are away are their replacement's, and say whose they are."""
    return [
        item._replace(person_id=there, instead_of=item.person_id)
        if (there := replacements.get(item.person_id or 0))
        else item
        for item in items
    ]


def may_give(role: str | None, item: Item, *, viewer_id: int) -> bool:
    """A manager gives anybody's line; who collects gives their own, or nobody's."""
    return may_reassign(role, is_own=item.person_id in (None, viewer_id))


def following(*, step: str, step_on: date | None, on: date) -> Following:
    """The next step of the scenario on the first day that it may go; a call in a week when no step
    is to come."""
    if not step or step_on is None:
        return Following(CALL, on + IN_A_WEEK, "Aucune étape à venir : un appel dans une semaine.")
    day = max(step_on, on)
    return Following(SCENARIO, day, f"Le scénario continue : {step}, le {day:%d/%m/%Y}.")


def orphaned(decisions: pl.DataFrame, *, busy: Collection[int], on: date) -> pl.DataFrame:
    """The late receivables of which nothing is to come, the largest first: what a run of the day
    decides of them will not change by itself, and nobody is ``busy`` with their customer or payer.
    A hold that ends or waits for somebody (promise, plan, dispute, reply, direct debit, reminder on
    its way) is a next action; what is too small to be asked needs none."""
    hold = pl.col("hold")
    stays = (
        hold.is_in(STILL)
        | ((hold == "never") & (pl.col("excluded") != "pseudo").fill_null(value=True))
        | ((hold == "blocked") & pl.col("held_until").is_null())
        | ((hold == "not_reached") & pl.col("step_on").is_null())
        | ((hold == "done") & ((pl.col("next_level") < 1) | (pl.col("next_level")).is_null()))
    )
    nobody = ~pl.col("customer").is_in(list(busy)) & ~pl.col("payer").is_in(list(busy))
    is_late = pl.col("due_on") < on
    columns = ("receivable", "invoice", "customer", "currency", "open", "due_on", "days_late",
               "reason")  # fmt: skip
    found = decisions.filter(is_late & (pl.col("receivable") > 0) & stays & nobody)
    return found.select(columns).sort("open", "receivable", descending=[True, False])

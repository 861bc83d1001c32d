"""What a collector's week leaves behind in the demonstration: promises, instalments, notes, causes,
who follows whom. Days are counted back from the day of the story."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from encaisse.causes.rules import Cause
from encaisse.demonstration.rules.customers import BY_CODE, BY_NAME, Customer, Habit
from encaisse.demonstration.rules.people import NADIA, PAUL, Person
from encaisse.kernel.days import add_months, next_business_day
from encaisse.kernel.money import Money
from encaisse.payment_plans.rules import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AGREED, PAID_BY = timedelta(days=30), timedelta(days=3)
PAYING = (Habit.PARTIAL, Habit.LATE, Habit.ASKED, Habit.MONTH_END, Habit.PUNCTUAL)
SHARES = 3
A_FORTNIGHT, MISSED = timedelta(days=14), timedelta(days=2)

BROKEN, TO_COME, PROPOSED = "Skis du Mézenc", "Câblage Sud-Loire", "Imprimerie Mourier"
APART = {
    BY_NAME[name].code
    for name in (BROKEN, TO_COME, PROPOSED, "Garage Martin", "Garage de l'Étoile")
}
"""What is staged about these shows something else."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A receivable that was open at ``AGREED``, and what is left of it at ``PAID_BY``."""

    id: int
    customer: str
    due_on: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Receivables of one customer, and how much was paid of them meanwhile."""

    customer: str
    ids: tuple[int, ...]
    before: int
    after: int


def paid_whole(owed: Iterable[Owed]) -> Chosen:
    """The receivable that was late the longest among those paid since, whole."""
    paid = [each for each in _of_payers(owed, ()) if not each.after]
    first = min(paid, key=_latest_payer)
    return Chosen(first.customer, (first.id,), first.before, 0)


def paid_in_part(owed: Sequence[Owed], on: date, *, but: Collection[str]) -> Chosen:
    """Receivables of one customer of which something was paid since, and something is left; of what
    is due rather than of what is to come."""
    due = [each for each in owed if each.due_on <= on - PAID_BY]
    found = [*_in_part(_of_payers(due, but)), *_in_part(_of_payers(owed, but))]
    return found[0]


def _of_payers(owed: Iterable[Owed], but: Collection[str]) -> list[Owed]:
    """Of those who pay by transfers of their own, as they are called first."""
    taken = APART | set(but)
    found = [
        each
        for each in owed
        if each.customer not in taken and BY_CODE[each.customer].habit in PAYING
    ]
    return sorted(found, key=_latest_payer)


def _latest_payer(each: Owed) -> tuple[int, str, date, int]:
    return (PAYING.index(BY_CODE[each.customer].habit), each.customer, each.due_on, each.id)


def _in_part(owed: Iterable[Owed]) -> Iterator[Chosen]:
    of: dict[str, list[Owed]] = {}
    for each in owed:
        of.setdefault(each.customer, []).append(each)
    for customer, found in of.items():
        before, after = (sum(getattr(one, when) for one in found) for when in ("before", "after"))
        if 0 < after < before:
            yield Chosen(customer, tuple(one.id for one in found), before, after)


def parts_begun(chosen: Chosen, on: date) -> list[Part]:
    """What was paid, then the rest in shares of a fortnight, the first of which was missed."""
    first_on = on - A_FORTNIGHT - MISSED
    rest = Money(chosen.after).split([1] * SHARES)
    later = [Part(first_on + n * A_FORTNIGHT, each.cents) for n, each in enumerate(rest, 1)]
    return [Part(first_on, chosen.before - chosen.after), *later]


def parts_proposed(cents: int, on: date) -> list[Part]:
    """Monthly shares, the first in two weeks."""
    first_on = next_business_day(on + timedelta(days=14))
    shares = Money(cents).split([1] * SHARES)
    return [Part(add_months(first_on, n), each.cents) for n, each in enumerate(shares)]


@dataclass(frozen=True, slots=True)
class Noted:
    """A note between colleagues, of some days before."""

    customer: str
    author: Person
    text: str
    days_ago: int
    is_pinned: bool = False


NOTES = (
    Noted(
        "Garage Martin", NADIA,
        "Appeler Mme Petit entre 9 h et 11 h : l'après-midi, personne ne décroche.", 4,
        is_pinned=True,
    ),
    Noted(
        "Garage Martin", PAUL,
        "Paie toujours, mais tard. Pas de geste sur les intérêts cette fois.", 3,
    ),
    Noted(
        "Mairie de Sorbiers", NADIA,
        "Rappeler le numéro d'engagement sur chaque facture : sans lui, elle revient.", 5,
    ),
    Noted(
        "Charpentes Métalliques Odin", NADIA,
        f"@{PAUL.full_name} la mise en demeure reste sans réponse. On prépare une injonction de "
        "payer ?", 0,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Why a customer does not pay what is late, as a person says it."""

    customer: str
    cause: Cause
    words: str


CAUSES = (
    Known("Charpentes Métalliques Odin", Cause.CASH, "Attend la fin d'un chantier pour payer."),
    Known("Prototypes Aubert", Cause.INTERNAL, "À valider par la direction, absente ce mois-ci."),
)

NEXT_FOR, NEXT = "Studio Lemoine", "Demander au contrôle le relevé des cotes du second lot"

JULIE = ("Julie Renaud", "j.renaud@atelier-martin.example")
PIERRE = ("Pierre Roux", "p.roux@atelier-martin.example")
"""Who sells, without an account."""

ASKED_ON, ASKED = "Garage Martin", "Qui décide des règlements chez eux, Mme Petit ou le gérant ?"


def seller(customer: Customer) -> tuple[str, str] | None:
    """Who sells to a customer: Julie to the public bodies and abroad, Pierre to all others; nobody
    to the till."""
    if customer.is_pseudo:
        return None
    return JULIE if customer.is_public or customer.habit is Habit.FOREIGN else PIERRE


def follower(customer: Customer) -> Person | None:
    """Who follows a customer: Paul the public bodies and who is in trouble, Nadia all others;
    nobody the till."""
    if customer.is_pseudo:
        return None
    return PAUL if customer.is_public or customer.habit is Habit.TROUBLE else NADIA

"""What an early payment is asked, what that costs a year, where an offer stands. Pure.

``limiting`` what a collector grants alone · ``words`` the mail, in three languages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.costs import YearlyRates, yearly_rates

SHARE_MAX = Decimal("0.2")


class OfferWithoutDiscount(Refusal):
    """Neither a rate nor an amount, or both."""

    code = "early_discount_without_rate"
    sentence = "Donnez un taux d'escompte ou un montant, l'un ou l'autre."


class OfferTooSmall(Refusal):
    """A discount of nothing on one of the receivables."""

    code = "early_discount_too_small"
    sentence = (
        "L'escompte n'atteint pas un centime sur {receivable} : augmentez-le, ou retirez cette "
        "facture de l'offre."
    )


class OfferTooLarge(Refusal):
    """More than what the price of some days may be."""

    code = "early_discount_too_large"
    sentence = (
        "Un escompte va jusqu'à {most} de ce qui est dû : au-delà, c'est une remise, qui se fait "
        "par un avoir."
    )


class OfferInThePast(Refusal):
    """Nobody pays yesterday."""

    code = "early_discount_in_the_past"
    sentence = "Le dernier jour de l'offre, le {last}, est passé : choisissez un jour à venir."


class NotEarly(Refusal):
    """What is paid at its due date is not paid early."""

    code = "early_discount_not_early"
    sentence = (
        "{receivable} est à échéance du {due} : l'offre doit finir avant ce jour pour que le "
        "paiement soit anticipé."
    )


@dataclass(frozen=True, slots=True)
class Debt:
    """A receivable that may be paid early: its name, what is open of it, its due day."""

    name: str
    cents: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Reduction:
    """A share of what is open (a fraction), or an amount over all; one of them."""

    rate: Decimal | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """What is open of a receivable, how much less is asked, how many days early."""

    cents: int
    discount_cents: int
    days_early: int

    @property
    def asked_cents(self) -> int:
        """What is to be paid."""
        return self.cents - self.discount_cents


class State(StrEnum):
    """Where an offer stands on a day."""

    TO_APPROVE = "to_approve"
    READY = "ready"
    OPEN = "open"
    TAKEN = "taken"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


WORDS = {
    State.TO_APPROVE: "elle attend l'accord d'un responsable",
    State.READY: "elle est prête à partir",
    State.OPEN: "elle est partie",
    State.TAKEN: "le client en a profité",
    State.EXPIRED: "son dernier jour est passé",
    State.WITHDRAWN: "elle est retirée",
}


def cuts(
    debts: Sequence[Debt], reduction: Reduction, *, on: date, last_on: date, currency: str = "EUR"
) -> list[Cut]:
    """How much less is asked of each: the rate half up to the cent on each, or the amount shared in
    proportion to what is open."""
    if last_on < on:
        raise OfferInThePast(last=french_day(last_on))
    for debt in debts:
        if debt.due_on <= last_on:
            raise NotEarly(receivable=debt.name, due=french_day(debt.due_on))
    found = [
        Cut(debt.cents, cents, (debt.due_on - last_on).days)
        for debt, cents in zip(debts, _discounts(debts, reduction, currency), strict=True)
    ]
    for debt, cut in zip(debts, found, strict=True):
        if min(cut.discount_cents, cut.asked_cents) <= 0:
            raise OfferTooSmall(receivable=debt.name)
    return found


def annual_cost(found: Sequence[Cut]) -> YearlyRates:
    """The price of the days won, on the sum really paid, brought to a year:
    ``d ÷ (100 − d) × 365 ÷ days``, and compounded, as the calculator of ``law.costs`` has them. Of
    several receivables, the days are those of their mean, each weighing what is paid of it."""
    paid = sum(cut.asked_cents for cut in found)
    given = sum(cut.discount_cents for cut in found)
    days = Fraction(sum(cut.asked_cents * cut.days_early for cut in found), paid)
    return yearly_rates(Fraction(given, paid), days)


def given_up(cut: Cut, *, open_cents: int, paid_cents: int) -> int:
    """What is given up of a receivable of which so much was paid in time: all that is left of it,
    when that is no more than the discount; nothing when less than what was asked was paid."""
    is_kept = paid_cents >= cut.asked_cents and 0 < open_cents <= cut.discount_cents
    return open_cents if is_kept else 0


def state_of(
    *, taken: Sequence[bool], last_on: date, on: date, sent_on: date | None = None,
    withdrawn_on: date | None = None, waits: bool = False,
) -> State:  # fmt: skip
    """``taken``: of each receivable, whether the discount was taken; ``waits``: for a manager."""
    if all(taken):
        return State.TAKEN
    if withdrawn_on is not None:
        return State.WITHDRAWN
    if last_on < on:
        return State.TAKEN if any(taken) else State.EXPIRED
    if waits:
        return State.TO_APPROVE
    return State.READY if sent_on is None else State.OPEN


def _discounts(debts: Sequence[Debt], reduction: Reduction, currency: str) -> list[int]:
    rate, cents = reduction.rate, reduction.cents
    if (rate is None) == (cents is None):
        raise OfferWithoutDiscount
    total = sum(debt.cents for debt in debts)
    share = Fraction(cents, total) if cents is not None and total else Fraction(rate or 0)
    if share > SHARE_MAX:
        raise OfferTooLarge(most=f"{int(SHARE_MAX * 100)}\u00a0%")
    if cents is not None and total:
        parts = Money(cents, currency).split([debt.cents for debt in debts])
        return [part.cents for part in parts]
    return [Money(debt.cents, currency).times(share).cents for debt in debts]

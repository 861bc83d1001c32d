"""Who stands in for whom on a day, and who follows which customers. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from encaisse.accounts.rules import Role, may_collect


class Away(NamedTuple):
    """A person is away from a day through another; somebody stands in."""

    person_id: int
    replacement_id: int
    first_on: date
    last_on: date


def replacements(absences: Iterable[Away], *, on: date) -> dict[int, int]:
    """Who stands in that day, by the person who is away."""
    return {
        each.person_id: each.replacement_id
        for each in absences
        if each.first_on <= on <= each.last_on
    }


def overlapping(
    absences: Iterable[Away], people: Iterable[int], first_on: date, last_on: date
) -> Away | None:
    """The first absence of one of these people over these days."""
    named = set(people)
    for each in absences:
        if each.person_id in named and each.first_on <= last_on and first_on <= each.last_on:
            return each
    return None


def standing_in(absences: Iterable[Away], person_id: int, first_on: date, last_on: date) -> bool:
    """Whether that person stands in for somebody over these days."""
    return any(
        each.replacement_id == person_id and each.first_on <= last_on and first_on <= each.last_on
        for each in absences
    )


def may_say_away(role: str | None, *, is_self: bool) -> bool:
    """A manager says that anybody is away; whoever collects, that they are."""
    return role == Role.MANAGER or (may_collect(role) and is_self)


class Followed(NamedTuple):
    """A customer as the rules of portfolios see it: ``cents`` is all that it owes,
    ``salesperson_id`` who of ours sells to it."""

    id: int
    name: str
    sector: str
    cents: int
    collector_id: int | None
    salesperson_id: int | None = None


class Rule(NamedTuple):
    """Whose are the customers whose name begins within these letters, of this sector, to whom this
    person sells, owing from ``least_cents`` to ``most_cents`` included; what is empty takes all."""

    id: int
    collector_id: int
    first: str = ""
    last: str = ""
    sector: str = ""
    least_cents: int | None = None
    most_cents: int | None = None
    salesperson_id: int | None = None

    def takes(self, customer: Followed) -> bool:
        """Whether the customer is of this portfolio, as far as it alone can tell."""
        letter = letter_of(customer.name)
        return (
            (not self.first or letter >= self.first)
            and (not self.last or letter <= self.last)
            and (not self.sector or self.sector.casefold() == customer.sector.strip().casefold())
            and self.salesperson_id in {None, customer.salesperson_id}
            and (self.least_cents is None or customer.cents >= self.least_cents)
            and (self.most_cents is None or customer.cents <= self.most_cents)
        )


def letter_of(name: str) -> str:
    """The letter under which a name is filed, without its accent; ``0`` when it has none."""
    plain = unicodedata.normalize("NFKD", name).upper()
    first = next((each for each in plain if each.isalnum()), "")
    return first if "A" <= first <= "Z" else "0"


def shared(rules: Sequence[Rule], customers: Iterable[Followed]) -> dict[int, Rule]:
    """The portfolio of each customer: the first rule that takes it; those of none are absent."""
    found = {}
    for customer in customers:
        rule = next((each for each in rules if each.takes(customer)), None)
        if rule is not None:
            found[customer.id] = rule
    return found

"""Who stands in for whom on a day. Pure."""

from collections.abc import Iterable
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

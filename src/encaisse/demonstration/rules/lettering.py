"""Lettering as a package does it: a code per settled group, in small letters if partial."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase

from encaisse.demonstration.rules.ledger import (
    CUSTOMERS_ACCOUNT,
    SUPPLIERS_ACCOUNT,
    Entry,
    Leg,
    returned,
)

LETTERED = {CUSTOMERS_ACCOUNT, SUPPLIERS_ACCOUNT}


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """A leg with its entry; two postings are the same only if they are one and the same."""

    entry: Entry
    leg: Leg


@dataclass(slots=True, eq=False)
class Group:
    """Postings of one third party that settle each other."""

    postings: list[Posting]
    matters: set[str]
    rank: int | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left open."""
        return sum(posting.leg.cents for posting in self.postings) == 0

    @property
    def lettered_on(self) -> date:
        """The day of the latest posting."""
        return max(posting.entry.on for posting in self.postings)

    @property
    def code(self) -> str:
        """``AA``, ``AB``… once two postings meet; small while something is open; else nothing."""
        if self.rank is None:
            return ""
        high, low = divmod(self.rank, 26)
        letters = ascii_uppercase[high // 26] if high >= 26 else ""
        letters += ascii_uppercase[high % 26] + ascii_uppercase[low]
        return letters if self.is_settled else letters.lower()


def letter(postings: Iterable[Posting], on: date) -> dict[Posting, Group]:
    """The group of each posting on a third party's account.

    ``postings`` are in order of day; ``on`` is the last day whose bank lines are among them.
    """
    parties: dict[tuple[str, str], _Party] = {}
    for posting in postings:
        leg = posting.leg
        if leg.account in LETTERED:
            party = parties.setdefault((leg.account, leg.party), _Party())
            _take(party, posting, _matters(leg, on))
    return {
        posting: group
        for party in parties.values()
        for group in party.groups
        for posting in group.postings
    }


@dataclass(slots=True)
class _Party:
    """The groups of one third party, and how many codes were given: none serves twice."""

    groups: list[Group] = field(default_factory=list)
    given: int = 0


def _matters(leg: Leg, on: date) -> set[str]:
    if leg.undone_on and leg.undone_on <= on:
        return {returned(matter) for matter in leg.matters}
    return set(leg.matters)


def _take(party: _Party, posting: Posting, matters: set[str]) -> None:
    """Put a posting with what it settles; groups that it joins become one."""
    joined = [group for group in party.groups if group.matters & matters]
    if not joined:
        party.groups.append(Group([posting], matters))
        return
    group = _merged(party, joined)
    group.postings.append(posting)
    group.matters |= matters
    if group.rank is None:
        group.rank = party.given
        party.given += 1


def _merged(party: _Party, joined: list[Group]) -> Group:
    group, *others = joined
    for other in others:
        group.postings += other.postings
        group.matters |= other.matters
        party.groups.remove(other)
    group.rank = min((one.rank for one in joined if one.rank is not None), default=None)
    return group

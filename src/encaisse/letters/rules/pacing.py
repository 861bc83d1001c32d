"""How fast mails leave: so many a minute in all, and so many to one domain.

A server that receives more than it expects from a stranger takes it for a robot: it slows it down,
then refuses it, and the reminders of the next months with it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

EVERYWHERE = ""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many mails a minute, in all and to one domain; 0 for no limit."""

    in_all: int = 0
    to_domain: int = 0

    @property
    def are_none(self) -> bool:
        """Whether everything may leave at once."""
        return not (self.in_all or self.to_domain)


def granted(
    domains: Mapping[int, Collection[str]], taken: Mapping[str, int], limits: Limits
) -> tuple[list[int], Counter[str]]:
    """Which of these mails, each with its domains, may leave in this minute, in their order, and
    how many that makes by domain and everywhere; ``taken`` is what left in it already."""
    counts, chosen = Counter(dict(taken)), []
    for key, named in domains.items():
        if limits.in_all and counts[EVERYWHERE] >= limits.in_all:
            break
        if limits.to_domain and any(counts[domain] >= limits.to_domain for domain in named):
            continue
        counts.update({EVERYWHERE, *named})
        chosen.append(key)
    return chosen, counts


def ends_at(
    waiting: Mapping[str, int], limits: Limits, *, mails: int, at: datetime
) -> datetime | None:
    """About when the last of these mails, counted by domain, leaves; None when at once. One that
    goes to two domains counts for both."""
    turns = [_turns(mails, limits.in_all)]
    turns += [_turns(count, limits.to_domain) for count in waiting.values()]
    return minute_of(at) + MINUTE * (max(turns) - 1) if max(turns) > 1 else None


def minute_of(at: datetime) -> datetime:
    """The minute, as mails are counted."""
    return at.replace(second=0, microsecond=0)


def domains_of(addresses: Iterable[str]) -> tuple[str, ...]:
    """The domains of a mail's addresses, each once: the servers that take it."""
    return tuple(dict.fromkeys(each.rpartition("@")[2].strip().lower()[:255] for each in addresses))


def _turns(count: int, limit: int) -> int:
    return -(-count // limit) if limit else 1

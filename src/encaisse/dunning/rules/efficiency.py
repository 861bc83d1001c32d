"""What each step was followed by, as counts and shares. Pure.

A figure counts only the steps of which enough days are known; a share of nothing is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from encaisse.kernel.money import round_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping

WITHIN = (7, 15, 30)
LATEST = WITHIN[-1]
DIGITS = 18
OUTCOMES = ("promised", "disputed", "credited", "nothing")


@dataclass(frozen=True, slots=True)
class Within:
    """What was paid by the end of the n-th day, of what is old enough to know: ``count`` of
    ``known`` steps wholly paid, ``cents`` of ``known_cents`` received."""

    days: int
    known: int
    count: int
    known_cents: int
    cents: int

    @property
    def share(self) -> Fraction | None:
        """Of the steps."""
        return share(self.count, self.known)

    @property
    def cents_share(self) -> Fraction | None:
        """Of the amounts."""
        return share(self.cents, self.known_cents)

    def as_plain(self) -> dict[str, Any]:
        """With the keys that scripts rely on."""
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "percent": percent(self.share),
            "cents_percent": percent(self.cents_share),
        }


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One step of one scenario, by one channel and text, in one currency."""

    scenario_id: int
    level: int
    channel: str
    template: str
    currency: str

    @classmethod
    def read(cls, key: str) -> Line | None:
        """From what names it in an address."""
        parts = key.split(".")
        if len(parts) != len(cls.__slots__) or not (parts[0] + parts[1]).isdecimal():
            return None
        scenario, level, *words = parts
        return cls(int(scenario[:DIGITS]), int(level[:DIGITS]), *words)

    @property
    def key(self) -> str:
        """What names it in an address."""
        return ".".join(str(getattr(self, name)) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Efficiency:
    """What a line was followed by.

    ``sent``: receivables reminded, each time; ``messages``: the messages that carried them.
    ``settled_before``: nothing was left to pay that day, as was learnt later. ``known``: followed
    for thirty days, of which so many had each outcome; ``too_recent``: not yet."""

    line: Line
    scenario: str
    sent: int
    messages: int
    settled_before: int
    known: int
    promised: int
    disputed: int
    credited: int
    nothing: int
    within: tuple[Within, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any], scenario: str) -> Efficiency:
        """From a row of sums."""
        counts = ("sent", "messages", "settled_before", "known", *OUTCOMES)
        return cls(
            line=Line(*(row[name] for name in Line.__slots__)),
            scenario=scenario,
            within=tuple(
                Within(days, *(row[f"{name}_{days}"] for name in Within.__slots__[1:]))
                for days in WITHIN
            ),
            **{name: row[name] for name in counts},
        )

    @property
    def too_recent(self) -> int:
        """Not yet followed for thirty days."""
        return self.sent - self.settled_before - self.known

    def share_of(self, outcome: str) -> Fraction | None:
        """The share of those followed for thirty days that had this outcome."""
        return share(getattr(self, outcome), self.known)

    def as_plain(self) -> dict[str, Any]:
        """With the keys that scripts rely on; shares in percent, null of nothing."""
        counts = ("sent", "messages", "settled_before", "too_recent", "known")
        return {
            "key": self.line.key,
            "scenario": str(self.line.scenario_id),
            "scenario_name": self.scenario,
            **{name: getattr(self.line, name) for name in Line.__slots__[1:]},
            **{name: getattr(self, name) for name in counts},
            "within": [each.as_plain() for each in self.within],
            **{
                name: {"count": getattr(self, name), "percent": percent(self.share_of(name))}
                for name in OUTCOMES
            },
        }


def share(part: int, whole: int) -> Fraction | None:
    """The part of a whole; none of nothing."""
    return Fraction(part, whole) if whole else None


def percent(part: Fraction | None) -> str | None:
    """``"23.40"`` from the share 0.234."""
    if part is None:
        return None
    units, hundredths = divmod(round_half_up(part * 10_000), 100)
    return f"{units}.{hundredths:02d}"

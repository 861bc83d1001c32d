"""A segment as it is typed: rows of a fact, a test and a value, without any script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from encaisse.dunning.rules.segments import FACTS, TESTS, Condition, Fact, Segment, Shape
from encaisse.kernel.money import AmountNotUnderstood, Money
from encaisse.web.fields import typed_amount

if TYPE_CHECKING:
    from encaisse.dunning import models

NUMBERS_MAX = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One condition as it is typed."""

    code: str
    test: str
    value: str

    @property
    def fact(self) -> Fact:
        """What it looks at."""
        return FACTS[self.code]

    @property
    def tests(self) -> list[tuple[str, str]]:
        """The tests that make sense, in French."""
        return [(test, TESTS[test]) for test in self.fact.tests]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values to choose among; none when the value is typed."""
        return [] if self.test == "in" else list((self.fact.choices or {}).items())

    @property
    def unit(self) -> str:
        """What follows the value."""
        return "€" if self.fact.shape is Shape.MONEY else self.fact.unit

    @property
    def condition(self) -> Condition:
        """As the rules read it; a value that is no number stays a text, which they refuse."""
        value: str | int | tuple[str, ...] = self.value.strip()
        if self.test == "in":
            value = tuple(self._code(each.strip()) for each in self.value.split(","))
        elif self.fact.shape is Shape.MONEY:
            value = _cents(self.value)
        elif self.fact.shape is Shape.NUMBER and self.value.strip().isdecimal():
            value = int(self.value.strip()[:NUMBERS_MAX])
        return Condition(self.code, self.test, value)

    def _code(self, text: str) -> str:
        """The value of which the French name was typed."""
        named = {label: code for code, label in (self.fact.choices or {}).items()}
        return named.get(text.lower(), text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A segment on its way: typed, perhaps wrong."""

    name: str
    scenario: int
    is_active: bool
    rows: list[Row]

    @classmethod
    def kept(cls, segment: models.Segment | None) -> Draft:
        """As it was saved; empty for a new one."""
        if segment is None:
            return cls("", 0, is_active=True, rows=[])
        rows = [_row_of(Condition.read(each)) for each in segment.conditions]
        return cls(segment.name, segment.scenario_id, segment.is_active, rows)

    @classmethod
    def typed(cls, post: QueryDict) -> Draft:
        """As the form sent it: one row less or one more when its button says so."""
        typed = zip(post.getlist("fact"), post.getlist("test"), post.getlist("value"), strict=False)
        rows = [_row(*each) for each in typed if each[0] in FACTS]
        removed = post.get("remove", "")
        if removed.isdecimal() and int(removed) < len(rows):
            del rows[int(removed)]
        if "add" in post and post.get("new_fact") in FACTS:
            rows.append(_row(str(post["new_fact"]), "", ""))
        scenario = post.get("scenario", "")
        number = int(scenario) if scenario.isdecimal() else 0
        return cls(post.get("name", "").strip()[:80], number, "is_active" in post, rows)

    @property
    def conditions(self) -> list[Condition]:
        """As the rules read them."""
        return [row.condition for row in self.rows]

    @property
    def wrong(self) -> list[str]:
        """What is missing beside the conditions."""
        return [] if self.name else [_("Donnez un nom au segment.")]

    def rule(self, number: int, currency: str) -> Segment:
        """As the rules see it."""
        return Segment(number, self.name, self.scenario, tuple(self.conditions), currency)


def _row(code: str, test: str, value: str) -> Row:
    known = FACTS[code].tests
    return Row(code, test if test in known else known[0], value[:500])


def _row_of(condition: Condition) -> Row:
    fact = FACTS[condition.fact]
    texts = condition.texts
    if condition.test == "in":
        texts = tuple((fact.choices or {}).get(text, text) for text in texts)
    value = ", ".join(texts)
    if fact.shape is Shape.MONEY:
        value = typed_amount(int(value))
    return Row(condition.fact, condition.test, value)


def _cents(text: str) -> int | str:
    try:
        return Money.parse(text).cents
    except AmountNotUnderstood:
        return text.strip()

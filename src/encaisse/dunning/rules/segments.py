"""Customers known by a rule: the first active segment whose conditions all hold is theirs.

Conditions are data, ``{"fact", "test", "value"}``; what is not known of a customer meets none of
them. Amounts are stated in the company's currency.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from math import floor
from typing import Any

import polars as pl

from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.profiles import RISKS
from encaisse.dunning.rules.sentences import money_text
from encaisse.dunning.rules.thresholds import Rates, converted, least_cents

# outstanding: open in the customer's currency. size: invoiced over twelve months. age: days since
# the first invoice. days_late: of the oldest due date still open. overdue: receivables past theirs.
CUSTOMERS: Schema = {
    "customer": pl.Int64,
    "kind": pl.String,
    "country": pl.String,
    "sector": pl.String,
    "tag": pl.List(pl.String),
    "currency": pl.String,
    "risk": pl.String,
    "profile": pl.String,
    "outstanding": pl.Int64,
    "days_late": pl.Int64,
    "overdue": pl.Int64,
    "size": pl.Int64,
    "age": pl.Int64,
}
ASSIGNED: Schema = {"customer": pl.Int64, "segment": pl.Int64, "scenario": pl.Int64}


class Shape(StrEnum):
    """What a fact is made of: it decides the tests that make sense."""

    CHOICE = "choice"
    TEXT = "text"
    TAGS = "tags"
    MONEY = "money"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a customer, and how it is told."""

    label: str
    shape: Shape
    choices: Mapping[str, str] | None = None
    unit: str = ""

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that make sense."""
        return TESTS_OF[self.shape]


FACTS: Mapping[str, Fact] = {
    "kind": Fact("nature", Shape.CHOICE, {
        "company": "entreprise", "public": "organisme public", "consumer": "particulier",
    }),
    "tag": Fact("étiquette", Shape.TAGS),
    "sector": Fact("secteur", Shape.TEXT),
    "country": Fact("pays", Shape.TEXT),
    "currency": Fact("devise", Shape.TEXT),
    "outstanding": Fact("encours", Shape.MONEY),
    "size": Fact("facturé sur douze mois", Shape.MONEY),
    "age": Fact("ancienneté", Shape.NUMBER, unit="jours"),
    "risk": Fact("risque", Shape.CHOICE, {code: word for code, (word, _rule) in RISKS.items()}),
    "profile": Fact("profil", Shape.CHOICE, {
        "collaborative": "collaboratif", "rigorous": "rigoureux", "firm": "ferme",
    }),
    "days_late": Fact("plus long retard", Shape.NUMBER, unit="jours"),
    "overdue": Fact("créances échues", Shape.NUMBER),
}  # fmt: skip
TESTS: Mapping[str, str] = {
    "is": "est",
    "is_not": "n'est pas",
    "in": "est parmi",
    "at_least": "au moins",
    "at_most": "au plus",
    "has": "porte",
    "has_not": "ne porte pas",
}
TESTS_OF: Mapping[Shape, tuple[str, ...]] = {
    Shape.CHOICE: ("is", "is_not", "in"),
    Shape.TEXT: ("is", "is_not", "in"),
    Shape.TAGS: ("has", "has_not"),
    Shape.MONEY: ("at_least", "at_most"),
    Shape.NUMBER: ("at_least", "at_most"),
}
LIVE_FACTS = frozenset({"outstanding", "days_late", "overdue"})
SALES_FACTS = frozenset({"size", "age"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one fact. ``value`` is a text, a whole number, or the texts of ``in``."""

    fact: str
    test: str
    value: str | int | tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Condition":
        """As it is kept: a list stands for several texts."""
        value = data["value"]
        kept = tuple(value) if isinstance(value, list | tuple) else value
        return cls(str(data["fact"]), str(data["test"]), kept)

    @property
    def data(self) -> dict[str, Any]:
        """As it is kept."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"fact": self.fact, "test": self.test, "value": value}

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that the condition names."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


@dataclass(frozen=True, slots=True)
class Segment:
    """Conditions that all hold, and the scenario of those for whom they do."""

    id: int
    name: str
    scenario: int
    conditions: tuple[Condition, ...]
    currency: str = "EUR"

    @property
    def words(self) -> str:
        """Its conditions in one line."""
        return told(self.conditions, self.currency)


def facts_needed(segments: Iterable[Segment]) -> frozenset[str]:
    """The facts that these segments look at: nothing else needs to be read."""
    return frozenset(condition.fact for segment in segments for condition in segment.conditions)


def assigned(
    customers: pl.DataFrame,
    segments: Sequence[Segment],
    *,
    currency: str = "EUR",
    rates: Rates | None = None,
) -> pl.DataFrame:
    """Each customer with its ``segment`` and that one's ``scenario``, null when none holds.

    ``segments`` come in their order of precedence; amounts are stated in ``currency``."""
    currencies = customers["currency"].unique().to_list()
    limits = _Limits(currency, tuple(currencies), rates or {})
    met = [(segment, _holds(segment, limits)) for segment in segments]
    return customers.select(
        "customer",
        segment=_first(met, lambda segment: segment.id),
        scenario=_first(met, lambda segment: segment.scenario),
    )


def with_live_facts(
    customers: pl.DataFrame, receivables: pl.DataFrame, on: date | pl.Expr
) -> pl.DataFrame:
    """The customers with what their receivables open on the day say: ``outstanding`` in their own
    currency, ``overdue`` and ``days_late`` in any. ``on``: the day, or the column that has it."""
    late = pl.col("due_on") < pl.col("on")
    oldest = pl.col("due_on").filter(late).min()
    own = customers.select("customer", own="currency")
    live = (
        receivables.select("customer", "currency", "open", "due_on", on=on)
        .join(own, on="customer", how="inner")
        .group_by("customer")
        .agg(
            pl.col("open").filter(pl.col("currency") == pl.col("own")).sum().alias("outstanding"),
            late.sum().cast(pl.Int64).alias("overdue"),
            (pl.col("on").first() - oldest).dt.total_days().alias("days_late"),
        )
    )
    joined = customers.join(live, on="customer", how="left")
    return joined.with_columns(pl.col("outstanding", "overdue", "days_late").fill_null(0))


def faults(conditions: Sequence[Condition]) -> list[str]:
    """Why these conditions make no sense: French sentences, none when they may be saved."""
    if not conditions:
        return ["Sans condition, le segment prendrait tous les clients : ajoutez-en une."]
    return [fault for condition in conditions for fault in _condition_faults(condition)]


def told(conditions: Sequence[Condition], currency: str = "EUR") -> str:
    """The conditions in one line: « Encours d'au moins 10 000,00 €, nature : entreprise »."""
    words = ", ".join(_told(condition, currency) for condition in conditions)
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class _Limits:
    """What turns an amount of the company's currency into those of its customers."""

    currency: str
    currencies: tuple[str, ...]
    rates: Rates

    def least(self, cents: int) -> pl.Expr:
        """The smallest amount, in the customer's currency, that reaches this one."""
        return self._each(
            {each: least_cents(cents, self.currency, each, self.rates) for each in self.currencies}
        )

    def most(self, cents: int) -> pl.Expr:
        """The largest amount, in the customer's currency, that does not pass this one."""
        return self._each(
            {
                each: floor(converted(cents, self.currency, each, self.rates))
                for each in self.currencies
            }
        )

    def _each(self, by_currency: dict[str, int]) -> pl.Expr:
        return pl.col("currency").replace_strict(by_currency, default=None, return_dtype=pl.Int64)


def _first(met: Sequence[tuple[Segment, pl.Expr]], give: Any) -> pl.Expr:
    return reduce(
        lambda rest, one: pl.when(one[1]).then(pl.lit(give(one[0]), pl.Int64)).otherwise(rest),
        reversed(met),
        pl.lit(None, pl.Int64),
    )


def _holds(segment: Segment, limits: _Limits) -> pl.Expr:
    tests = [_test(condition, limits) for condition in segment.conditions]
    return pl.all_horizontal([pl.lit(value=True), *tests])


def _test(condition: Condition, limits: _Limits) -> pl.Expr:
    fact, column = FACTS[condition.fact], pl.col(condition.fact)
    if fact.shape in (Shape.MONEY, Shape.NUMBER):
        number = int(str(condition.value))
        least, most = pl.lit(number), pl.lit(number)
        if fact.shape is Shape.MONEY:
            least, most = limits.least(number), limits.most(number)
        met = column >= least if condition.test == "at_least" else column <= most
    else:
        met = _text_test(condition, column, [text.lower() for text in condition.texts])
    return met.fill_null(value=False)


def _text_test(condition: Condition, column: pl.Expr, texts: list[str]) -> pl.Expr:
    if condition.test in ("has", "has_not"):
        worn = column.list.eval(pl.element().str.to_lowercase()).list.contains(texts[0])
        return worn if condition.test == "has" else ~worn
    same = column.str.to_lowercase().is_in(texts)
    return ~same if condition.test == "is_not" else same


def _condition_faults(condition: Condition) -> Iterator[str]:
    fact = FACTS.get(condition.fact)
    if fact is None:
        yield f"« {condition.fact} » n'est pas connu d'un client."
        return
    if condition.test not in fact.tests:
        known = ", ".join(TESTS[test] for test in fact.tests)
        yield f"« {fact.label} » se compare ainsi : {known}."
    if fact.shape in (Shape.MONEY, Shape.NUMBER):
        yield from _number_faults(fact, condition)
    elif not all(text.strip() for text in condition.texts) or not condition.texts:
        yield f"Dites à quoi « {fact.label} » se compare."
    elif fact.choices:
        strange = [text for text in condition.texts if text not in fact.choices]
        if strange:
            known = ", ".join(fact.choices.values())
            yield f"« {strange[0]} » n'est pas une valeur de « {fact.label} » : {known}."


def _number_faults(fact: Fact, condition: Condition) -> Iterator[str]:
    if not isinstance(condition.value, int) or isinstance(condition.value, bool):
        yield f"« {fact.label} » se compare à un nombre."
    elif condition.value < 0:
        yield f"« {fact.label} » ne peut être négatif."


def _told(condition: Condition, currency: str) -> str:
    fact = FACTS[condition.fact]
    named = [(fact.choices or {}).get(text, text) for text in condition.texts]
    value = " ou ".join(named)
    if fact.shape is Shape.MONEY:
        value = money_text(int(str(condition.value)), currency)
    value = f"{value} {fact.unit}".strip()
    return {
        "is": f"{fact.label} : {value}",
        "in": f"{fact.label} : {value}",
        "is_not": f"{fact.label} autre que {value}",
        "at_least": f"{fact.label} : {value} ou plus",
        "at_most": f"{fact.label} : {value} ou moins",
        "has": f"{fact.label} « {value} »",
        "has_not": f"sans {fact.label} « {value} »",
    }[condition.test]

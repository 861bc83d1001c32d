"""How long documents are kept, by what they are: the longest of what the law asks.

What proves the accounts is kept from the end of the financial year (C. com. L123-22). That year
may end up to a year after the document: the count begins at the end of the calendar year that
follows it. What proves a claim is counted from the end of its own year. What is unknown is kept as
accounts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from encaisse.law.reader import Parameters, parameters

ACCOUNTS, CLAIM = "accounts", "contract_claim"
RULES = {
    "invoice": ACCOUNTS,
    "credit_note": ACCOUNTS,
    "order": ACCOUNTS,
    "quote": ACCOUNTS,
    "delivery_note": ACCOUNTS,
    "payment_proof": ACCOUNTS,
    "other": ACCOUNTS,
    "contract": CLAIM,
    "terms": CLAIM,
    "exchange": CLAIM,
    "sent": CLAIM,
    "proof": CLAIM,
}
"""By kind; a kind that is not here is never purged."""
YEARS_BEFORE_THE_COUNT = {ACCOUNTS: 1, CLAIM: 0}


@dataclass(frozen=True, slots=True)
class Rule:
    """How many years, counted from when, by what text."""

    years: int
    article: str
    label: str
    years_before: int

    @property
    def reason(self) -> str:
        """Why a document older than that may go."""
        return f"{self.label} : {self.years} ans ({self.article})"

    def until(self, dated_on: date) -> date:
        """The last day on which a document of that day is kept."""
        return date(dated_on.year + self.years_before + self.years, 12, 31)

    def dated_before(self, on: date) -> date:
        """Documents dated before this day need not be kept on ``on`` any more."""
        return date(on.year - self.years_before - self.years, 1, 1)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A document that may go, and why."""

    document: Any
    reason: str
    until: date | None = None


def rule_of(kind: str, *, on: date, law: Parameters = parameters) -> Rule | None:
    """The rule of a kind on a day; None when it is never purged."""
    key = RULES.get(kind)
    if key is None:
        return None
    parameter = law.table("data_retention")[key]
    value = parameter.on(on)
    return Rule(int(value.value), value.article, parameter.label, YEARS_BEFORE_THE_COUNT[key])

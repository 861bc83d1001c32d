"""The fixed indemnity for recovery costs: once per invoice paid late, whatever the delay.

C. com. D441-5 between professionals, CCP D2192-35 for public contracts; a consumer owes none.
Costs above it are owed on proof (C. com. L441-10, II).
"""

import re
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.amounts import NOTHING
from encaisse.law.rates import Debtor
from encaisse.law.reader import LegalValue, Parameter, Parameters, parameters

WHOLE = re.compile(r"[0-9]{1,9}")
INVOICES_MAX = 100_000


class CountOutOfRange(Refusal):
    """Not a number of invoices."""

    code = "count_out_of_range"
    sentence = "« {text} » n'est pas un nombre de factures, de 1 à {most}."


@dataclass(frozen=True, slots=True)
class Indemnity:
    """The indemnity for some late invoices, with its text; ``complement`` is what proven costs
    exceed it by; ``value`` is the legal value used, None when nothing is owed."""

    amount: Money
    article: str
    source: str
    complement: Money = NOTHING
    value: LegalValue | None = None

    @property
    def total(self) -> Money:
        """The fixed sum and the costs above it."""
        return self.amount + self.complement

    @property
    def is_certain(self) -> bool:
        """Whether the value used was read twice, or confirmed."""
        return self.value is None or self.value.is_certain


def indemnity(
    debtor: Debtor,
    *,
    late_on: date,
    invoices: int = 1,
    costs: Money = NOTHING,
    contract_on: date | None = None,
    law: Parameters = parameters,
) -> Indemnity:
    """What ``invoices`` unpaid on ``late_on``, the day after their due date, entail.

    A public contract owes what the law said on the day it was concluded, if that is earlier.
    """
    if debtor is Debtor.CONSUMER:
        article = law.recovery_indemnity.values[-1].article
        return Indemnity(NOTHING, article, "due par les seuls professionnels")
    value = parameter_for(debtor, law=law).on(min(late_on, contract_on or late_on))
    fixed = Money(int(value.value * 100)).times(invoices)
    complement = max(costs - fixed, NOTHING)
    return Indemnity(fixed, value.article, value.source, complement, value)


def parameter_for(debtor: Debtor, *, law: Parameters = parameters) -> Parameter:
    """The legal value that fixes the indemnity of a professional or of a public body."""
    if debtor is Debtor.PUBLIC:
        return law.recovery_indemnity_public
    return law.recovery_indemnity


def invoice_count(text: str) -> int:
    """How many invoices, from 1 to 100,000."""
    plain = text.strip()
    if not (WHOLE.fullmatch(plain) and 1 <= int(plain) <= INVOICES_MAX):
        raise CountOutOfRange(text=text, most=INVOICES_MAX)
    return int(plain)

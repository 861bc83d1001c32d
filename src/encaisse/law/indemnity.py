"""The fixed indemnity for recovery costs: once per invoice paid late, whatever the delay.

C. com. D441-5 between professionals, CCP D2192-35 for public contracts; a consumer owes none.
"""

from dataclasses import dataclass
from datetime import date

from encaisse.kernel.money import Money
from encaisse.law.rates import Debtor
from encaisse.law.reader import Parameter, Parameters, parameters


@dataclass(frozen=True, slots=True)
class Indemnity:
    """The indemnity for some late invoices, with its text."""

    amount: Money
    article: str
    source: str


def indemnity(
    debtor: Debtor, *, late_on: date, invoices: int = 1, law: Parameters = parameters
) -> Indemnity:
    """What ``invoices`` unpaid on ``late_on``, the day after their due date, entail."""
    if debtor is Debtor.CONSUMER:
        article = law.recovery_indemnity.values[-1].article
        return Indemnity(Money(0), article, "due par les seuls professionnels")
    value = parameter_for(debtor, law=law).on(late_on)
    each = Money(int(value.value * 100))
    return Indemnity(each.times(invoices), value.article, value.source)


def parameter_for(debtor: Debtor, *, law: Parameters = parameters) -> Parameter:
    """The legal value that fixes the indemnity of a professional or of a public body."""
    if debtor is Debtor.PUBLIC:
        return law.recovery_indemnity_public
    return law.recovery_indemnity

"""A debt and the money received for it: the facts that interest is counted from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encaisse.kernel.days import ONE_DAY
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.law.rates import Debtor, Regime


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed and from when; ``contract_rate`` is a fraction, for the contract regime;
    ``contract_on`` the day a public contract was concluded, which decides its margin."""

    principal: Money
    due_on: date
    debtor: Debtor = Debtor.BUSINESS
    regime: Regime = Regime.DEFAULT
    contract_rate: Decimal | None = None
    contract_on: date | None = None

    def delay(self, on: date) -> Period | None:
        """The days of delay up to ``on``; None when it is not late."""
        return Period(self.due_on + ONE_DAY, on) if on > self.due_on else None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on a day, from which interest on it stops the day after."""

    on: date
    amount: Money

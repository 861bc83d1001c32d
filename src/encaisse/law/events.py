"""What happens to a late debt besides payments: what starts, raises, suspends or stops interest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.days import ONE_DAY, add_months
from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.law.amounts import NOTHING
from encaisse.law.reader import Parameters, parameters

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class CreditNote:
    """A price lowered from a day on: it reduces principal only, never interest."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Events:
    """Each is absent unless given; days are those on which the thing happened.

    ``starts_on`` is the first day for which interest is asked, when later than the law allows;
    ``notice_on`` the formal notice from which legal interest runs (C. civ. 1231-6);
    ``enforceable_on`` the day the decision became enforceable (C. mon. fin. L313-3);
    ``capitalised_from`` the day from which years are counted for interest to bear interest: that
    of the contract's first interest, or of the claim (C. civ. 1343-2); ``insolvency_on`` the
    opening judgment, which stops interest unless the debt is a credit of a year or more
    (``is_long_credit``, C. com. L622-28); ``grace`` what a judge gave (C. civ. 1343-5); ``costs``
    the recovery costs of which there is proof (C. com. L441-10, II).
    """

    starts_on: date | None = None
    notice_on: date | None = None
    enforceable_on: date | None = None
    capitalised_from: date | None = None
    insolvency_on: date | None = None
    is_long_credit: bool = False
    grace: tuple[Period, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    costs: Money = NOTHING

    @property
    def days(self) -> list[date | None]:
        """Every day told."""
        ends = [day for period in self.grace for day in (period.first, period.last)]
        return [
            *(self.starts_on, self.notice_on, self.enforceable_on, self.capitalised_from),
            *(self.insolvency_on, *ends, *(note.on for note in self.credit_notes)),
        ]

    @property
    def stopped_on(self) -> date | None:
        """The first day that the opening judgment keeps from bearing interest: its own."""
        return None if self.is_long_credit else self.insolvency_on

    def forbids_payment(self, due_on: date) -> bool:
        """Whether the opening judgment forbade payment on the due date."""
        return self.insolvency_on is not None and self.insolvency_on <= due_on

    def increased_on(self, law: Parameters = parameters) -> date | None:
        """The first day at the increased rate: two months and a day after ``enforceable_on``."""
        if self.enforceable_on is None:
            return None
        delay = law.legal_interest_increase_delay.on(self.enforceable_on)
        return add_months(self.enforceable_on, int(delay.value)) + ONE_DAY

    def years(
        self, first: date, last: date, law: Parameters = parameters
    ) -> Iterator[tuple[date, date]]:
        """Each day on which a year of interest is complete, with the day on which it began."""
        if self.capitalised_from is None:
            return
        start = max(first, self.capitalised_from)
        length = int(law.capitalisation_period.on(start).value) * MONTHS_OF_A_YEAR
        begun, rank = start, 1
        while (complete := add_months(start, rank * length)) <= last:
            yield complete, begun
            begun, rank = complete, rank + 1


NOTHING_ELSE = Events()

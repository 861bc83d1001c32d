"""How recent what is known of the bank is: a reminder might ask for what is already paid."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from encaisse.accounts.models import Company
from encaisse.dunning.queries.policy import policy_of
from encaisse.payments.models import BankLine, Credit, CreditKind


@dataclass(frozen=True, slots=True)
class Bank:
    """On a day and for a company, the day of the newest movement known (None: none at all), and how
    old it may be."""

    company_id: int
    on: date
    newest_on: date | None
    limit_days: int

    @property
    def days(self) -> int:
        """How old the newest movement is."""
        return (self.on - self.newest_on).days if self.newest_on else 0

    @property
    def is_stale(self) -> bool:
        """Whether a person must be warned before anything leaves. Without any movement there is
        nothing to compare with."""
        return self.days > self.limit_days

    @property
    def question(self) -> str:
        """What a person is asked before anything leaves: once a day, again for other movements."""
        return f"bank:{self.company_id}:{self.on}:{self.newest_on}"


def bank_of(company: Company, *, on: date) -> Bank:
    """The newest bank line or payment known on that day."""
    lines = BankLine.objects.filter(company=company, on__lte=on).aggregate(on=Max("on"))["on"]
    paid = Credit.objects.filter(company=company, kind=CreditKind.PAYMENT, on__lte=on)
    payments = paid.aggregate(on=Max("on"))["on"]
    newest = max((day for day in (lines, payments) if day is not None), default=None)
    return Bank(company.pk, on, newest, policy_of(company).bank_days)

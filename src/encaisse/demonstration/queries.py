"""What is already told of the demonstration company."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from encaisse.accounts.models import Company, User
from encaisse.audit.models import Entry
from encaisse.demonstration.rules.everyday import Owed
from encaisse.dunning.models import Message, MessageState, Run
from encaisse.matching.queries import open_items
from encaisse.parties import queries as parties
from encaisse.parties.models import Contact, Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable

TOLD = "demonstration.told"


@dataclass(frozen=True, slots=True)
class Told:
    """The day of the first telling, and the latest day told."""

    anchor: date
    until: date


def company() -> Company | None:
    """The demonstration company, if there is one."""
    return Company.objects.filter(is_demonstration=True).order_by("id").first()


def told(company: Company) -> Told:
    """How far the story goes, as the journal says."""
    entry = Entry.objects.filter(company=company, verb=TOLD).order_by("-rank", "-id")[0]
    days = {name: date.fromisoformat(str(entry.facts[name])) for name in ("anchor", "until")}
    return Told(**days)


def customers(company: Company) -> dict[str, Customer]:
    """Every customer by code."""
    return {customer.code: customer for customer in parties.customers(company)}


def receivables(company: Company, numbers: Iterable[str]) -> list[Receivable]:
    """What is still to pay of these invoices, oldest first."""
    found = Receivable.objects.filter(
        company=company, invoice__number__in=list(numbers), invoice__cancelled_on=None,
        open_cents__gt=0,
    )  # fmt: skip
    return list(found.select_related("invoice", "customer").order_by("due_on", "id"))


def receivables_of(company: Company, ids: Iterable[int]) -> list[Receivable]:
    """These receivables, the oldest due first."""
    found = Receivable.objects.filter(company=company, pk__in=list(ids))
    rows = found.select_related("invoice", "customer__company")
    return list(rows.order_by("due_on", "id"))


def late_of(company: Company, code: str, *, on: date) -> list[Receivable]:
    """What a customer owes that is past its date, the oldest first."""
    found = Receivable.objects.filter(
        company=company, customer__code=code, due_on__lt=on, open_cents__gt=0,
        invoice__cancelled_on=None,
    )  # fmt: skip
    rows = found.select_related("invoice", "customer__company")
    return list(rows.order_by("due_on", "id"))


def owed_between(company: Company, since: date, until: date) -> list[Owed]:
    """What was open on a day, and what is left of it on a later one."""
    left = {each.id: each.open_cents for each in open_items(company, until).receivables}
    return [
        Owed(each.id, each.customer_code, each.due_on, each.open_cents, left.get(each.id, 0))
        for each in open_items(company, since).receivables
    ]


def standing_payment(company: Company, reference: str) -> Credit | None:
    """The payment of that reference, unless it came back already."""
    return Credit.objects.filter(company=company, reference=reference, returned_on=None).first()


def latest_run_on(company: Company) -> date | None:
    """The day of the latest run."""
    latest = Run.objects.filter(company=company).order_by("-on", "-id").first()
    return latest.on if latest else None


def messages(run: Run) -> list[Message]:
    """The messages of a run that have not left."""
    standing = (MessageState.WAITING, MessageState.RELEASED)
    return list(Message.objects.filter(run=run, state__in=standing).order_by("id"))


def collector(company: Company, email: str) -> User:
    """The member of that address."""
    return User.objects.get(memberships__company=company, email=email)


def called(company: Company, *, on: date) -> list[Contact]:
    """Whom one calls: a contact with a telephone at each of those who owe most that is late."""
    late = Sum("customer__receivables__open_cents", filter=Q(customer__receivables__due_on__lt=on))
    found = Contact.objects.filter(company=company, role="billing").exclude(phone="")
    found = found.exclude(customer__address="").select_related("customer__company")
    return list(found.annotate(late=late).filter(late__gt=0).order_by("-late", "id")[:3])


def to_come(
    company: Company, *, on: date, most: int, but: Collection[str] = ()
) -> list[Receivable]:
    """What falls due after that day, one receivable of each customer, the nearest first; ``but``:
    the codes of those left out."""
    by_customer: dict[int, Receivable] = {}
    for each in _falling_due(company, on).exclude(customer__code__in=but):
        by_customer.setdefault(each.customer_id, each)
    return list(by_customer.values())[:most]


def to_come_of(company: Company, code: str, *, on: date) -> list[Receivable]:
    """What a customer owes that falls due after that day, the nearest first."""
    return list(_falling_due(company, on).filter(customer__code=code))


def owed_by(customer: Customer) -> int:
    """All that a customer owes, in cents."""
    found = Receivable.objects.filter(customer=customer, invoice__is_draft=False)
    return found.aggregate(owed=Sum("open_cents"))["owed"] or 0


def _falling_due(company: Company, on: date) -> QuerySet[Receivable]:
    found = Receivable.objects.filter(
        company=company, due_on__gt=on, open_cents__gt=0, invoice__is_draft=False,
        invoice__cancelled_on=None,
    )  # fmt: skip
    return found.select_related("invoice", "customer__company").order_by("due_on", "id")

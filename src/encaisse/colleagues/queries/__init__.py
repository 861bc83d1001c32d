"""Who follows customers, whether they get digests, when these leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from encaisse.accounts.models import Company
from encaisse.colleagues.models import Digest, DigestHabit, DigestStop
from encaisse.colleagues.rules import Habit
from encaisse.disputes.queries.asking import on_customers
from encaisse.disputes.queries.services import services
from encaisse.parties.models import Colleague, Follower
from encaisse.parties.queries import colleagues as known_colleagues
from encaisse.parties.queries import followers_of
from encaisse.parties.rules.colleagues import SALES

if TYPE_CHECKING:
    from datetime import date

    from encaisse.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague as the list shows them."""

    id: int
    name: str
    email: str
    customers: int
    sold: int
    latest_on: date | None
    is_stopped: bool

    @property
    def state(self) -> str:
        """Whether a digest reaches them each week, or why not."""
        if not self.sold:
            return "nothing"
        if self.is_stopped:
            return "stopped"
        return "sent" if self.email else "unreachable"


def people(company: Company) -> list[Person]:
    """The colleagues, by name: how many customers they follow, how many they sell to, whether a
    digest reaches them. A fixed number of queries."""
    rows = Follower.objects.filter(company=company).order_by()
    counted = rows.values_list("colleague_id", "department").annotate(count=Count("id"))
    followed: dict[int, int] = {}
    sold: dict[int, int] = {}
    for colleague_id, department, count in counted:
        followed[colleague_id] = followed.get(colleague_id, 0) + count
        if department == SALES:
            sold[colleague_id] = count
    latest = dict(
        Digest.objects.filter(company=company).order_by("on").values_list("colleague_id", "on")
    )
    over = stopped(company)
    return [
        Person(
            each.pk, each.name, each.address, followed.get(each.pk, 0), sold.get(each.pk, 0),
            latest.get(each.pk), each.pk in over,
        )
        for each in known_colleagues(company)
    ]  # fmt: skip


def habit_of(company: Company) -> Habit:
    """When its digests leave: as it says, else on Monday at half past seven."""
    found = DigestHabit.objects.filter(company=company).first()
    return Habit(found.weekday, found.minute, found.is_sent) if found else Habit()


def latest_of(company: Company) -> date | None:
    """The latest day whose digests left."""
    found = DigestHabit.objects.filter(company=company).first()
    return found.latest_on if found else None


def stopped(company: Company) -> set[int]:
    """The colleagues who want no digest any more."""
    found = DigestStop.objects.filter(company=company, resumed_on=None).order_by("id")
    return set(found.values_list("colleague_id", flat=True))


def stop_of(colleague: Colleague) -> DigestStop | None:
    """Since when, and by whom, they get none."""
    found = DigestStop.objects.filter(colleague=colleague, resumed_on=None)
    return found.first()


def selling() -> list[Company]:
    """The companies in which somebody sells to a customer, for the clock."""
    found = Follower.objects.filter(department=SALES).order_by().values("company").distinct()
    return list(Company.objects.filter(pk__in=found).order_by("id"))


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def digest_linked(number: str, seal: str) -> Digest | None:
    """The digest of that link; None for one that we did not seal."""
    found = Digest.objects.filter(number=number).select_related("company", "colleague__company")
    digest = found.first()
    if digest is None or not constant_time_compare(seal, _seal(number)):
        return None
    return digest


def stop_link(number: str) -> str:
    """The address at which one says that one wants no digest any more; empty when nobody outside
    can reach us."""
    public = settings.PUBLIC_ADDRESS
    return f"{public}{stop_path(number)}" if public else ""


def stop_path(number: str) -> str:
    """The same, without the name of the machine."""
    return reverse("colleagues:stop", args=[number, _seal(number)])


def panel(customer: Customer) -> dict[str, Any]:
    """Who follows a customer, by department, and how many questions about it wait. Three
    queries."""
    names = {each.code: each.name for each in services(customer.company)}
    waiting = on_customers(customer.company).filter(customer=customer, answered_on=None)
    return {
        "followers": [
            (names.get(each.department, each.department), each.colleague)
            for each in followers_of(customer)
        ],
        "asked": waiting.count(),
    }


def followers(company: Company) -> QuerySet[Follower]:
    """Who follows which customer of a company."""
    found = Follower.objects.filter(company=company).select_related("colleague__person")
    return found.order_by("id")


def _seal(number: str) -> str:
    return salted_hmac("encaisse.digest", number, algorithm="sha256").hexdigest()[:40]

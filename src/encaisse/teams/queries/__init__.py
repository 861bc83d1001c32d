"""The team, its portfolios, who is away, what was handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from encaisse.accounts.models import Company, Membership, User
from encaisse.accounts.rules import Role
from encaisse.dunning.models import Task
from encaisse.parties.models import Customer
from encaisse.parties.queries import sellers_by_customer
from encaisse.receivables.models import Receivable
from encaisse.teams import rules
from encaisse.teams.models import Absence, Handover, PortfolioRule, TeamMember
from encaisse.teams.rules import Away, Followed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the company, what they follow, and whether they are away."""

    id: int
    name: str
    role: str
    team: str
    customers: int
    late_cents: int
    tasks: int
    absence: Absence | None
    stands_in_for: str

    @property
    def away(self) -> str:
        """Until when, and who stands in."""
        if self.absence is None:
            return ""
        return f"jusqu'au {self.absence.last_on:%d/%m/%Y} ({self.absence.replacement})"


def team(company: Company, *, on: date) -> list[Member]:
    """The active members, by name, with their portfolios. A fixed number of queries."""
    found = Membership.objects.filter(company=company, user__is_active=True).select_related("user")
    customers = _counted(Customer.objects.filter(company=company, is_pseudo=False), "collector_id")
    tasks = _counted(Task.objects.filter(company=company, done_on=None), "person_id")
    late = (
        Receivable.objects.filter(
            company=company, open_cents__gt=0, due_on__lt=on, currency=company.currency,
            customer__is_pseudo=False, invoice__is_draft=False,
        )
        .order_by()
        .values_list("customer__collector_id")
        .annotate(cents=Sum("open_cents"))
    )  # fmt: skip
    sums = dict(late)
    away = {each.person_id: each for each in absences(company, on=on) if each.first_on <= on}
    instead: dict[int, list[str]] = {}
    for each in away.values():
        instead.setdefault(each.replacement_id, []).append(str(each.person))
    rows = found.order_by("user__full_name", "user__email", "id")
    named = TeamMember.objects.filter(company=company).values_list("membership_id", "team__name")
    teams = dict(named.order_by("id"))
    return [
        Member(
            row.user_id, str(row.user), row.get_role_display(), teams.get(row.pk, ""),
            customers.get(row.user_id, 0), sums.get(row.user_id, 0), tasks.get(row.user_id, 0),
            away.get(row.user_id), ", ".join(instead.get(row.user_id, ())),
        )
        for row in rows
    ]  # fmt: skip


def without_collector(company: Company) -> int:
    """How many customers nobody follows."""
    found = Customer.objects.filter(company=company, is_pseudo=False, collector=None)
    return found.count()


def portfolio(company: Company, person: User | None, *, on: date) -> QuerySet[Customer]:
    """The customers that a person follows, or that nobody does, with what each owes late in its own
    currency."""
    is_open = Q(receivables__open_cents__gt=0, receivables__currency=F("currency"))
    issued = Q(open__invoice__is_draft=False)
    late = issued & Q(open__due_on__lt=on)
    return Customer.objects.filter(company=company, collector=person, is_pseudo=False).annotate(
        open=FilteredRelation("receivables", condition=is_open),
        outstanding_cents=Coalesce(Sum("open__open_cents", filter=issued), 0),
        overdue_cents=Coalesce(Sum("open__open_cents", filter=late), 0),
    )


def customers_of(company: Company, person: User | None, ids: list[int] | None) -> list[Customer]:
    """The customers of a person or of nobody, all or those named, held until the transaction
    ends."""
    found = Customer.objects.select_for_update(no_key=True).filter(
        company=company, collector=person, is_pseudo=False
    )
    return list((found if ids is None else found.filter(pk__in=ids)).order_by("id"))


def open_tasks(company: Company, person: User, customers: list[int]) -> dict[int, list[Task]]:
    """The open tasks of a person, by customer, held until the transaction ends."""
    found = (
        Task.objects.select_for_update(of=("self",))
        .filter(company=company, person=person, customer__in=customers, done_on=None)
        .select_related("company", "person")
    )
    by_customer: dict[int, list[Task]] = {}
    for task in found.order_by("id"):
        by_customer.setdefault(task.customer_id, []).append(task)
    return by_customer


def held(company: Company, customers: Iterable[int]) -> dict[int, int | None]:
    """Who follows each of these customers, held with their open tasks until the transaction ends:
    before the journal is written, as every act does."""
    ids = list(customers)
    found = Customer.objects.select_for_update(no_key=True).filter(company=company, pk__in=ids)
    whose: dict[int, int | None] = dict(found.order_by("id").values_list("id", "collector_id"))
    tasks = Task.objects.select_for_update().filter(customer__in=ids, done_on=None)
    list(tasks.order_by("id").values_list("id"))
    return whose


def absences(company: Company, *, on: date) -> QuerySet[Absence]:
    """Those that last or are to come, the first first."""
    found = Absence.objects.filter(company=company, last_on__gte=on)
    return found.select_related("person", "replacement").order_by("first_on", "id")


def away(company: Company, *, on: date) -> list[Away]:
    """The same, as the rule reads them."""
    return [
        Away(each.person_id, each.replacement_id, each.first_on, each.last_on)
        for each in absences(company, on=on)
    ]


def replacements(company: Company, *, on: date) -> dict[int, int]:
    """Who stands in that day, by the person who is away. One query."""
    return rules.replacements(away(company, on=on), on=on)


def absence_in(company: Company, absence_id: int) -> Absence:
    """An absence of the company; else it does not exist."""
    found = Absence.objects.select_related("company", "person", "replacement")
    one = found.filter(company=company, pk=absence_id).first()
    if one is None:
        raise Http404
    return one


def handovers(company: Company, *, most: int = 20) -> list[Handover]:
    """The latest, with how many customers each gave."""
    found = Handover.objects.filter(company=company).select_related("giver", "taker")
    return list(found.annotate(count=Count("parts")).order_by("-on", "-id")[:most])


def handover_in(company: Company, handover_id: int) -> Handover:
    """A handover of the company; else it does not exist."""
    found = Handover.objects.select_related("company", "giver", "taker")
    one = found.filter(company=company, pk=handover_id).first()
    if one is None:
        raise Http404
    return one


def _counted(rows: QuerySet[Customer] | QuerySet[Task], whose: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(whose).annotate(count=Count("id")))


def people(company: Company, *, takers: bool = False) -> list[User]:
    """The active members, by name; ``takers``: those who may collect."""
    roles = {"memberships__role__in": [Role.COLLECTOR, Role.MANAGER]} if takers else {}
    found = User.objects.filter(memberships__company=company, is_active=True, **roles)
    return list(found.order_by("full_name", "email", "id").distinct())


@dataclass(frozen=True, slots=True)
class Share:
    """What a rule takes now: ``unfollowed`` of them are followed by nobody, ``elsewhere`` by
    somebody else."""

    rule: PortfolioRule
    customers: int
    cents: int
    unfollowed: int
    elsewhere: int

    @property
    def letters(self) -> str:
        """« A à F », « A et après », « jusqu'à F »."""
        first, last = self.rule.first, self.rule.last
        if first and last:
            return f"{first} à {last}" if first != last else first
        return f"{first} et après" if first else f"jusqu'à {last}" if last else ""


def rules_of(company: Company) -> list[PortfolioRule]:
    """In their order."""
    found = PortfolioRule.objects.filter(company=company).select_related("collector", "salesperson")
    return list(found.order_by("rank", "id"))


def rule_in(company: Company, rule_id: int) -> PortfolioRule:
    """A rule of the company; else it does not exist."""
    found = PortfolioRule.objects.select_related("company", "collector", "salesperson")
    one = found.filter(company=company, pk=rule_id).first()
    if one is None:
        raise Http404
    return one


def followed(company: Company) -> list[Followed]:
    """The customers as the rules see them, with what each owes in the company's currency. Two
    queries."""
    sellers = sellers_by_customer(company)
    is_open = Q(
        receivables__open_cents__gt=0, receivables__currency=company.currency,
        receivables__invoice__is_draft=False,
    )  # fmt: skip
    found = Customer.objects.filter(company=company, is_pseudo=False).annotate(
        cents=Coalesce(Sum("receivables__open_cents", filter=is_open), 0)
    )
    rows = found.order_by("id").values_list("id", "name", "sector", "cents", "collector_id")
    return [Followed(*row, sellers.get(row[0])) for row in rows]


def chosen(found: list[PortfolioRule], customers: list[Followed]) -> dict[int, int]:
    """By customer, the rule that takes it."""
    told = [
        rules.Rule(
            each.pk, each.collector_id, each.first, each.last, each.sector, each.least_cents,
            each.most_cents, each.salesperson_id,
        )
        for each in found
    ]  # fmt: skip
    return {key: rule.id for key, rule in rules.shared(told, customers).items()}


def shares(company: Company) -> tuple[list[Share], int]:
    """What each rule takes now, and how many customers none does. Three queries."""
    found, customers = rules_of(company), followed(company)
    taken = chosen(found, customers)
    shown = []
    for rule in found:
        mine = [each for each in customers if taken.get(each.id) == rule.pk]
        others = [each for each in mine if each.collector_id not in (None, rule.collector_id)]
        nobody = sum(each.collector_id is None for each in mine)
        cents = sum(each.cents for each in mine)
        shown.append(Share(rule, len(mine), cents, nobody, len(others)))
    return shown, len(customers) - len(taken)


def givers(groups: Iterable[tuple[int | None, int]]) -> list[User]:
    """Who follows the customers that change hands."""
    found = {giver for giver, _taker in groups if giver}
    return list(User.objects.filter(pk__in=found).order_by("id"))

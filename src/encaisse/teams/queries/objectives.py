"""The objectives of a month, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from encaisse.payments.models import Credit, CreditKind
from encaisse.receivables.models import Receivable
from encaisse.teams.models import Objective, TeamMember
from encaisse.teams.rules import objectives as rules
from encaisse.teams.rules.objectives import Aim, Measured, Progress

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective and how far it is; ``progress`` is null before its month began."""

    id: int
    who: str
    person_id: int | None
    team_id: int | None
    month: date
    aim: Aim
    target: int
    progress: Progress | None
    definition: str

    @property
    def is_amount(self) -> bool:
        """Whether it is money to bring in."""
        return self.aim == Aim.COLLECTED


def standings(company: Company, *, on: date) -> list[Standing]:
    """Those of this month and of the months to come: the month, then teams, then names."""
    found = Objective.objects.filter(company=company, month__gte=rules.month_of(on))
    return _measured(company, found, on)


def of_viewer(viewer: User, company: Company, *, on: date) -> list[Standing]:
    """Those of this month that are the viewer's own, of the team that they are of or lead. One
    query when there is none."""
    mine = Q(team__members__membership__user=viewer) | Q(team__manager__user=viewer)
    found = Objective.objects.filter(
        Q(person=viewer) | mine, company=company, month=rules.month_of(on)
    )
    return _measured(company, found.distinct(), on)


def objective_in(company: Company, objective_id: int) -> Objective:
    """An objective of the company; else it does not exist."""
    found = Objective.objects.select_related("company", "person", "team")
    one = found.filter(company=company, pk=objective_id).first()
    if one is None:
        raise Http404
    return one


def _measured(company: Company, found: QuerySet[Objective], on: date) -> list[Standing]:
    rows = list(found.select_related("person", "team").order_by("month", "id"))
    if not rows:
        return []
    teams: dict[int, list[int]] = {}
    of_teams = TeamMember.objects.filter(company=company).order_by("id")
    for team, user in of_teams.values_list("team_id", "membership__user_id"):
        teams.setdefault(team, []).append(user)
    measured = measure(company, on=on)
    standing = [_standing(row, teams, measured, on) for row in rows]
    return sorted(standing, key=lambda one: (one.month, one.team_id is None, one.who, one.aim))


def _standing(
    row: Objective, teams: dict[int, list[int]], measured: dict[int, Measured], on: date
) -> Standing:
    aim = Aim(row.aim)
    people = [row.person_id] if row.person_id else teams.get(row.team_id or 0, [])
    has_begun = row.month <= on
    return Standing(
        id=row.pk, who=str(row.person or row.team), person_id=row.person_id, team_id=row.team_id,
        month=row.month, aim=aim, target=row.target,
        progress=rules.progress(aim, row.target, people, measured) if has_begun else None,
        definition=rules.definition(aim, row.month, on=on) if has_begun else "",
    )  # fmt: skip


def measure(company: Company, *, on: date) -> dict[int, Measured]:
    """By collector, this month until that day, in the company's currency: each payment and each
    receivable counts for whoever follows its customer. Two queries."""
    paid = Credit.objects.filter(
        company=company, kind=CreditKind.PAYMENT, on__range=(rules.month_of(on), on),
        currency=company.currency, returned_on=None, cancelled_on=None,
        customer__is_pseudo=False, customer__collector__isnull=False,
    )  # fmt: skip
    received = dict(
        paid.order_by().values_list("customer__collector_id").annotate(cents=Sum("face_cents"))
    )
    owing = Receivable.objects.filter(
        company=company, open_cents__gt=0, currency=company.currency, invoice__is_draft=False,
        customer__is_pseudo=False, customer__collector__isnull=False,
    )  # fmt: skip
    late = Coalesce(Sum("open_cents", filter=Q(due_on__lt=on)), 0)
    rows = owing.order_by().values_list("customer__collector_id")
    owed = {
        person: (total, part)
        for person, total, part in rows.annotate(total=Sum("open_cents"), late=late)
    }
    return {
        person: Measured(received.get(person, 0), *owed.get(person, (0, 0)))
        for person in {*received, *owed}
        if person is not None
    }

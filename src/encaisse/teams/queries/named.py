"""The named teams: who leads each, who is of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.accounts.models import Membership
from encaisse.accounts.rules import Role
from encaisse.teams.models import Team, TeamMember

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from encaisse.accounts.models import Company


@dataclass(frozen=True, slots=True)
class Named:
    """A team as it is shown: its people are users, by name."""

    id: int
    name: str
    manager_id: int | None
    manager: str
    people: dict[int, str]


def teams_of(company: Company) -> list[Named]:
    """By name. Two queries."""
    found = Team.objects.filter(company=company).select_related("manager__user")
    of_team: dict[int, dict[int, str]] = {}
    for row in _by_name(TeamMember.objects.filter(company=company)):
        user = row.membership.user
        of_team.setdefault(row.team_id, {})[user.pk] = str(user)
    return [
        Named(
            each.pk, each.name, each.manager.user_id if each.manager else None,
            str(each.manager.user) if each.manager else "", of_team.get(each.pk, {}),
        )
        for each in found.order_by("name", "id")
    ]  # fmt: skip


def team_in(company: Company, team_id: int) -> Team:
    """A team of the company; else it does not exist."""
    found = Team.objects.select_related("company", "manager__user")
    one = found.filter(company=company, pk=team_id).first()
    if one is None:
        raise Http404
    return one


def people_by_name(team: Team) -> dict[int, str]:
    """Who is of the team and works here."""
    rows = _by_name(TeamMember.objects.filter(team=team))
    return {row.membership.user_id: str(row.membership.user) for row in rows}


def people_of(team: Team) -> list[int]:
    """The users who are of the team."""
    found = TeamMember.objects.filter(team=team).order_by("id")
    return list(found.values_list("membership__user_id", flat=True))


def is_taken(company: Company, name: str, *, but: int | None = None) -> bool:
    """Whether another team bears that name."""
    return Team.objects.filter(company=company, name__iexact=name).exclude(pk=but or 0).exists()


def memberships(company: Company, people: Iterable[int]) -> list[Membership]:
    """The places in the company of these people."""
    found = Membership.objects.filter(company=company, user__in=list(people))
    return list(found.select_related("user").order_by("id"))


def managers(company: Company) -> list[tuple[int, str]]:
    """Who may lead a team, by name."""
    found = Membership.objects.filter(company=company, user__is_active=True, role=Role.MANAGER)
    rows = found.select_related("user").order_by("user__full_name", "user__email", "id")
    return [(row.user_id, str(row.user)) for row in rows]


def _by_name(found: QuerySet[TeamMember]) -> QuerySet[TeamMember]:
    present = found.filter(membership__user__is_active=True).select_related("membership__user")
    return present.order_by("membership__user__full_name", "membership__user__email", "id")

"""A named team is formed, changed, dissolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.accounts.queries import membership_of
from encaisse.accounts.rules import may_manage
from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.teams.models import Team, TeamMember
from encaisse.teams.queries import named as queries

if TYPE_CHECKING:
    from collections.abc import Collection

    from encaisse.accounts.models import Company, User

NAME_MAX = 80


class TeamWithoutName(Refusal):
    """A team is known by its name."""

    code = "team_without_name"
    sentence = "Nommez l'équipe : « Nord », « Grands comptes »…"


class TeamNameTaken(Refusal):
    """Two teams of the same name are not told apart."""

    code = "team_name_taken"
    sentence = "Une équipe s'appelle déjà « {name} » : choisissez un autre nom."


class TeamLedByNoManager(Refusal):
    """Whoever leads a team may manage."""

    code = "team_led_by_no_manager"
    sentence = "{person} n'est pas responsable : choisissez un responsable pour mener l'équipe."


@transaction.atomic
def form_team(
    company: Company, *, name: str, manager: User | None, people: Collection[int], by: str
) -> Team:
    """One more team of these members; those of another leave it."""
    made = Team(company=company)
    return _written(made, "team.formed", name=name, manager=manager, people=people, by=by)


@transaction.atomic
def change_team(
    team: Team, *, name: str, manager: User | None, people: Collection[int], by: str
) -> Team:
    """Its name, who leads it, who is of it."""
    team = Team.objects.select_for_update(of=("self",)).select_related("company").get(pk=team.pk)
    return _written(team, "team.changed", name=name, manager=manager, people=people, by=by)


@transaction.atomic
def dissolve(team: Team, *, by: str) -> None:
    """The team goes; its members and what they follow stay."""
    _record(team, "team.dissolved", {"people": len(queries.people_of(team))}, by)
    team.delete()


def _written(
    team: Team, verb: str, *, name: str, manager: User | None, people: Collection[int], by: str
) -> Team:
    company, team.name = team.company, name.strip()[:NAME_MAX]
    if not team.name:
        raise TeamWithoutName
    if queries.is_taken(company, team.name, but=team.pk):
        raise TeamNameTaken(name=team.name)
    team.manager = membership_of(manager, company) if manager else None
    if team.manager and not may_manage(team.manager.role):
        raise TeamLedByNoManager(person=str(manager))
    team.save()
    places = queries.memberships(company, people)
    TeamMember.objects.filter(team=team).delete()
    TeamMember.objects.filter(membership__in=places).delete()
    TeamMember.objects.bulk_create(
        TeamMember(company=company, team=team, membership=place) for place in places
    )
    told: dict[str, object] = {
        "manager": str(manager or ""), "people": [str(place.user) for place in places],
    }  # fmt: skip
    _record(team, verb, told, by)
    return team


def _record(team: Team, verb: str, facts: dict[str, object], by: str) -> None:
    audit.record(
        company=team.company, actor=by, verb=verb, subject=f"team:{team.pk}", reason=team.name,
        facts=facts,
    )  # fmt: skip

"""A month's objective is set, changed, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.teams.models import Objective, Team
from encaisse.teams.rules.objectives import Aim, is_target, month_of

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company, User


class ObjectiveWrong(Refusal):
    """Money to bring in is positive, a share is a percentage."""

    code = "team_objective_wrong"
    sentence = "Donnez un montant positif à encaisser, ou une part de retard de 0 à 100 %."


class ObjectiveOfNobody(Refusal):
    """An objective is of a person or of a team."""

    code = "team_objective_of_nobody"
    sentence = "Dites de qui est l'objectif : d'une personne, ou d'une équipe."


class ObjectiveOver(Refusal):
    """Nobody aims at the past."""

    code = "team_objective_over"
    sentence = "Le mois de {month} est passé : fixez l'objectif de ce mois ou d'un mois à venir."


@transaction.atomic
def set_objective(
    company: Company, *, who: User | Team, month: date, aim: Aim, target: int, on: date, by: str
) -> Objective:
    """Of a person or of a team, for a month; the same aim set again is changed."""
    if not is_target(aim, target):
        raise ObjectiveWrong
    month = month_of(month)
    if month < month_of(on):
        raise ObjectiveOver(month=f"{month:%m/%Y}")
    of = {"team": who} if isinstance(who, Team) else {"person": who}
    made, _is_new = Objective.objects.update_or_create(
        company=company, month=month, aim=aim, **of, defaults={"target": target, "by": by}
    )
    _record(made, "team.objective_set", by)
    return made


@transaction.atomic
def remove_objective(objective: Objective, *, by: str) -> None:
    """Nothing is aimed at any more."""
    _record(objective, "team.objective_removed", by)
    objective.delete()


def _record(objective: Objective, verb: str, by: str) -> None:
    audit.record(
        company=objective.company, actor=by, verb=verb, subject=f"objective:{objective.pk}",
        facts={
            "who": str(objective.person or objective.team), "aim": str(objective.aim),
            "month": objective.month.isoformat(), "target": objective.target,
        },
    )  # fmt: skip

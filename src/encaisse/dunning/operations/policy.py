"""Keeping the company's limits on its reminders."""

from typing import Any

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning.models import Policy
from encaisse.dunning.operations.tasks import NotATaker
from encaisse.dunning.queries.tasks import members
from encaisse.kernel.refusal import Refusal

FIELDS = ("run_hour", "first_hour", "end_hour", "weekdays", "only_business_days", "most_per_week",
          "bank_days", "unreceived_days", "tasks_to_id")  # fmt: skip


class WindowNeverOpens(Refusal):
    """Nothing would ever leave."""

    code = "window_never_opens"
    sentence = "Aucun envoi ne partirait jamais : {why}."


@transaction.atomic
def set_policy(company: Company, *, by: str, **changes: Any) -> Policy:
    """Change some of the limits; the others stay."""
    found = Policy.objects.select_for_update().filter(company=company).first()
    policy = found or Policy(company=company)
    before = {name: getattr(policy, name) for name in FIELDS}
    for name, value in changes.items():
        setattr(policy, name, value)
    _check(policy, company)
    policy.save()
    changed = {
        name: getattr(policy, name) for name in FIELDS if getattr(policy, name) != before[name]
    }
    audit.record(
        company=company, actor=by, verb="dunning.policy", subject=f"company:{company.pk}",
        facts=changed,
    )  # fmt: skip
    return policy


def _check(policy: Policy, company: Company) -> None:
    if policy.end_hour <= policy.first_hour:
        raise WindowNeverOpens(why="la dernière heure d'envoi doit suivre la première")
    if not policy.weekdays:
        raise WindowNeverOpens(why="cochez au moins un jour de la semaine")
    if policy.only_business_days and set(policy.weekdays) <= {"6", "7"}:
        raise WindowNeverOpens(why="samedi et dimanche ne sont pas des jours ouvrés")
    known = {person.pk for person in members(company)}
    if policy.tasks_to_id is not None and policy.tasks_to_id not in known:
        raise NotATaker(person="Cette personne", company=company.name)

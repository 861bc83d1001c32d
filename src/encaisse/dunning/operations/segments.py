"""Keeping segments: what they ask for, their scenario, their order of precedence."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning.models import Scenario, Segment
from encaisse.dunning.rules.segments import Condition, faults, told
from encaisse.kernel.refusal import Refusal


class SegmentMakesNoSense(Refusal):
    """It could take nobody, or everybody."""

    code = "segment_makes_no_sense"
    sentence = "Le segment « {name} » ne peut être enregistré. {faults}"


class SegmentNameTaken(Refusal):
    """Two segments of one name could not be told apart."""

    code = "segment_name_taken"
    sentence = "Un autre segment s'appelle déjà « {name} » : donnez un autre nom à celui-ci."


def check(name: str, conditions: Sequence[Condition]) -> None:
    """Refuse what would take nobody, or everybody."""
    if found := faults(conditions):
        raise SegmentMakesNoSense(name=name, faults=" ".join(found))


@transaction.atomic
def save_segment(
    company: Company,
    *,
    name: str,
    scenario: Scenario,
    conditions: Sequence[Condition],
    by: str,
    is_active: bool = True,
    segment: Segment | None = None,
) -> Segment:
    """Write a segment; a new one comes last in the order of precedence."""
    check(name, conditions)
    namesake = Segment.objects.filter(company=company, name=name).first()
    if namesake is not None and namesake != segment:
        raise SegmentNameTaken(name=name)
    kept = segment or Segment(company=company, rank=_last_rank(company) + 1)
    kept.name, kept.scenario, kept.is_active = name, scenario, is_active
    kept.conditions = [condition.data for condition in conditions]
    kept.save()
    _record(kept, by, "segment.saved", {
        "scenario": scenario.name, "conditions": told(conditions, company.currency),
        "active": is_active,
    })  # fmt: skip
    return kept


@transaction.atomic
def move_segment(segment: Segment, *, earlier: bool, by: str) -> None:
    """One place earlier or later in the order of precedence; at the end nothing moves."""
    company = segment.company
    ordered = list(
        Segment.objects.select_for_update().filter(company=company).order_by("rank", "id")
    )
    place = ordered.index(segment)
    target = place - 1 if earlier else place + 1
    if not 0 <= target < len(ordered):
        return
    ordered[place], ordered[target] = ordered[target], ordered[place]
    for rank, each in enumerate(ordered, start=1):
        each.rank = rank
    Segment.objects.bulk_update(ordered, ["rank"])
    _record(segment, by, "segment.moved", {"rank": target + 1})


@transaction.atomic
def remove_segment(segment: Segment, *, by: str) -> None:
    """Its customers go to the next segment that takes them, else to the company's scenario."""
    _record(segment, by, "segment.removed", {"scenario": segment.scenario.name})
    segment.delete()


def _last_rank(company: Company) -> int:
    found = Segment.objects.filter(company=company).aggregate(last=Max("rank"))
    return int(found["last"] or 0)


def _record(segment: Segment, by: str, verb: str, facts: dict[str, object]) -> None:
    audit.record(
        company=segment.company, actor=by, verb=verb, subject=f"segment:{segment.pk}",
        facts={"name": segment.name, **facts},
    )  # fmt: skip

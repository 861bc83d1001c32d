"""Scenarios as the rules know them, in force or as they were, and which one applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.dunning import rules
from encaisse.dunning.models import Anchor, Scenario, ScenarioVersion, Step, ThresholdRate
from encaisse.dunning.rules.content import content_of, read_content

if TYPE_CHECKING:
    from decimal import Decimal

    from encaisse.accounts.models import Company
    from encaisse.dunning.models import Message

__all__ = [
    "as_rule", "content_of", "default_of", "rates_of", "read_content", "scenario_behind",
    "scenarios_of",
]  # fmt: skip


def scenarios_of(company: Company) -> dict[int, rules.Scenario]:
    """Every scenario of the company, by its identifier."""
    found = Scenario.objects.filter(company=company).prefetch_related("steps").order_by("id")
    return {scenario.pk: as_rule(scenario, company) for scenario in found}


def scenario_behind(message: Message) -> rules.Scenario:
    """The scenario of a message in the version that made it."""
    kept = message.scenario
    if kept.version != message.scenario_version:
        made = ScenarioVersion.objects.filter(scenario=kept, version=message.scenario_version)
        content = made.values_list("content", flat=True).first()
        if content is not None:
            return read_content(content, id=kept.pk, version=message.scenario_version)
    return as_rule(kept, message.company)


def default_of(company: Company) -> Scenario | None:
    """The scenario of those for whom none was chosen."""
    return Scenario.objects.filter(company=company, is_default=True).first()


def rates_of(company: Company) -> dict[str, Decimal]:
    """Rates of exchange for thresholds: ``{"EURUSD": 1.20}``."""
    found = ThresholdRate.objects.filter(company=company).order_by("base", "quote", "id")
    return {each.base + each.quote: each.rate for each in found}


def as_rule(scenario: Scenario, company: Company) -> rules.Scenario:
    """The frozen form that the rules see."""
    every = scenario.repeat_every
    return rules.Scenario(
        id=scenario.pk,
        name=scenario.name,
        steps=tuple(_step(step) for step in scenario.steps.all()),
        currency=company.currency,
        tolerance_cents=scenario.tolerance_cents,
        minimum=scenario.minimum,
        spacing_days=scenario.spacing_days,
        grouping=scenario.grouping,
        lists=scenario.lists,
        is_sequential=scenario.is_sequential,
        transit_days=scenario.transit_days,
        repeat=rules.Every.parse(every) if every else None,
        version=scenario.version,
    )


def _step(step: Step) -> rules.Step:
    return rules.Step(
        level=step.level,
        days=step.days,
        channel=step.channel,
        after_previous=step.anchor == Anchor.PREVIOUS,
        end_of_month=step.end_of_month,
        is_courtesy=step.is_courtesy,
        approval=step.approval,
        tone=step.tone,
        other_channel=step.other_channel,
        business_days=step.business_days,
        pay_within_days=step.pay_within_days,
        fee_cents=step.fee_cents,
        fee_rate=step.fee_rate,
        template_code=step.template_code,
        encloses_invoices=step.encloses_invoices,
        is_registered=step.is_registered,
    )

"""Scenarios as the rules know them, and which one applies."""

from decimal import Decimal

from encaisse.accounts.models import Company
from encaisse.dunning import rules
from encaisse.dunning.models import Anchor, Scenario, Step, ThresholdRate


def scenarios_of(company: Company) -> dict[int, rules.Scenario]:
    """Every scenario of the company, by its identifier."""
    found = Scenario.objects.filter(company=company).prefetch_related("steps").order_by("id")
    return {scenario.pk: as_rule(scenario, company) for scenario in found}


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
    )

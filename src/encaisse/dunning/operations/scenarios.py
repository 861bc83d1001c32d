"""Keeping scenarios: nonsense is refused in sentences."""

from dataclasses import replace
from itertools import count

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning import rules
from encaisse.dunning.models import Anchor, Scenario, ScenarioVersion, Step, ThresholdRate
from encaisse.dunning.queries.editing import text_choices, uses_of
from encaisse.dunning.queries.scenarios import as_rule, content_of, default_of
from encaisse.dunning.rules.thresholds import Rates
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters

NAME_LENGTH = 80

# Until the company decides otherwise, a person approves each message.
USUAL = (
    rules.Step(0, -5, is_courtesy=True, approval="approve", template_code="courtoisie"),
    rules.Step(1, 3, approval="approve", template_code="relance-1"),
    rules.Step(2, 15, approval="approve", template_code="relance-2"),
    rules.Step(3, 30, approval="approve", template_code="relance-3"),
    rules.Step(4, 45, approval="approve", template_code="mise-en-demeure", pay_within_days=8),
)


class ScenarioMakesNoSense(Refusal):
    """It could not do what it says."""

    code = "scenario_makes_no_sense"
    sentence = "Le scénario « {name} » ne peut être enregistré. {faults}"


class ScenarioNameTaken(Refusal):
    """Two scenarios of one name could not be told apart."""

    code = "scenario_name_taken"
    sentence = "Un scénario s'appelle déjà « {name} » : choisissez un autre nom."


class ScenarioInUse(Refusal):
    """Somebody is reminded by it."""

    code = "scenario_in_use"
    sentence = "« {name} » sert encore : {uses}. Donnez-leur d'abord un autre scénario."


@transaction.atomic
def save_scenario(
    company: Company,
    scenario: rules.Scenario,
    *,
    by: str,
    is_default: bool = False,
    over: Scenario | None = None,
) -> Scenario:
    """Write the scenario of that name, or ``over`` the one given, its steps included; each save is
    a new version."""
    found = rules.faults(scenario) or _unknown_texts(company, scenario)
    if found:
        raise ScenarioMakesNoSense(name=scenario.name, faults=" ".join(map(str, found)))
    kept = _kept(company, scenario.name, over)
    kept.name = scenario.name
    for name, value in _settings(scenario).items():
        setattr(kept, name, value)
    kept.version += 1
    if is_default:
        Scenario.objects.filter(company=company, is_default=True).update(is_default=False)
        kept.is_default = True
    kept.save()
    kept.steps.all().delete()
    Step.objects.bulk_create(_step(kept, step) for step in scenario.steps)
    ScenarioVersion.objects.create(
        company=company, scenario=kept, version=kept.version, content=content_of(scenario), by=by
    )
    audit.record(
        company=company, actor=by, verb="scenario.saved", subject=f"scenario:{kept.pk}",
        facts={"name": kept.name, "version": kept.version, "steps": len(scenario.steps)},
    )  # fmt: skip
    return kept


def _unknown_texts(company: Company, scenario: rules.Scenario) -> list[rules.Remark]:
    """Steps that would speak with a text that nobody wrote."""
    letters.ensure_defaults(company)
    known = dict(text_choices(company))
    return [
        rules.Remark(f"Aucun modèle n'a le code « {step.template_code} ».", place)
        for place, step in enumerate(scenario.steps)
        if step.text_code not in known
    ]


def default_scenario(company: Company, *, by: str) -> Scenario:
    """The company's scenario, made on first need with its texts: courtesy 5 days before, reminders
    3, 15 and 30 days after, formal notice after 45; each approved by a person."""
    usual = rules.Scenario(id=0, name="Scénario de la société", steps=USUAL, lists="overdue")
    return default_of(company) or save_scenario(company, usual, by=by, is_default=True)


@transaction.atomic
def add_scenario(company: Company, scenario: rules.Scenario, *, by: str) -> Scenario:
    """A scenario of a new name."""
    if Scenario.objects.filter(company=company, name=scenario.name).exists():
        raise ScenarioNameTaken(name=scenario.name)
    return save_scenario(company, scenario, by=by)


def copy_scenario(scenario: Scenario, *, by: str) -> Scenario:
    """The same under the first free name; the copy is nobody's yet."""
    company = scenario.company
    named = Scenario.objects.filter(company=company).values_list("name", flat=True)
    taken, root = set(named), scenario.name[: NAME_LENGTH - len(" (copie 99)")]
    names = (f"{root} (copie{f' {rank}' if rank > 1 else ''})" for rank in count(1))
    name = next(name for name in names if name not in taken)
    return save_scenario(company, replace(as_rule(scenario, company), name=name), by=by)


@transaction.atomic
def make_default(scenario: Scenario, *, by: str) -> None:
    """The scenario of all those who have no other."""
    company = scenario.company
    Scenario.objects.filter(company=company, is_default=True).update(is_default=False)
    Scenario.objects.filter(pk=scenario.pk).update(is_default=True, is_archived=False)
    _record(scenario, by, "scenario.made_default")


@transaction.atomic
def archive_scenario(scenario: Scenario, *, by: str) -> None:
    """Out of the lists, once nobody has it; what it made stays readable."""
    uses = uses_of(scenario)
    if uses:
        raise ScenarioInUse(name=scenario.name, uses=" ; ".join(uses))
    Scenario.objects.filter(pk=scenario.pk).update(is_archived=True)
    _record(scenario, by, "scenario.archived")


@transaction.atomic
def restore_scenario(scenario: Scenario, *, by: str) -> None:
    """Back in the lists."""
    Scenario.objects.filter(pk=scenario.pk).update(is_archived=False)
    _record(scenario, by, "scenario.restored")


@transaction.atomic
def set_rates(company: Company, rates: Rates, *, by: str) -> None:
    """The rates of exchange used for thresholds only."""
    ThresholdRate.objects.filter(company=company).delete()
    ThresholdRate.objects.bulk_create(
        ThresholdRate(company=company, base=pair[:3], quote=pair[3:], rate=rate)
        for pair, rate in rates.items()
    )
    audit.record(
        company=company, actor=by, verb="scenario.rates", subject=f"company:{company.pk}",
        facts={pair: str(rate) for pair, rate in rates.items()},
    )  # fmt: skip


def _kept(company: Company, name: str, over: Scenario | None) -> Scenario:
    """The row to write, locked so that versions follow one another; or a new one."""
    rows = Scenario.objects.select_for_update().filter(company=company)
    named = rows.filter(name=name).first()
    if over is None:
        return named or Scenario(company=company, name=name, version=0)
    if named is not None and named.pk != over.pk:
        raise ScenarioNameTaken(name=name)
    return rows.get(pk=over.pk)


def _record(scenario: Scenario, by: str, verb: str) -> None:
    audit.record(
        company=scenario.company, actor=by, verb=verb, subject=f"scenario:{scenario.pk}",
        facts={"name": scenario.name},
    )  # fmt: skip


def _settings(scenario: rules.Scenario) -> dict[str, object]:
    return {
        "tolerance_cents": scenario.tolerance_cents,
        "minimum": dict(scenario.minimum),
        "spacing_days": scenario.spacing_days,
        "grouping": scenario.grouping,
        "lists": scenario.lists,
        "is_sequential": scenario.is_sequential,
        "transit_days": scenario.transit_days,
        "repeat_every": str(scenario.repeat or ""),
    }


def _step(scenario: Scenario, step: rules.Step) -> Step:
    return Step(
        company_id=scenario.company_id,
        scenario=scenario,
        level=step.level,
        days=step.days,
        anchor=Anchor.PREVIOUS if step.after_previous else Anchor.DUE,
        end_of_month=step.end_of_month,
        channel=step.channel,
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

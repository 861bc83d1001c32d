"""The run of the day: facts, decisions, proposals written by COPY."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection, transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning import rules
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState, Run
from encaisse.dunning.operations import tasks
from encaisse.dunning.operations.profiles import refresh
from encaisse.dunning.operations.scenarios import default_scenario
from encaisse.dunning.queries.facts import facts_of
from encaisse.dunning.queries.installments import bearers
from encaisse.dunning.queries.policy import day_of
from encaisse.dunning.queries.scenarios import scenarios_of
from encaisse.dunning.rules.sentences import with_reasons
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.store.frames import copy_in, reserve_ids

HELD_KEPT = 200
STATES = {
    "auto": MessageState.RELEASED.value,
    "approve": MessageState.WAITING.value,
    "task": MessageState.TASK.value,
}
LOCK = 0x52454C  # any fixed number: the family of advisory locks of the runs


class RunInProgress(Refusal):
    """Two runs at once would propose twice."""

    code = "run_in_progress"
    sentence = "Un passage est déjà en cours pour {company} : attendez qu'il finisse."


class OlderThanLatestRun(Refusal):
    """Days never go back."""

    code = "older_than_latest_run"
    sentence = "Le dernier passage date du {latest} : on ne peut repasser au {on}."


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run decided; ``run`` is None when it kept nothing. What is due after ``near`` was only
    counted."""

    company: Company
    on: date
    run: Run | None
    plan: rules.Plan
    scenarios: Mapping[int, rules.Scenario]
    day: rules.Day
    credits: pl.DataFrame
    near: date | None

    @property
    def counts(self) -> dict[str, int]:
        """Receivables by decision, and messages."""
        return self.plan.counts

    @property
    def decisions(self) -> pl.DataFrame:
        """Every open receivable with its reason."""
        return with_reasons(self._decided(), self.scenarios, self.day)

    def _decided(self) -> pl.DataFrame:
        if self.near is None:
            return self.plan.decisions
        far = facts_of(self.company, self.on, near=self.near, far=True)
        counted = rules.plan(far, self.scenarios, self.day).decisions
        return pl.concat([self.plan.decisions, counted])


@transaction.atomic
def run(
    company: Company,
    *,
    on: date,
    by: str,
    at: datetime,
    dry: bool = False,
    level: int | None = None,
) -> Ran:
    """Decide for every open receivable and, unless ``dry``, keep the proposals.

    Running twice equals running once: what is proposed waits, and is not proposed again."""
    _hold(company)
    latest = Run.objects.filter(company=company).order_by("-on", "-id").first()
    if latest is not None and latest.on > on:
        raise OlderThanLatestRun(latest=french_day(latest.on), on=french_day(on))
    scenarios = scenarios_of(company)
    day = day_of(company, on, level)
    near = None if dry else rules.horizon(scenarios.values(), on)
    if not dry:
        tasks.settle(company, on=on)
    facts = facts_of(company, on, near=near)
    plan = rules.plan(facts, scenarios, day)
    kept = None if dry else _keep(company, plan, scenarios, day, by=by, at=at)
    return Ran(company, on, kept, plan, scenarios, day, facts.credits, near)


@transaction.atomic
def run_once(company: Company, *, on: date, by: str, at: datetime) -> Ran | None:
    """The run of the day by the clock, with what it needs; None when that day, or a later one, was
    run. Asked under the lock, so that two workers told the same make one run."""
    _hold(company)
    if Run.objects.filter(company=company, on__gte=on).exists():
        return None
    default_scenario(company, by=by)
    refresh(company, on)
    return run(company, on=on, by=by, at=at)


def _hold(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, company.pk])
        (free,) = cursor.fetchone()
    if not free:
        raise RunInProgress(company=company.name)


def _keep(
    company: Company,
    plan: rules.Plan,
    scenarios: Mapping[int, rules.Scenario],
    day: rules.Day,
    *,
    by: str,
    at: datetime,
) -> Run:
    counts = plan.counts
    kept = Run.objects.create(
        company=company, on=day.on, by=by, started_at=at, finished_at=at, counts=counts,
        held=_held(plan, scenarios, day),
    )  # fmt: skip
    versions = {number: scenario.version for number, scenario in scenarios.items()}
    sent = plan.sent.join(plan.ahead, on="message", how="left", maintain_order="left")
    identifiers = _keep_messages(company, kept, sent, versions)
    steps = with_reasons(plan.steps, scenarios, day)
    _keep_proposals(company, steps.join(identifiers, on="message", how="inner"), day.on)
    composed = plan.messages.join(identifiers, on="message", how="left")
    opened = tasks.open_of_run(company, composed, day.on)
    audit.record(
        company=company, actor=by, verb="dunning.run", subject=f"run:{kept.pk}",
        facts={**counts, **_only(day), **({"tasks": opened} if opened else {})}, on=day.on,
    )  # fmt: skip
    return kept


def _only(day: rules.Day) -> dict[str, int]:
    return {} if day.level is None else {"level": day.level}


def _held(
    plan: rules.Plan, scenarios: Mapping[int, rules.Scenario], day: rules.Day
) -> dict[str, list[tuple[int, str]]]:
    """For each hold the latest paid receivables with their reason: what a page shows at once,
    without deciding again for a million others."""
    ranked = plan.decisions.select("hold", "days_late").with_row_index("row")
    latest = pl.col("row").top_k_by("days_late", HELD_KEPT)
    rows = ranked.filter(pl.col("hold").is_not_null()).group_by("hold").agg(latest)["row"]
    shown = with_reasons(plan.decisions[rows.explode().drop_nulls()], scenarios, day)
    told = shown.sort("days_late", "receivable", descending=[True, False])
    return {
        str(hold): part.select("receivable", "reason").rows()
        for (hold,), part in told.partition_by("hold", as_dict=True).items()
    }


def _keep_messages(
    company: Company, kept: Run, sent: pl.DataFrame, versions: Mapping[int, int]
) -> pl.DataFrame:
    """The number of each message in the plan with its identifier in the table."""
    identifiers = reserve_ids(Message._meta.db_table, sent.height)
    rows = sent.select(
        "message",
        id=pl.Series(identifiers, dtype=pl.Int64),
        company_id=pl.lit(company.pk),
        run_id=pl.lit(kept.pk),
        customer_id="payer",
        scenario_id="scenario",
        currency="currency",
        channel="channel",
        level="level",
        template_code="template_code",
        tone="tone",
        scenario_version=pl.col("scenario").replace_strict(versions, return_dtype=pl.Int64),
        state=pl.col("approval").replace_strict(STATES, return_dtype=pl.String),
        total_cents="total",
        ahead_cents=pl.col("ahead").fill_null(0),
        reason=_message_reason(),
        to="to",
        listed=pl.format("[{}]", pl.col("listed").cast(pl.List(pl.String)).list.join(",")),
        approved_by=pl.lit(""),
    )
    copy_in(Message._meta.db_table, rows.drop("message"))
    return rows.select("message", "id")


def _message_reason() -> pl.Expr:
    days = pl.when(pl.col("days_late") == 1).then(pl.lit("jour")).otherwise(pl.lit("jours"))
    late = pl.format("Étape {}, jusqu'à {} {} de retard.", "level", "days_late", days)
    return pl.when(pl.col("level") == 0).then(pl.lit("Rappel de courtoisie.")).otherwise(late)


def _keep_proposals(company: Company, steps: pl.DataFrame, on: date) -> None:
    borne = steps.join(bearers(steps["receivable"]), on="receivable", how="left")
    copy_in(
        Proposal._meta.db_table,
        borne.sort("receivable").select(
            company_id=pl.lit(company.pk),
            message_id="id",
            receivable_id=pl.coalesce("bearer", "receivable"),
            installment_id="installment",
            level="next_level",
            cycle="next_cycle",
            state=pl.lit(ProposalState.PENDING.value),
            open_cents="open",
            days_late="days_late",
            reason="reason",
            on=pl.lit(on),
        ),
    )

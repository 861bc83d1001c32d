"""The whole rule: facts of a day in, decisions and messages out."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from encaisse.dunning.rules.decision import Day, decide
from encaisse.dunning.rules.facts import Facts
from encaisse.dunning.rules.gathering import ACCOUNT, gather
from encaisse.dunning.rules.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: a decision for each open receivable, and the messages that go;
    ``asleep`` has one row for ``many`` receivables."""

    decisions: pl.DataFrame
    messages: pl.DataFrame
    asleep: pl.DataFrame

    @property
    def sent(self) -> pl.DataFrame:
        """The messages that nothing holds."""
        return self.messages.filter(pl.col("hold").is_null())

    @property
    def ahead(self) -> pl.DataFrame:
        """``message``, ``ahead``: what the messages held before it ask of its account, of those
        that have any; credits go to them first. What it lists for them is not ahead of it."""
        held = self.messages.filter(pl.col("hold").is_not_null())
        beside = self.sent.join(held, on=ACCOUNT, how="semi", maintain_order="left")
        sent = pl.col("asked").cum_sum().over(ACCOUNT) - pl.col("asked")
        return beside.select("message", ahead=pl.col("before") - sent).filter(pl.col("ahead") > 0)

    @property
    def steps(self) -> pl.DataFrame:
        """The receivables whose step goes out."""
        return self.decisions.filter(pl.col("hold").is_null())

    @property
    def counts(self) -> dict[str, int]:
        """Receivables by decision, and messages."""
        one_each = self.decisions.select("hold", many=pl.lit(1, pl.Int64))
        each = pl.concat([one_each, self.asleep.select("hold", "many")])
        held = each.group_by("hold").agg(pl.col("many").sum()).sort("hold", nulls_last=False)
        counts = {hold or "send": number for hold, number in held.iter_rows()}
        return counts | {"messages": self.sent.height}


def plan(
    facts: Facts,
    scenarios: Mapping[int, Scenario],
    day: Day,
    *,
    leaving: bool = False,
) -> Plan:
    """Decide for each receivable, then gather. ``leaving``: a message already proposed is looked at
    again as it leaves, so its distance to other messages is no more a question."""
    decided = decide(facts.receivables, scenarios, day)
    decisions, messages = gather(decided, facts, scenarios, day, leaving=leaving)
    asleep = facts.asleep.with_columns(hold=pl.lit(None, pl.String))
    if not asleep.is_empty():
        asleep = decide(facts.asleep, scenarios, day)
    return Plan(decisions, messages, asleep)

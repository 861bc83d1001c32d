"""Decisions and messages in the names of the story, for scripts and for comparing."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from encaisse.dunning.queries.installments import keyed
from encaisse.dunning.story.scene import Scene


class Shapes:
    """Knows the story's names by their identifiers in the tables."""

    def __init__(self, scene: Scene) -> None:
        self.customers = {each.pk: name for name, each in scene.customers.items()}
        self.receivables = {
            receivable.pk: f"{number}/{receivable.rank}"
            for number, invoice in scene.invoices.items()
            for receivable in invoice.receivables.order_by("rank")
        }

    def decisions(self, decided: pl.DataFrame) -> list[dict[str, Any]]:
        """Every open receivable, in the order of its name."""
        told = [self._decision(row) for row in decided.iter_rows(named=True)]
        return sorted(told, key=lambda each: str(each["receivable"]))

    def _decision(self, row: dict[str, Any]) -> dict[str, Any]:
        goes = row["hold"] is None
        return {
            "receivable": self._name(row["receivable"]),
            "customer": self.customers[row["customer"]],
            "open": row["open"],
            "currency": row["currency"],
            "days_late": max(row["days_late"], 0),
            "decision": "send" if goes else "hold",
            "level": row["next_level"] if goes else None,
            "channel": row["channel"] if goes else None,
            "hold": row["hold"],
            "reason": row["reason"],
        }

    def _name(self, key: int) -> str:
        """A plan is agreed on the way: its instalments are named when they are met."""
        if key not in self.receivables:
            self.receivables |= {found: str(each) for found, each in keyed([key]).items()}
        return self.receivables[key]

    def messages(
        self, messages: pl.DataFrame, steps: pl.DataFrame, credits: pl.DataFrame
    ) -> list[dict[str, Any]]:
        """Messages with what they list: a level where a step is reached, null where not."""
        return [self._message(row, steps, credits) for row in messages.iter_rows(named=True)]

    def _message(
        self, row: dict[str, Any], steps: pl.DataFrame, credits: pl.DataFrame
    ) -> dict[str, Any]:
        mine = pl.col("message") == row["message"]
        reached = steps.filter(mine).select("receivable", "next_level").rows()
        levels: dict[str, int | None] = {self._name(key): level for key, level in reached}
        levels |= {self._name(key): None for key in row["listed"]}
        shown = credits.filter(mine).select("reference", "cents").rows()
        people = json.loads(row["to"])
        return {
            "customer": self.customers[row["payer"]],
            "currency": row["currency"],
            "channel": row["channel"],
            "level": row["level"],
            "receivables": dict(sorted(levels.items())),
            "credits": dict(shown),
            "total": row["total"],
            "to": [person["name"] for person in people],
            "emails": [person["email"] for person in people],
        }

"""A scenario as plain JSON, and back: what a version keeps, whatever the scenario becomes."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from encaisse.dunning.rules.scenario import Every, Scenario, Step


def content_of(scenario: Scenario) -> dict[str, Any]:
    """All that a scenario says; ``read_content`` reads it back."""
    content = asdict(scenario)
    del content["id"], content["version"]
    content["repeat"] = str(scenario.repeat or "")
    content["minimum"] = dict(scenario.minimum)
    content["steps"] = [{**asdict(step), "fee_rate": str(step.fee_rate)} for step in scenario.steps]
    return content


def read_content(content: Mapping[str, Any], *, id: int, version: int = 1) -> Scenario:
    """The scenario that was written so."""
    every = content["repeat"]
    known = {
        **content,
        "repeat": Every.parse(every) if every else None,
        "steps": tuple(_step(step) for step in content["steps"]),
    }
    return Scenario(id=id, version=version, **known)


def _step(content: Mapping[str, Any]) -> Step:
    return Step(**{**content, "fee_rate": Decimal(content["fee_rate"])})

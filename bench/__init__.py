"""The measured promises, one file each.

A file gives ``PROMISE`` (one sentence) and ``measure()``, which returns figures: what was measured
in this run against what, never an absolute time alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: ``value`` must not exceed ``bar``; ``detail`` says what was divided by what."""

    name: str
    value: float
    bar: float
    unit: str
    detail: str

    @property
    def kept(self) -> bool:
        return self.value <= self.bar

"""Who shares new customers between people, as imports know them: they stay below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Sharer:
    """``withdraw`` what was shared without anybody among customers that an undone import takes
    away; ``depending`` names what people handed over of them, with the remedy. ``things``: the
    tables that it answers for."""

    things: Collection[str]
    withdraw: Callable[[Any, Collection[int], str], None]
    depending: Callable[[Collection[int], date], Sequence[str]]

"""Who follows the life cycle of invoices: imports read what is said, and stand below whoever keeps
it; the settings name it (``STATUS_FOLLOWER``)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encaisse.imports.rules.einvoice import EInvoice, LifeCycleMessage

NEW, KNOWN, WAITING, IGNORED = "new", "known", "waiting", "ignored"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a status: new, known already, waiting for its invoice, or ignored, and why."""

    line: int
    outcome: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Follower:
    """``keep`` the statuses of a message of a file taken, ``place`` those that waited for an
    invoice of the company, ``note`` what an e-invoice says beside its amounts. ``withdraw`` what a
    file said, when its import is undone; ``depending`` names what forbids it."""

    keep: Callable[[Any, LifeCycleMessage, date], Sequence[Kept]]
    place: Callable[[Any, str, date], int]
    note: Callable[[Any, EInvoice, str], None]
    depending: Callable[[Any, date], Sequence[str]]
    withdraw: Callable[[Any, str, date], int]

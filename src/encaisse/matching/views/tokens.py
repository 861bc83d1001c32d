"""The last decision, in the address of the page, so that it can be taken back after a reload:
« ligne-12--3 », « reglement-7-101.102- » (allocations made, rests given up)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.payments.queries import bank_line_for, payment_for

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.matching.operations.deciding import Decided
    from encaisse.payments.models import BankLine, Credit

TOKEN = re.compile(r"(ligne|reglement)-(\d{1,18})-([\d.]{0,2000})-([\d.]{0,2000})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Done:
    """What was just decided: a line, or a payment."""

    line: BankLine | None
    credit: Credit | None
    allocations: str
    closed: str


def of_line(line: BankLine, closed: Iterable[int] = ()) -> str:
    """A line was placed or set aside."""
    return f"ligne-{line.pk}--{_joined(closed)}"


def of_payment(made: Decided) -> str:
    """What stood of a payment was placed, or left on the account."""
    return f"reglement-{made.credit.pk}-{_joined(made.allocations)}-{_joined(made.closed)}"


def read(viewer: User, company: Company, token: str) -> Done | None:
    """What the token names, if it can still be taken back."""
    found = TOKEN.fullmatch(token)
    if found is None:
        return None
    kind, key, allocations, closed = found.groups()
    try:
        if kind == "ligne":
            line = bank_line_for(viewer, company, int(key))
            return Done(line, None, "", closed) if line.fate in {"payment", "aside"} else None
        credit = payment_for(viewer, int(key))
    except Http404:
        return None
    is_done = bool(allocations) or credit.is_left
    return Done(None, credit, allocations, closed) if is_done else None


def _joined(keys: Iterable[int]) -> str:
    return ".".join(map(str, keys))

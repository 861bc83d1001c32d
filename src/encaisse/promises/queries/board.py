"""The promises in one list, with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.promises.models import Promise
from encaisse.promises.queries import NOTHING_YET, stated
from encaisse.promises.rules import NOT_KEPT, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.accounts.models import Company
    from encaisse.promises.queries import Stated

COMING, TODAY, BROKEN, KEPT = "a-venir", "aujourdhui", "non-tenues", "tenues"
TABS = (COMING, TODAY, BROKEN, KEPT)


@dataclass(frozen=True, slots=True)
class Row:
    """A promise on a day: ``state`` is what became of it, ``tab`` under which it is looked for."""

    id: int
    customer_id: int
    customer: str
    made_on: date
    by_on: date
    cents: int
    paid: int
    currency: str
    state: str
    way: str
    person: str
    invoices: str
    tab: str


def rows(company: Company, *, on: date) -> list[Row]:
    """All of a company's; a few queries, however many there are."""
    known = stated(company, on=on)
    found = (
        Promise.objects.filter(company=company)
        .select_related("customer")
        .prefetch_related("parts__receivable__invoice")
        .order_by("by_on", "id")
    )
    return [_row(each, known.get(each.pk, NOTHING_YET), on) for each in found]


def sums(found: Sequence[Row], tab: str) -> list[tuple[int, str]]:
    """What is promised under a tab, by currency."""
    told: dict[str, int] = {}
    for row in found:
        if row.tab == tab:
            told[row.currency] = told.get(row.currency, 0) + row.cents
    return [(cents, currency) for currency, cents in sorted(told.items())]


def _row(each: Promise, state: Stated, on: date) -> Row:
    numbers = dict.fromkeys(part.receivable.invoice.number for part in each.parts.all())
    return Row(
        id=each.pk, customer_id=each.customer_id, customer=each.customer.name,
        made_on=each.made_on, by_on=each.by_on, cents=each.cents, paid=state.paid_cents,
        currency=each.currency, state=state.status, way=each.way, person=each.person,
        invoices=", ".join(numbers), tab=_tab(each, state.status, on),
    )  # fmt: skip


def _tab(each: Promise, status: Status, on: date) -> str:
    if status == Status.PENDING:
        return TODAY if each.by_on == on else COMING
    if status in NOT_KEPT:
        return BROKEN
    return KEPT if status == Status.KEPT else ""

"""The disputes as the board shows them: where each stands on a day, what it contests, since when
nobody spoke; and what money and credit notes changed since it was last told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet

from encaisse.disputes.models import Dispute, Step, StepKind
from encaisse.disputes.queries.services import services
from encaisse.disputes.queries.standing import contested_parts
from encaisse.disputes.rules import Standing, State, state_of
from encaisse.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from encaisse.accounts.models import Company
    from encaisse.receivables.models import Receivable

LATELY = timedelta(days=30)  # how long what is closed stays on the board
DECISIONS = (StepKind.CREDIT_ASKED, StepKind.PARTIAL)
CLOSINGS = (StepKind.PAID, StepKind.CREDITED)
SILENT = {StepKind.OPENED, StepKind.ASSIGNED, StepKind.MOVED}
# The last thing that closed each of these disputes, and whether a credit note took part in it.
CLOSED_BY = """
SELECT d.id, max(a."on"), bool_or(c.kind = 'credit_note')
FROM disputes_dispute d
JOIN disputes_disputedpart part ON part.dispute_id = d.id AND part.until IS NULL
JOIN matching_allocation a ON a.receivable_id = part.receivable_id AND a."on" <= %(on)s
  AND a.cents > 0
  AND a."on" >= coalesce(part.since, d.opened_on)
JOIN payments_credit c ON c.id = a.credit_id
WHERE d.id = ANY (%(disputes)s::bigint[])
  AND NOT EXISTS (SELECT FROM matching_allocation back
                  WHERE back.reverses_id = a.id AND back."on" <= %(on)s)
GROUP BY d.id
"""
BY_CREDIT, BY_PAYMENT = "Avoir affecté.", "Plus rien n'est dû."
TAKEN_BACK = "Un règlement ou un avoir a été repris : ce qu'il soldait est de nouveau contesté."


@dataclass(frozen=True, slots=True)
class Closing:
    """What closed a dispute that nobody ended."""

    on: date
    is_credit: bool

    @property
    def why(self) -> str:
        """In French."""
        return BY_CREDIT if self.is_credit else BY_PAYMENT


@dataclass(frozen=True, slots=True)
class Row:
    """A dispute on a day, as lists and pages show it."""

    dispute: Dispute
    state: State
    cents: int
    credited: int
    awaited: int
    currency: str
    invoices: str
    department: str
    due_on: date | None
    days_late: int
    closed_on: date | None = None
    why_closed: str = ""
    latest: Step | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its number."""
        return self.dispute.pk

    @property
    def customer(self) -> str:
        """Whose it is."""
        return self.dispute.customer.name

    @property
    def customer_id(self) -> int:
        """The number of its customer."""
        return self.dispute.customer_id

    @property
    def reason(self) -> str:
        """The code of its cause."""
        return self.dispute.reason

    @property
    def opened_on(self) -> date:
        """Its first day."""
        return self.dispute.opened_on

    @property
    def opened_by(self) -> str:
        """Who opened it."""
        return self.dispute.opened_by

    @property
    def owner(self) -> str:
        """The colleague whose it is."""
        return str(self.dispute.owner or "")

    @property
    def is_late(self) -> bool:
        """Past its deadline."""
        return self.days_late > 0

    @property
    def late(self) -> int | None:
        """How many days past its deadline, when it is."""
        return self.days_late or None


@dataclass(frozen=True, slots=True)
class Change:
    """Something to tell of a dispute: closed, reopened, credited in part."""

    dispute: Dispute
    kind: StepKind
    on: date
    why: str
    cents: int | None
    currency: str


def rows(company: Company, *, on: date, found: Iterable[Dispute] | None = None) -> list[Row]:
    """The disputes of the company on a day, or these of them: the nearest deadline first."""
    asked = list(_whole(company) if found is None else found)
    names = {each.code: each.name for each in services(company)}
    customers = None if found is None else sorted({each.customer_id for each in asked})
    parts = contested_parts(company, on=on, customers=customers)
    left = {
        key: (cents, credited)
        for key, cents, credited in parts.group_by("dispute")
        .agg(pl.col("cents").sum(), pl.col("credited").sum())
        .iter_rows()
    }
    over = [each.pk for each in asked if each.settled_on is None and not left.get(each.pk, (0,))[0]]
    closings = closed_by(over, on=on)
    made = [
        _row(each, left.get(each.pk, (0, 0)), closings.get(each.pk), names, on) for each in asked
    ]
    return sorted(made, key=lambda row: (row.due_on or date.max, row.id))


def shown(company: Company, *, on: date, everything: bool = False) -> list[Row]:
    """Those of the board: nobody ended them, or lately; ``everything``: since ever."""
    found = _whole(company)
    if not everything:
        lately = Q(settled_on=None) | Q(settled_on__gte=on - LATELY)
        found = found.filter(lately)
    made = rows(company, on=on, found=found)
    since = on - LATELY
    return [row for row in made if everything or row.closed_on is None or row.closed_on >= since]


def row_of(dispute: Dispute, *, on: date) -> Row:
    """One dispute on a day."""
    return rows(dispute.company, on=on, found=[_of(dispute)])[0]


@dataclass(frozen=True, slots=True)
class PartRow:
    """What a dispute contests of one receivable on a day."""

    receivable: Receivable
    cents: int
    open_cents: int


def parts(row: Row, *, on: date) -> list[PartRow]:
    """The receivables of a dispute, the oldest due date first; nothing contested of some."""
    found = contested_parts(row.dispute.company, on=on, customers=[row.customer_id])
    mine = found.filter(dispute=row.id).select("receivable", "cents", "open_cents")
    known = {key: (cents, owed) for key, cents, owed in mine.iter_rows()}
    receivables = {part.receivable_id: part.receivable for part in row.dispute.parts.all()}
    shown_in_order = sorted(receivables.values(), key=lambda each: (each.due_on, each.pk))
    return [PartRow(each, *known.get(each.pk, (0, each.open_cents))) for each in shown_in_order]


def closed_by(disputes: Sequence[int], *, on: date) -> dict[int, Closing]:
    """What last paid or credited each."""
    if not disputes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CLOSED_BY, {"disputes": list(disputes), "on": on})
        return {key: Closing(day, is_credit) for key, day, is_credit in cursor.fetchall()}


def changed(company: Company, *, on: date) -> list[Change]:
    """What happened to the disputes of a company and that no step tells yet."""
    found = []
    standing = _whole(company).filter(settled_on=None)
    for row in rows(company, on=on, found=standing):
        change = _change(row, on)
        if change is not None:
            found.append(change)
    return found


def with_standing() -> list[int]:
    """The companies in which somebody contests something."""
    found = Dispute.objects.filter(settled_on=None).order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def _change(row: Row, on: date) -> Change | None:
    told = [each for each in row.steps if each.kind in {*CLOSINGS, StepKind.REOPENED}]
    was_closed = bool(told) and told[-1].note in (BY_CREDIT, BY_PAYMENT)
    is_closed = row.state == State.CLOSED
    seen = sum(each.cents or 0 for each in told if each.kind == StepKind.CREDITED)
    if is_closed and not was_closed:
        kind = StepKind.CREDITED if row.why_closed == BY_CREDIT else StepKind.PAID
        day, why = row.closed_on or on, row.why_closed or BY_PAYMENT
        return Change(row.dispute, kind, day, why, None, row.currency)
    if was_closed and not is_closed:
        return Change(row.dispute, StepKind.REOPENED, on, TAKEN_BACK, row.cents, row.currency)
    if not is_closed and row.awaited and row.credited > seen:
        why = f"Avoir plus petit que demandé : {Money(row.cents, row.currency)} encore attendus."
        cents = row.credited - seen
        return Change(row.dispute, StepKind.CREDITED, on, why, cents, row.currency)
    return None


def _row(
    dispute: Dispute,
    left: tuple[int, int],
    closing: Closing | None,
    names: dict[str, str],
    on: date,
) -> Row:
    steps = [each for each in dispute.steps.all() if each.on <= on]
    questions = [each for each in dispute.questions.all() if each.asked_on <= on]
    decision = next((each.kind for each in reversed(steps) if each.kind in DECISIONS), "")
    answered = sum(each.answered_on is not None and each.answered_on <= on for each in questions)
    is_ended = dispute.settled_on is not None and dispute.settled_on <= on
    cents, credited = left
    state = state_of(Standing(is_ended, cents, decision, len(questions) - answered, answered))
    parts = list(dispute.parts.all())
    numbers = dict.fromkeys(part.receivable.invoice.number for part in parts)
    spoken = [each for each in steps if each.kind not in SILENT]
    is_over = state == State.CLOSED
    late = 0 if is_over or dispute.due_on is None else (on - dispute.due_on).days
    return Row(
        dispute=dispute, state=state, cents=cents, credited=credited,
        awaited=cents if decision else 0,
        currency=parts[0].receivable.currency if parts else "EUR",
        invoices=", ".join(numbers), department=names.get(dispute.department, ""),
        due_on=dispute.due_on, days_late=max(late, 0), steps=steps,
        closed_on=dispute.settled_on if is_ended else closing.on if closing else None,
        why_closed=dispute.outcome if is_ended else closing.why if closing else "",
        latest=spoken[-1] if spoken else None,
    )  # fmt: skip


def _whole(company: Company) -> QuerySet[Dispute]:
    return _with_parts(Dispute.objects.filter(company=company))


def _of(dispute: Dispute) -> Dispute:
    return _with_parts(Dispute.objects.filter(pk=dispute.pk))[0]


def _with_parts(found: QuerySet[Dispute]) -> QuerySet[Dispute]:
    whole = found.select_related("company", "customer", "owner")
    return whole.prefetch_related("parts__receivable__invoice", "steps", "questions").order_by(
        "due_on", "id"
    )

"""What each threshold would have applied of the encashments of the last month, next to what the
books say of them now.

The lines are judged together, before what was open on the first day, with the payers known then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from encaisse.matching import rules
from encaisse.matching.models import Allocation, LearnedPayer, MatchingSource
from encaisse.matching.queries import known
from encaisse.matching.queries.near import quoted_by
from encaisse.matching.queries.waiting import waiting_first
from encaisse.payments.models import BankLine
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

LOOKED_AT, MONTH = 300, timedelta(days=30)
THRESHOLDS = (80, 85, 90, 95, 97, 100)
# What is open now, and what was taken from it since that day.
OWED_THEN = """
WITH moved AS (
  SELECT receivable_id, sum(cents) AS cents FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(day)s GROUP BY receivable_id
), owed AS (
  SELECT r.id, r.customer_id, i.number, r.due_on, r.open_cents + coalesce(moved.cents, 0) AS cents,
    r.currency, i.issued_on
  FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
  LEFT JOIN moved ON moved.receivable_id = r.id
  WHERE r.company_id = %(company)s AND NOT i.is_draft
    AND (i.cancelled_on IS NULL OR i.cancelled_on > %(day)s)
)
SELECT id, customer_id, number, due_on, cents::bigint, currency, issued_on FROM owed
WHERE cents > 0 AND (customer_id = ANY (%(customers)s) OR cents = ANY (%(amounts)s))
"""
PAID_THEN = """
 AND i.id = ANY (%(invoices)s) AND NOT EXISTS (
  SELECT FROM matching_allocation a JOIN receivables_receivable r ON r.id = a.receivable_id
  WHERE r.invoice_id = i.id AND a."on" > %(day)s)
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a threshold would have applied by itself: how many in all, as the books say, otherwise;
    the rest waits still. ``of_waiting``: of what waits now, how many it would apply."""

    threshold: int
    count: int
    as_booked: int
    otherwise: int
    of_waiting: int


@dataclass(frozen=True, slots=True)
class Habits:
    """Of the encashments of the last month, how many were placed without a person, by one, or
    wait; and each threshold, on the latest of them."""

    alone: int
    by_hand: int
    waiting: int
    looked_at: int
    applied: Sequence[Applied]


def habits(company: Company) -> Habits:
    """Counted on the bank lines of the month that ends with the latest one told by the bank."""
    waiting = waiting_first(company, most=LOOKED_AT)
    sure = [one.matches[0].confidence for one in waiting if one.matches and one.matches[0].parts]
    received = BankLine.objects.filter(company=company, cents__gt=0, set_aside="", doubt="")
    latest = received.aggregate(on=Max("on"))["on"]
    if latest is None:
        return Habits(0, 0, 0, 0, [_applied(each, [], sure) for each in THRESHOLDS])
    since = latest - MONTH
    month = received.filter(on__gt=since)
    lines = list(month.order_by("-on", "-id")[:LOOKED_AT])[::-1]
    judged = _judged(company, lines, since)
    placed = month.filter(credit__isnull=False)
    chosen = Allocation.objects.filter(
        source=MatchingSource.CHOSEN, credit__in=placed.values("credit")
    )
    by_hand = placed.filter(credit__in=chosen.values("credit")).count()
    return Habits(
        placed.count() - by_hand, by_hand, month.filter(credit=None).count(), len(lines),
        [_applied(each, judged, sure) for each in THRESHOLDS],
    )  # fmt: skip


def _applied(
    threshold: int, judged: Sequence[tuple[int, bool | None]], sure: Sequence[int]
) -> Applied:
    told = [is_same for confidence, is_same in judged if confidence >= threshold]
    of_waiting = sum(one >= threshold for one in sure)
    return Applied(threshold, len(told), told.count(True), told.count(False), of_waiting)


def _judged(
    company: Company, lines: Sequence[BankLine], day: date
) -> list[tuple[int, bool | None]]:
    """The confidence of what each line would have paid, and whether that is what it pays now."""
    asked = [known.received(line) for line in lines]
    answers = rules.answers(asked, _known_then(company, asked, day))
    pays = _pays_now(lines)
    found: list[tuple[int, bool | None]] = []
    for line, answer in zip(lines, answers, strict=True):
        best = answer.best
        if best is not None and best.parts:
            parts = {part.receivable_id: part.cents for part in best.parts}
            is_same = parts == pays.get(line.credit_id, {}) if line.credit_id else None
            found.append((best.confidence, is_same))
    return found


def _pays_now(lines: Sequence[BankLine]) -> Mapping[int, dict[int, int]]:
    """By payment, so much of each receivable."""
    credits_ = [line.credit_id for line in lines if line.credit_id]
    pays: dict[int, dict[int, int]] = {}
    made = Allocation.objects.filter(credit__in=credits_).order_by("id")
    for credit_id, receivable_id, cents in made.values_list("credit", "receivable", "cents"):
        parts = pays.setdefault(credit_id, {})
        parts[receivable_id] = parts.get(receivable_id, 0) + cents
    return {
        credit_id: {owed: cents for owed, cents in parts.items() if cents}
        for credit_id, parts in pays.items()
    }


def _known_then(company: Company, asked: Sequence[rules.Received], day: date) -> rules.Known:
    """What is told of the whole books, of those whom the lines concern."""
    learned = LearnedPayer.objects.filter(company=company).exclude(line__on__gt=day)
    payers = known.payers(company, learned)
    related = rules.families(known.links(company))
    named = {customer for one in asked for customer in payers.who(one).customers}
    quoted = quoted_by(company, {key for one in asked for key in rules.sought(one)})
    customers = {
        member
        for one in named | {*quoted.values()}
        for member in (one, *related.pays_for.get(one, ()), *related.group.get(one, ()))
    }
    told = {
        "company": company.pk, "day": day, "since": known.lately(day), "invoices": list(quoted),
        "customers": list(customers), "amounts": list({one.cents for one in asked}),
    }  # fmt: skip
    return rules.Known(
        rules.book_of(
            rows_out(OWED_THEN, told, schema=rules.OPEN),
            rows_out(known.LATELY_PAID + PAID_THEN, told, schema=rules.NUMBERED),
        ),
        payers,
        known.policy_of(company),
        known.beside(company, sorted(customers), day),
        related.pays_for,
        related.group,
    )

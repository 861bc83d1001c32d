"""Bank lines placed many at a time, each as it would be alone and in its turn.

A batch is one transaction, or a part of an import's, which holds every customer first: whole, or
nothing of it. It first holds the customers and all those of their groups, in the one order, then
the lines; those that somebody else settles are left to them. What the books say is read once and
what is decided is written at once. Two groups never touch the same money: where one of them needs a
closer look (a payment recorded before, money taken back, a match that does not stand any more, a
discount that was offered), its lines are settled one by one, in their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.matching import queries, rules
from encaisse.matching.models import Allocation
from encaisse.matching.operations import following, learning, settling
from encaisse.matching.operations.settling import KNOWN, PAYMENT, WAITING, Placed
from encaisse.matching.queries.batches import Books, Judged, books_of
from encaisse.parties import queries as parties
from encaisse.parties.operations import hold_several
from encaisse.payments import loading
from encaisse.payments import operations as payments
from encaisse.payments import queries as paid
from encaisse.receivables.loading import restate_receivables

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.payments.models import BankLine, Credit

LINES = 300


@dataclass(frozen=True, slots=True)
class Plain:
    """A line that brings a payment, with what it pays at once."""

    line: BankLine
    customer_id: int
    found: rules.Match | None
    is_shown: bool

    @property
    def parts(self) -> Sequence[rules.Part]:
        return self.found.parts if self.found else ()


def place(
    company: Company,
    answered: Sequence[tuple[BankLine, rules.Answer]],
    *,
    by: str,
    most: int = LINES,
) -> dict[str, Placed]:
    """Settle the lines whose customer is clear, so many at a time; what became of each, by key."""
    threshold = queries.policy_of(company).threshold
    became = {line.key: WAITING for line, _answer in answered}
    judged = [
        Judged(line, customer_id, answer)
        for line, answer in answered
        if (customer_id := settling.whose(line, answer, threshold=threshold)) is not None
    ]
    for start in range(0, len(judged), most):
        became |= _place(company, judged[start : start + most], threshold=threshold, by=by)
    return became


@transaction.atomic
def _place(
    company: Company, judged: Sequence[Judged], *, threshold: int, by: str
) -> dict[str, Placed]:
    tops = parties.groups_of(one.customer_id for one in judged)
    hold_several(tops)
    held = payments.hold_waiting(one.line for one in judged)
    became = _settled_since([one.line for one in judged if one.line.pk not in held])
    judged = [one for one in judged if one.line.pk in held]
    if not judged:
        return became
    books = books_of(judged, tops)
    plain: list[Plain] = []
    others: list[Judged] = []
    for group in _by_group(judged, tops):
        found = _plain(group, books, threshold)
        if found is None:
            others += group
        else:
            plain += found
    became |= _write(company, plain, books, by=by)
    for one in others:
        became[one.line.key] = settling.place(one.line, one.answer, threshold=threshold, by=by)
    return became


def _settled_since(lines: Sequence[BankLine]) -> dict[str, Placed]:
    """What became of the lines that are not ours any more."""
    credits_ = paid.settled_since(lines)
    return {
        line.key: Placed(KNOWN, credits_[line.pk].customer.name, credits_[line.pk])
        for line in lines
        if line.pk in credits_
    }


def _by_group(judged: Sequence[Judged], tops: dict[int, int]) -> list[list[Judged]]:
    """The lines of each group of customers, in their order."""
    found: dict[int, list[Judged]] = {}
    for one in judged:
        found.setdefault(tops[one.customer_id], []).append(one)
    return [*found.values()]


def _plain(group: Sequence[Judged], books: Books, threshold: int) -> list[Plain] | None:
    """What the lines of a group bring, when nothing of them needs a closer look."""
    found: list[Plain] = []
    for one in group:
        line, best = one.line, one.answer.best
        is_clear = best is not None or books.tops[one.customer_id] not in books.owing
        if line.cents < 0 or not is_clear or books.may_be_known(line, one.customer_id):
            return None
        sure = best if best is not None and best.is_certain(threshold) else None
        if sure is not None and sure.is_offered:
            return None
        if sure is not None and not books.take(sure, line, one.customer_id):
            return None
        is_shown = one.answer.shows(one.customer_id, threshold)
        found.append(Plain(line, one.customer_id, sure, is_shown))
    return found


def _write(company: Company, plain: Sequence[Plain], books: Books, *, by: str) -> dict[str, Placed]:
    """The payments, what they pay, who is known again, the journal."""
    if not plain:
        return {}
    brought = [
        loading.Brought(
            one.line,
            books.customers[one.customer_id],
            one.line.cents - sum(part.cents for part in one.parts),
        )
        for one in plain
    ]
    credits_ = loading.bring(company, brought)
    made = _allocate(company, plain, credits_, books)
    shown = [(one.line, books.customers[one.customer_id]) for one in plain if one.is_shown]
    learned = learning.learn_several(company, shown, by=by)
    acts: dict[int | None, list[audit.Act]] = {}
    for allocation in made:
        act = following.act(allocation, "allocation.made", by)
        acts.setdefault(allocation.credit.pk, []).append(act)
    for payer in learned:
        act = learning.act(payer, "payer.learned", by)
        acts.setdefault(payer.line.credit_id if payer.line else None, []).append(act)
    audit.record_all(company, _in_order(credits_, acts, by))
    return {
        one.line.key: Placed(PAYMENT, books.customers[one.customer_id].name, credit)
        for one, credit in zip(plain, credits_, strict=True)
    }


def _allocate(
    company: Company, plain: Sequence[Plain], credits_: Sequence[Credit], books: Books
) -> list[Allocation]:
    """What each payment pays, from its day; so much less is open."""
    made = Allocation.objects.bulk_create(
        Allocation(
            company=company,
            credit=credit,
            receivable=books.receivables[part.receivable_id],
            cents=part.cents,
            on=credit.on,
            source=one.found.source,
            reason=one.found.reason,
        )
        for one, credit in zip(plain, credits_, strict=True)
        if one.found
        for part in one.parts
    )
    spent = Counter[int]()
    for allocation in made:
        spent[allocation.receivable_id] += allocation.cents
    left = [
        {"id": key, "open_cents": books.receivables[key].open_cents - cents}
        for key, cents in spent.items()
    ]
    restate_receivables(pl.DataFrame(left))
    return made


def _in_order(
    credits_: Sequence[Credit], acts: dict[int | None, list[audit.Act]], by: str
) -> Iterator[audit.Act]:
    """Each payment, then what followed from it."""
    for credit in credits_:
        yield payments.recorded(credit, by)
        yield from acts.get(credit.pk, ())

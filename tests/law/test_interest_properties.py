"""What holds of interest whatever the debt, the payments and the events."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.law.late_interest import (
    CreditNote,
    Debt,
    Events,
    Imputation,
    LateInterest,
    Payment,
    late_interest,
)
from encaisse.law.rates import Debtor, Regime

ONE_DAY = timedelta(days=1)
LATEST = date(2026, 12, 31)
days = st.dates(date(2015, 1, 1), LATEST)
amounts = st.integers(1, 10**8).map(Money)
moves = st.lists(st.tuples(days, amounts), max_size=5)
periods = st.tuples(days, st.integers(0, 700)).map(
    lambda told: Period(told[0], told[0] + timedelta(days=told[1]))
)


@st.composite
def debts(draw: st.DrawFn) -> Debt:
    regime = draw(st.sampled_from(Regime))
    return Debt(
        principal=draw(st.integers(1, 10**9).map(Money)),
        due_on=draw(days),
        debtor=draw(st.sampled_from([Debtor.BUSINESS, Debtor.PUBLIC])),
        regime=regime,
        contract_rate=Decimal("0.155") if regime is Regime.CONTRACT else None,
    )


@st.composite
def events(draw: st.DrawFn) -> Events:
    return Events(
        capitalised_from=draw(st.none() | days),
        insolvency_on=draw(st.none() | days),
        is_long_credit=draw(st.booleans()),
        grace=tuple(draw(st.lists(periods, max_size=2))),
        credit_notes=tuple(CreditNote(day, amount) for day, amount in draw(moves)),
    )


def paid(received: list[tuple[date, Money]]) -> list[Payment]:
    return [Payment(day, amount) for day, amount in received]


@settings(deadline=None, max_examples=200)
@given(debts(), events(), moves, st.sampled_from(Imputation))
def test_interest_is_the_sum_of_segments_rounded_each(
    debt: Debt, told: Events, received: list[tuple[date, Money]], order: Imputation
) -> None:
    run = late_interest(debt, on=LATEST, payments=paid(received), events=told, imputation=order)
    assert run.interest == Money.total(segment.interest for segment in run.segments)
    for segment in run.segments:
        exact = Fraction(segment.dated_rate.rate) * segment.period.days / 365
        assert segment.interest == segment.base.times(exact)


@settings(deadline=None, max_examples=200)
@given(debts(), events(), moves)
def test_segments_follow_each_other_within_the_delay(
    debt: Debt, told: Events, received: list[tuple[date, Money]]
) -> None:
    run = late_interest(debt, on=LATEST, payments=paid(received), events=told)
    for before, after in pairwise(run.segments):
        assert before.period.last < after.period.first
    for segment in run.segments:
        assert debt.due_on < segment.period.first <= segment.period.last <= LATEST
    if told.stopped_on:
        assert all(segment.period.last < told.stopped_on for segment in run.segments)


@settings(deadline=None, max_examples=200)
@given(debts(), events(), moves, st.sampled_from(Imputation))
def test_every_cent_goes_somewhere(
    debt: Debt, told: Events, received: list[tuple[date, Money]], order: Imputation
) -> None:
    run = late_interest(debt, on=LATEST, payments=paid(received), events=told, imputation=order)
    credited = Money.total(note.amount for note in told.credit_notes)
    brought = Money.total(amount for _, amount in received) + credited
    gone = debt.principal - run.principal + run.interest - run.interest_due
    assert brought == gone + run.surplus + run.credit_surplus
    assert Money(0) <= run.capitalised <= run.interest_due
    assert Money.total(each.amount for each in run.imputed) + credited == brought


@settings(deadline=None)
@given(debts(), events(), moves, st.randoms(use_true_random=False))
def test_the_order_of_what_is_told_changes_nothing(
    debt: Debt, told: Events, received: list[tuple[date, Money]], chance: Any
) -> None:
    def run(payments: list[Payment], notes: tuple[CreditNote, ...]) -> LateInterest:
        heard = replace(told, credit_notes=notes)
        return late_interest(debt, on=LATEST, payments=payments, events=heard)

    payments, notes = paid(received), list(told.credit_notes)
    expected = run(payments, tuple(notes))
    chance.shuffle(payments)
    chance.shuffle(notes)
    assert run(payments, tuple(notes)) == expected


@settings(deadline=None, max_examples=200)
@given(debts(), days, days)
def test_adjacent_periods_add_up_to_the_rounding_of_the_segment_cut(
    debt: Debt, one: date, other: date
) -> None:
    middle, end = sorted((max(one, debt.due_on + ONE_DAY), max(other, debt.due_on + ONE_DAY)))
    whole = late_interest(debt, on=end).interest
    until = late_interest(debt, on=middle).interest
    after = Events(starts_on=middle + ONE_DAY)
    rest = late_interest(debt, on=end, events=after).interest
    assert abs((until + rest - whole).cents) <= 1


@settings(deadline=None)
@given(debts(), events(), st.integers(0, 400))
def test_nothing_runs_before_the_day_after_the_due_date(
    debt: Debt, told: Events, early: int
) -> None:
    none = replace(told, credit_notes=())
    run = late_interest(debt, on=debt.due_on - timedelta(days=early), events=none)
    assert (run.interest, run.days, run.segments) == (Money(0), 0, ())


@settings(deadline=None)
@given(debts(), events())
def test_capitalised_interest_never_lowers_what_is_owed(debt: Debt, told: Events) -> None:
    plain = replace(told, capitalised_from=None)
    with_years = late_interest(debt, on=LATEST, events=told)
    without = late_interest(debt, on=LATEST, events=plain)
    cuts = len(with_years.segments) - len(without.segments)
    assert with_years.interest.cents >= without.interest.cents - max(cuts, 0)

"""Late interest, case by case: ``late_interest.yaml`` is the table, readable by a lawyer."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from encaisse.kernel.money import Money
from encaisse.kernel.period import Period
from encaisse.law.amounts import AmountOutOfRange, CurrencyNotTaken
from encaisse.law.course import GraceTooLong
from encaisse.law.late_interest import (
    CreditNote,
    DayCount,
    Debt,
    Events,
    Imputation,
    LateInterest,
    Payment,
    PaymentAfterDay,
    late_interest,
)
from encaisse.law.rates import (
    ContractRateMissing,
    ContractRateUnused,
    Debtor,
    RateNotUnderstood,
    Regime,
    in_percent,
    parse_rate,
    percent,
)
from encaisse.law.reader import Addition, Confirmation, LawUnknown, Parameters
from encaisse.law.statement import Statement, statement

TABLES = [
    Path(__file__).with_name(name)
    for name in ("late_interest.yaml", "interest_events.yaml", "interest_changes.yaml")
]
CASES = [
    case
    for table in TABLES
    for case in YAML(typ="safe", pure=True).load(table.read_text(encoding="utf-8"))
]
EVENT_DAYS = {
    "from": "starts_on",
    "notice_on": "notice_on",
    "enforceable_on": "enforceable_on",
    "capitalised_from": "capitalised_from",
    "insolvency_on": "insolvency_on",
}
ARITHMETIC = re.compile(r"([\d.]+) × ([\d.]+) % × (\d+) j = ([\d.]+)")


def worked_out(case: dict[str, Any]) -> Statement:
    told = case["debt"]
    debt = Debt(
        Money.parse(told["amount"]),
        told["due"],
        Debtor(told.get("debtor", "business")),
        Regime(told.get("regime", "default")),
        parse_rate(told["rate"]) if "rate" in told else None,
        told.get("contract_on"),
    )
    return statement(
        debt,
        on=told["paid"],
        payments=[Payment(p["on"], Money.parse(p["amount"])) for p in case.get("payments", [])],
        events=events_of(case),
        imputation=Imputation(told.get("imputation", "interest-first")),
        day_count=DayCount(told.get("day_count", "act365")),
    )


def events_of(case: dict[str, Any]) -> Events:
    told = case["debt"]
    return Events(
        **{field: told[name] for name, field in EVENT_DAYS.items() if name in told},
        is_long_credit=told.get("long_credit", False),
        grace=tuple(Period(each["from"], each["to"]) for each in told.get("grace", [])),
        credit_notes=tuple(
            CreditNote(note["on"], Money.parse(note["amount"]))
            for note in case.get("credit_notes", [])
        ),
        costs=Money.parse(told.get("costs", "0")),
    )


def expected_segments(case: dict[str, Any]) -> list[tuple[Money, str, int, Money]]:
    lines = [ARITHMETIC.fullmatch(line) for line in case["segments"]]
    assert all(lines), case["segments"]
    found = [line.groups() for line in lines if line]
    return [
        (Money.parse(base), rate, int(days), Money.parse(interest))
        for base, rate, days, interest in found
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_table(case: dict[str, Any]) -> None:
    found = worked_out(case)
    segments = [
        (s.base, in_percent(s.dated_rate.rate), s.period.days, s.interest)
        for s in found.run.segments
    ]
    assert segments == expected_segments(case)
    assert found.run.interest == Money.total(line[3] for line in expected_segments(case))
    assert found.indemnity.amount == Money.parse(case["indemnity"])
    if "principal" in case:
        assert found.run.principal == Money.parse(case["principal"])
        assert found.run.interest_due == Money.parse(case["interest_due"])
    owed = found.run.principal + found.run.interest_due + found.indemnity_due + found.costs_due
    assert found.total == owed
    if "total" in case:
        assert found.total == Money.parse(case["total"])
    if "warnings" in case:
        assert len(found.warnings) == case["warnings"], found.warnings
    if "warning" in case:
        assert any(case["warning"] in warning for warning in found.warnings), found.warnings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_case_names_its_source(case: dict[str, Any]) -> None:
    assert case["source"].strip()


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 190


business_debts = st.builds(
    Debt,
    st.integers(1, 10**9).map(Money),
    st.dates(date(2013, 1, 1), date(2026, 6, 30)),
)
ends = st.dates(date(2013, 1, 1), date(2026, 12, 31))


@settings(deadline=None)
@given(business_debts, st.lists(ends, min_size=2, max_size=2))
def test_interest_is_additive_up_to_the_rounding_of_one_segment(
    debt: Debt, days: list[date]
) -> None:
    middle, end = sorted(days)
    whole = late_interest(debt, on=end).interest
    first = late_interest(debt, on=middle).interest
    rest = late_interest(Debt(debt.principal, max(middle, debt.due_on)), on=end).interest
    assert abs((first + rest - whole).cents) <= 1


@settings(deadline=None)
@given(
    business_debts,
    st.lists(st.tuples(ends, st.integers(1, 10**8)), max_size=6),
    st.randoms(use_true_random=False),
    st.sampled_from(Imputation),
)
def test_the_order_of_payments_changes_nothing(
    debt: Debt, paid: list[tuple[date, int]], shuffle: Any, imputation: Imputation
) -> None:
    def run(moves: list[tuple[date, int]]) -> LateInterest:
        payments = [Payment(day, Money(cents)) for day, cents in moves]
        return late_interest(debt, on=date(2026, 12, 31), payments=payments, imputation=imputation)

    shuffled = list(paid)
    shuffle.shuffle(shuffled)
    assert run(paid) == run(shuffled)


@settings(deadline=None)
@given(business_debts, st.lists(st.tuples(ends, st.integers(1, 10**8)), max_size=6))
def test_every_cent_received_goes_somewhere(debt: Debt, paid: list[tuple[date, int]]) -> None:
    payments = [Payment(day, Money(cents)) for day, cents in paid]
    run = late_interest(debt, on=date(2026, 12, 31), payments=payments)
    to_principal = debt.principal - run.principal
    to_interest = run.interest - run.interest_due
    assert to_principal + to_interest + run.surplus == Money(sum(cents for _, cents in paid))


@given(business_debts, st.integers(0, 400))
def test_nothing_runs_before_the_day_after_the_due_date(debt: Debt, early: int) -> None:
    run = late_interest(debt, on=debt.due_on - timedelta(days=early))
    assert (run.interest, run.days, run.segments) == (Money(0), 0, ())


def test_a_day_without_a_known_rate_is_refused_by_name() -> None:
    with pytest.raises(LawUnknown, match=r"Pénalités de retard.*au 01/01/2027"):
        late_interest(Debt(Money(100), date(2026, 12, 1)), on=date(2027, 1, 1))
    with pytest.raises(LawUnknown, match="au 31/12/2007"):
        late_interest(Debt(Money(100), date(2007, 12, 30)), on=date(2008, 1, 1))


def test_a_debt_paid_before_the_unknown_semester_is_answered() -> None:
    paid = [Payment(date(2026, 12, 31), Money(100_000))]
    run = late_interest(
        Debt(Money(100_000), date(2026, 12, 21)),
        on=date(2027, 2, 1),
        payments=paid,
        imputation=Imputation.PRINCIPAL_FIRST,
    )
    # 1 000 × 12,40 % × 10 / 365 = 3,40
    assert (run.interest, run.principal) == (Money(340), Money(0))


def test_what_exceeds_principal_and_interest_pays_the_indemnity_then_is_told() -> None:
    debt = Debt(Money(100_000), date(2026, 4, 20))
    paid = Payment(date(2026, 4, 30), Money(100_000 + 333 + 1_000))
    found = statement(debt, on=date(2026, 4, 30), payments=[paid])
    assert (found.indemnity_due, found.total, found.overpaid) == (
        Money(3_000),
        Money(3_000),
        Money(0),
    )
    more = statement(debt, on=date(2026, 4, 30), payments=[Payment(paid.on, Money(105_000))])
    # 1 050,00 − 1 000,00 − 3,33 − 40,00 = 6,67
    assert (more.total, more.overpaid) == (Money(0), Money(667))
    assert "dépassent de 6,67" in more.warnings[0]


def test_a_floor_that_is_not_known_is_told() -> None:
    debt = Debt(Money(100), date(2026, 12, 1), Debtor.BUSINESS, Regime.CONTRACT, Decimal("0.15"))
    warnings = statement(debt, on=date(2027, 1, 15)).warnings
    assert warnings == (
        "Le plancher d'un taux convenu n'est pas connu du 01/01/2027 au 15/01/2027.",
    )


def test_a_payment_of_tomorrow_is_refused() -> None:
    with pytest.raises(PaymentAfterDay, match="du 02/05/2026 est postérieur au 01/05/2026"):
        late_interest(
            Debt(Money(100), date(2026, 4, 20)),
            on=date(2026, 5, 1),
            payments=[Payment(date(2026, 5, 2), Money(1))],
        )


@pytest.mark.parametrize("cents", [0, -1, 1_000_000_001])
def test_amounts_out_of_range_are_refused(cents: int) -> None:
    with pytest.raises(AmountOutOfRange, match="supérieur à zéro et d'au plus"):
        statement(Debt(Money(cents), date(2026, 4, 20)), on=date(2026, 5, 1))
    with pytest.raises(AmountOutOfRange):
        statement(
            Debt(Money(100), date(2026, 4, 20)),
            on=date(2026, 5, 1),
            payments=[Payment(date(2026, 5, 1), Money(cents))],
        )


def test_another_currency_is_refused_by_name() -> None:
    with pytest.raises(CurrencyNotTaken, match="se font en euros"):
        statement(Debt(Money(100, "USD"), date(2026, 4, 20)), on=date(2026, 5, 1))


@pytest.mark.parametrize(
    ("last", "is_allowed"), [(date(2028, 4, 30), True), (date(2028, 5, 1), False)]
)
def test_a_judge_gives_two_years_at_most(last: date, is_allowed: bool) -> None:
    """C. civ. 1343-5, from 1 May 2026."""
    events = Events(grace=(Period(date(2026, 5, 1), last),))
    debt = Debt(Money(100), date(2026, 4, 20))
    if is_allowed:
        assert late_interest(debt, on=date(2026, 6, 1), events=events).segments
    else:
        with pytest.raises(GraceTooLong, match="2 ans au plus"):
            late_interest(debt, on=date(2026, 6, 1), events=events)


def test_a_doubtful_value_makes_the_statement_uncertain() -> None:
    """The ten points were read once only for the days before July 2019."""
    old = statement(Debt(Money(100_000), date(2019, 6, 29)), on=date(2019, 7, 10))
    recent = statement(Debt(Money(100_000), date(2019, 6, 30)), on=date(2019, 7, 10))
    assert (old.is_certain, recent.is_certain) == (False, True)


def test_a_confirmed_value_makes_it_certain() -> None:
    seen_by_a_person = Confirmation(
        "b2b_penalty_margin", date(2013, 1, 1), date(2026, 11, 21), "Paul", "Légifrance"
    )
    law = Parameters(confirmations=(seen_by_a_person,))
    debt = Debt(Money(100_000), date(2019, 6, 29))
    assert statement(debt, on=date(2019, 7, 10), law=law).is_certain


def test_what_the_installation_added_is_used() -> None:
    added = [
        Addition(name, date(2027, 1, 1), date(2027, 6, 30), Decimal(value), "article", "source",
                 date(2026, 12, 30), date(2026, 12, 30), "Paul")
        for name, value in [
            ("ecb_mro_semester", "2.65"), ("b2b_penalty_margin", "10"), ("recovery_indemnity", "40")
        ]
    ]  # fmt: skip
    found = statement(
        Debt(Money(100_000), date(2026, 12, 31)),
        on=date(2027, 1, 10),
        law=Parameters(additions=tuple(added)),
    )
    # 1 000 × 12,65 % × 10 / 365 = 3,47
    assert (found.run.interest, found.indemnity.amount) == (Money(347), Money(4_000))


@pytest.mark.parametrize(
    ("due_on", "debtor", "regime", "known"),
    [
        (date(1970, 1, 1), Debtor.BUSINESS, Regime.LEGAL, "connu du 15/07/1975 au 31/12/2014"),
        (date(2026, 12, 31), Debtor.BUSINESS, Regime.LEGAL, "connu du 01/01/2015 au 31/12/2026"),
        (date(2007, 11, 1), Debtor.PUBLIC, Regime.DEFAULT, "connu du 01/01/2008 au 30/06/2013"),
    ],
)
def test_an_unknown_day_is_refused_with_the_days_known_nearest_to_it(
    due_on: date, debtor: Debtor, regime: Regime, known: str
) -> None:
    debt = Debt(Money.parse("100.00"), due_on, debtor, regime)
    with pytest.raises(LawUnknown, match=known):
        late_interest(debt, on=due_on + timedelta(days=30))


def test_a_contract_needs_its_rate_and_nothing_else_does() -> None:
    with pytest.raises(ContractRateMissing, match="demande le taux convenu"):
        late_interest(
            Debt(Money(100), date(2026, 4, 20), regime=Regime.CONTRACT), on=date(2026, 5, 1)
        )
    with pytest.raises(ContractRateUnused, match="pas « legal »"):
        late_interest(
            Debt(Money(100), date(2026, 4, 20), Debtor.BUSINESS, Regime.LEGAL, Decimal("0.1")),
            on=date(2026, 5, 1),
        )


@pytest.mark.parametrize(
    ("text", "rate"),
    [("10", "0.1"), ("12,40 %", "0.124"), ("0", "0"), ("100", "1"), ("9.0625", "0.090625")],
)
def test_a_rate_is_read_in_percent(text: str, rate: str) -> None:
    assert parse_rate(text) == Decimal(rate)


@pytest.mark.parametrize("text", ["", "-1", "100.01", "abc", "1e1", "12.34567", "NaN"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(RateNotUnderstood, match="n'est pas un taux"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("rate", "written"),
    [("0.124", "12,40\u00a0%"), ("0.090625", "9,0625\u00a0%"), ("0", "0,00\u00a0%")],
)
def test_a_rate_is_written_with_two_decimals_at_least(rate: str, written: str) -> None:
    assert percent(Decimal(rate)) == written

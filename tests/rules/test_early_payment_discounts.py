"""What an early payment is asked, what that costs a year, where an offer stands."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.early_payment_discounts import rules
from encaisse.early_payment_discounts.rules import Cut, Debt, Reduction, State
from encaisse.early_payment_discounts.rules.limiting import NO_LIMIT, Limits, beyond
from encaisse.early_payment_discounts.rules.words import Line, Told, mail
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law import costs

ON = datetime.date(2026, 3, 2)
LAST = datetime.date(2026, 3, 11)
DEBTS = (
    Debt("FA-1", 100_000, datetime.date(2026, 3, 31)),
    Debt("FA-2", 50_000, datetime.date(2026, 4, 11)),
)
TWO_PERCENT = Reduction(Decimal("0.02"))


def cut(*debts: Debt, reduction: Reduction = TWO_PERCENT) -> list[Cut]:
    return rules.cuts(debts, reduction, on=ON, last_on=LAST)


def test_a_rate_is_taken_on_each_receivable() -> None:
    assert cut(*DEBTS) == [Cut(100_000, 2_000, 20), Cut(50_000, 1_000, 31)]
    assert [one.asked_cents for one in cut(*DEBTS)] == [98_000, 49_000]


def test_a_rate_is_rounded_half_up_to_the_cent() -> None:
    (one,) = cut(Debt("FA-1", 3_325, DEBTS[0].due_on))
    assert one.discount_cents == 67


def test_an_amount_is_shared_in_proportion() -> None:
    found = cut(*DEBTS, reduction=Reduction(cents=1_001))
    assert [one.discount_cents for one in found] == [668, 333]


@given(
    st.lists(st.integers(10_000, 10**9), min_size=1, max_size=20), st.integers(1, 2_000),
)  # fmt: skip
def test_an_amount_shared_loses_no_cent(amounts: list[int], share: int) -> None:
    debts = [Debt("FA", cents, DEBTS[0].due_on) for cents in amounts]
    total = max(sum(amounts) * share // 10_000, len(amounts) * 100)
    if total * 5 <= sum(amounts) and total * min(amounts) >= sum(amounts):
        found = cut(*debts, reduction=Reduction(cents=total))
        assert sum(one.discount_cents for one in found) == total
        assert all(one.asked_cents > 0 for one in found)


@pytest.mark.parametrize(
    ("debts", "reduction", "last_on", "code", "words"),
    [
        (DEBTS, Reduction(), LAST, "early_discount_without_rate", "l'un ou l'autre"),
        (
            DEBTS, Reduction(Decimal("0.02"), 100), LAST, "early_discount_without_rate",
            "l'un ou l'autre",
        ),
        (
            DEBTS, TWO_PERCENT, datetime.date(2026, 3, 1), "early_discount_in_the_past",
            "le 01/03/2026, est passé",
        ),
        (
            DEBTS, TWO_PERCENT, datetime.date(2026, 3, 31), "early_discount_not_early",
            "FA-1 est à échéance du 31/03/2026",
        ),
        (
            DEBTS, Reduction(Decimal("0.2001")), LAST, "early_discount_too_large",
            "jusqu'à 20\u00a0%",
        ),
        (DEBTS, Reduction(cents=30_001), LAST, "early_discount_too_large", "c'est une remise"),
        (
            (*DEBTS, Debt("FA-3", 10, DEBTS[0].due_on)), TWO_PERCENT, LAST,
            "early_discount_too_small", "un centime sur FA-3",
        ),
        (
            (Debt("FA-4", 0, DEBTS[0].due_on),), Reduction(cents=10), LAST,
            "early_discount_too_small", "FA-4",
        ),
    ],
)  # fmt: skip
def test_what_is_no_early_payment_discount_is_refused(
    debts: tuple[Debt, ...], reduction: Reduction, last_on: datetime.date, code: str, words: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        rules.cuts(debts, reduction, on=ON, last_on=last_on)
    assert refusal.value.code == code
    assert words in str(refusal.value)


def test_the_discount_may_be_offered_through_the_eve_of_the_due_date() -> None:
    (one,) = rules.cuts(DEBTS[:1], TWO_PERCENT, on=ON, last_on=datetime.date(2026, 3, 30))
    assert one.days_early == 1


def test_the_yearly_cost_of_one_receivable_is_that_of_the_calculator() -> None:
    found = rules.annual_cost(cut(DEBTS[0]))
    told = costs.discount_cost(Decimal("0.02"), 20)
    assert (found.simple, found.effective) == (told.annual_rate, told.effective_rate)
    assert (found.simple, found.effective) == (Decimal("0.3724"), Decimal("0.4459"))


def test_the_yearly_cost_of_several_weighs_their_days() -> None:
    """2/98 × 365 ÷ (71/3): two thirds win twenty days, one third thirty-one."""
    assert rules.annual_cost(cut(*DEBTS)).simple == Decimal("0.3147")


def test_a_cost_beyond_a_hundredfold_says_nothing_compounded() -> None:
    found = rules.annual_cost([Cut(10_000, 2_000, 1)])
    assert (found.simple, found.effective) == (Decimal("91.25"), None)


@pytest.mark.parametrize(
    ("open_cents", "paid_cents", "given"),
    [
        pytest.param(2_000, 98_000, 2_000, id="exactly what was asked"),
        pytest.param(1_000, 99_000, 1_000, id="a little more: only what is left"),
        pytest.param(2_001, 97_999, 0, id="a cent too little"),
        pytest.param(0, 100_000, 0, id="the whole"),
        pytest.param(2_000, 50_000, 0, id="the rest credited: a credit note is no payment"),
        pytest.param(52_000, 98_000, 0, id="paid before it was offered: more is left"),
    ],
)
def test_what_is_given_up(open_cents: int, paid_cents: int, given: int) -> None:
    one = Cut(100_000, 2_000, 20)
    assert rules.given_up(one, open_cents=open_cents, paid_cents=paid_cents) == given


@pytest.mark.parametrize(
    ("taken", "sent_on", "day", "expected"),
    [
        pytest.param([False], None, 11, State.READY, id="nothing left"),
        pytest.param([False, False], ON, 11, State.OPEN, id="through its last day"),
        pytest.param([False, False], ON, 12, State.EXPIRED, id="the day after"),
        pytest.param([False], None, 12, State.EXPIRED, id="it never left"),
        pytest.param([True, False], ON, 11, State.OPEN, id="one is left"),
        pytest.param([True, False], ON, 12, State.TAKEN, id="one was taken"),
        pytest.param([True, True], ON, 5, State.TAKEN, id="all were"),
    ],
)
def test_where_an_offer_stands(
    taken: list[bool], sent_on: datetime.date | None, day: int, expected: State
) -> None:
    on = datetime.date(2026, 3, day)
    assert rules.state_of(taken=taken, last_on=LAST, on=on, sent_on=sent_on) == expected


def test_an_offer_waits_for_a_manager_or_is_withdrawn() -> None:
    assert rules.state_of(taken=[False], last_on=LAST, on=ON, waits=True) == State.TO_APPROVE
    found = rules.state_of(taken=[False], last_on=LAST, on=LAST, sent_on=ON, withdrawn_on=ON)
    assert found == State.WITHDRAWN


TIGHT = Limits(Decimal("0.02"), 2_000, Decimal("0.35"))


@pytest.mark.parametrize(
    ("share", "cents", "annual", "words"),
    [
        ("0.02", 2_000, "0.35", ""),
        ("0.0201", 2_000, "0.35", "Plus de 2,00\u00a0% d'escompte."),
        ("0.02", 2_001, "0.35", "Plus de 20,00\u00a0€ d'escompte."),
        ("0.02", 2_000, "0.3501", "Plus de 35,00\u00a0% par an."),
    ],
)
def test_each_limit_says_why(share: str, cents: int, annual: str, words: str) -> None:
    for limits, told in ((TIGHT, words), (NO_LIMIT, "")):
        found = beyond(limits, share=Decimal(share), discount=Money(cents), annual=Decimal(annual))
        assert " ".join(found) == told


TOLD = Told(
    lines=(
        Line("FA-1", DEBTS[0].due_on, 100_000, 98_000),
        Line("FA-2", DEBTS[1].due_on, 50_000, 49_000),
    ),
    currency="EUR", last_on=LAST, company="Atelier Martin", by="Nadia", iban="FR76 3000",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        (
            "fr",
            "Escompte de 30,00 €",
            ("1 470,00 €, au lieu de 1 500,00 €", "11/03/2026", "taxes comprises"),
        ),
        (
            "en-GB",
            "€30.00 discount",
            ("€1,470.00 instead of €1,500.00", "11 March 2026", "including tax"),
        ),
        (
            "de",
            "30,00 € Skonto",
            ("1.470,00 € statt 1.500,00 €", "11.03.2026", "einschließlich Steuer"),
        ),
        ("it", "Escompte de 30,00 €", ("1 470,00 €",)),
    ],
)
def test_the_mail_gives_the_amount_and_the_day_in_the_customers_language(
    language: str, subject: str, words: tuple[str, ...]
) -> None:
    found_subject, text = (
        part.replace("\u202f", " ").replace("\u00a0", " ") for part in mail(TOLD, language)
    )
    assert found_subject.startswith(subject)
    assert "FA-1, FA-2" in found_subject
    for each in (*words, "FR76 3000", "FA-2", "Atelier Martin"):
        assert each in text

"""What is given up, kept or converted closes exactly, and is undone exactly."""

import datetime
from decimal import Decimal

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.differences import operations, queries, rules
from encaisse.differences.rules import Cause, Quoted
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching import queries as matches
from encaisse.matching.operations.refusals import AllocationTooLarge
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import InvoiceKind, Receivable
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"
RATE = Quoted(Decimal("1.1"), "BCE")
DAY = datetime.date(2026, 11, 10)
LATER = datetime.date(2026, 11, 20)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company)


def paid(customer: Customer, cents: int, currency: str = "EUR") -> Credit:
    return matching.receive_payment(
        customer=customer, reference="VIR 7", on=DAY, amount=Money(cents, currency), by=BY
    )


def in_dollars(customer: Customer, cents: int) -> Receivable:
    receivable = factories.a_receivable(customer, cents=cents)
    receivable.currency = receivable.invoice.currency = "USD"
    receivable.invoice.save()
    receivable.save()
    return receivable


def standing(company: Company, on: datetime.date) -> tuple[list[int], list[int]]:
    found = matches.open_items(company, on)
    return (
        [each.open_cents for each in found.receivables],
        [each.open_cents for each in found.unallocated],
    )


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (Cause.ROUNDING, "difference"),
        (Cause.BANK_FEE, "difference"),
        (Cause.DISCOUNT_TAKEN, "discount"),
        (Cause.EXCHANGE, "exchange_difference"),
        (Cause.TIME_BARRED, "write_off"),
    ],
)
def test_what_is_left_is_given_up_and_taken_back(
    company: Company, martin: Customer, cause: Cause, kind: str
) -> None:
    receivable = factories.a_receivable(martin, cents=10_000)
    matching.allocate(paid(martin, 9_985), receivable, cents=9_985, on=DAY, by=BY)
    made = operations.give_up([receivable], cents=15, cause=cause, on=DAY, by=BY)
    assert made.credit is not None
    assert made.credit.kind == kind
    assert standing(company, DAY) == ([], [])
    operations.undo(made, on=LATER, by=BY)
    assert standing(company, DAY) == ([], [])
    assert standing(company, LATER) == ([15], [])
    assert matches.drift(company) == []
    with pytest.raises(operations.DifferenceUndone, match="20/11/2026"):
        operations.undo(made, on=LATER, by=BY)
    told = set(Entry.objects.values_list("verb", flat=True))
    assert {f"{kind}.recorded", f"{kind}.cancelled", "difference.undone"} <= told


def test_nothing_is_undone_before_its_day(martin: Customer) -> None:
    receivable = factories.a_receivable(martin)
    made = operations.give_up([receivable], cents=15, cause=Cause.ROUNDING, on=LATER, by=BY)
    with pytest.raises(operations.UndoneTooEarly, match="20/11/2026"):
        operations.undo(made, on=DAY, by=BY)


def test_more_than_what_is_open_is_refused_whole(company: Company, martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=100)
    with pytest.raises(AllocationTooLarge):
        operations.give_up([receivable], cents=101, cause=Cause.ROUNDING, on=DAY, by=BY)
    assert standing(company, DAY) == ([100], [])


def test_one_gives_up_one_customer_s_debts(company: Company, martin: Customer) -> None:
    other = factories.a_receivable(factories.a_customer(company))
    with pytest.raises(operations.NotTheCustomers, match="un seul client"):
        operations.give_up(
            [factories.a_receivable(martin), other], cents=1, cause=Cause.ROUNDING, on=DAY, by=BY
        )


def test_a_loss_in_slices_is_one_loss(company: Company, martin: Customer) -> None:
    nadia = factories.a_user(company, Role.COLLECTOR)
    receivable = factories.a_receivable(martin)
    limits = queries.limits_for(nadia, company)
    first = operations.give_up(
        [receivable], cents=600, cause=Cause.ROUNDING, on=DAY, by=BY, limits=limits
    )
    with pytest.raises(rules.AboveLimit, match="responsable"):
        operations.give_up(
            [receivable], cents=401, cause=Cause.BANK_FEE, on=DAY, by=BY, limits=limits
        )
    operations.undo(first, on=DAY, by=BY)
    operations.give_up([receivable], cents=1_000, cause=Cause.BANK_FEE, on=DAY, by=BY)


def test_the_company_says_its_limits(company: Company) -> None:
    paul = factories.a_user(company, Role.MANAGER, "Paul")
    operations.change_limits(
        company, Role.MANAGER, loss_cents=50_000, difference_cents=None, by="Anne"
    )
    found = queries.limits_for(paul, company)
    assert found is not None
    assert (found.loss_cents, found.difference_cents) == (50_000, None)
    anne = factories.a_user(company, Role.MANAGER, "Anne", is_administrator=True)
    assert queries.limits_for(anne, company) is None


def test_a_few_cents_too_much_are_kept_and_given_back(company: Company, martin: Customer) -> None:
    factories.a_receivable(martin, cents=10_000)
    payment = paid(martin, 10_004)
    made = operations.keep_excess(payment, cause=Cause.ROUNDING, on=DAY, by=BY)
    assert made.cents == 4
    assert made.debit is not None
    assert made.debit.kind == InvoiceKind.DIFFERENCE
    assert standing(company, DAY) == ([], [])
    with pytest.raises(operations.NothingInExcess, match="VIR 7"):
        operations.keep_excess(payment, cause=Cause.ROUNDING, on=DAY, by=BY)
    operations.undo(made, on=LATER, by=BY)
    assert standing(company, DAY) == ([], [])
    assert standing(company, LATER) == ([], [4])
    assert matches.drift(company) == []


def test_euros_pay_an_invoice_in_dollars_at_the_rate_given(
    company: Company, martin: Customer
) -> None:
    receivable = in_dollars(martin, 100_000)
    payment = paid(martin, 90_500)
    made = operations.convert(payment, receivable, rate=RATE, settles=True, on=DAY, by=BY)
    assert standing(company, DAY) == ([], [])
    assert (made.cents, made.currency) == (450, "USD")
    assert made.reason == "Converti à 1 EUR = 1,1 USD (BCE)"
    assert made.credit is not None
    assert made.credit.kind == "exchange_difference"
    operations.undo(made, on=LATER, by=BY)
    assert standing(company, LATER) == ([100_000], [90_500])
    assert matches.drift(company) == []


def test_what_a_conversion_leaves_stays_open_unless_said(
    company: Company, martin: Customer
) -> None:
    receivable = in_dollars(martin, 100_000)
    operations.convert(paid(martin, 90_500), receivable, rate=RATE, on=DAY, by=BY)
    assert standing(company, DAY) == ([450], [])


def test_money_worth_more_than_what_is_due_is_refused_unless_said(
    company: Company, martin: Customer
) -> None:
    receivable = in_dollars(martin, 99_000)
    payment = paid(martin, 90_500)
    with pytest.raises(rules.PaidMoreThanDue, match="995,50"):
        operations.convert(payment, receivable, rate=RATE, on=DAY, by=BY)
    made = operations.convert(payment, receivable, rate=RATE, settles=True, on=DAY, by=BY)
    assert (made.cents, made.over_cents) == (550, 550)
    assert standing(company, DAY) == ([], [])


def test_money_of_the_same_currency_is_allocated(martin: Customer) -> None:
    with pytest.raises(operations.SameCurrency, match="affectez"):
        operations.convert(
            paid(martin, 50), factories.a_receivable(martin), rate=RATE, on=DAY, by=BY
        )


def test_unmatching_a_loss_withdraws_it_whole(company: Company, martin: Customer) -> None:
    first, second = factories.a_receivable(martin, cents=500), factories.a_receivable(martin)
    made = operations.give_up([first, second], cents=800, cause=Cause.UNCOLLECTIBLE, on=DAY, by=BY)
    assert made.credit is not None
    (allocation, _other) = matches.live_allocations_of_credit(made.credit)
    matching.unmatch(allocation, on=LATER, by=BY)
    open_cents, unallocated = standing(company, LATER)
    assert open_cents == [500, second.face_cents]
    assert unallocated == []
    assert matches.drift(company) == []
    made.refresh_from_db()
    assert (made.undone_on, made.undone_by) == (LATER, BY)
    assert standing(company, DAY)[0] == [second.face_cents - 300]


def test_unmatching_what_used_an_excess_up_gives_it_back(
    company: Company, martin: Customer
) -> None:
    payment = paid(martin, 12)
    made = operations.keep_excess(payment, cause=Cause.ROUNDING, on=DAY, by=BY)
    (allocation,) = matches.live_allocations_of_credit(payment)
    matching.unmatch(allocation, on=LATER, by=BY)
    assert standing(company, LATER) == ([], [12])
    made.refresh_from_db()
    assert made.undone_on == LATER


def test_a_loss_of_before_the_acts_leaves_nothing_standing_either(
    company: Company, martin: Customer
) -> None:
    receivable = factories.a_receivable(martin, cents=500)
    credit = matching.write_off([receivable], cents=200, on=DAY, reason="geste", by=BY)
    (allocation,) = matches.live_allocations_of_credit(credit)
    matching.unmatch(allocation, on=LATER, by=BY)
    assert standing(company, LATER) == ([500], [])


def test_euros_that_settle_dollars_gain_what_the_books_did_not_carry(martin: Customer) -> None:
    receivable = in_dollars(martin, 100_000)
    booked = Quoted(Decimal("1.25"), "BCE 02/11")
    made = operations.convert(
        paid(martin, 90_500), receivable, rate=RATE, booked=booked, settles=True, on=DAY, by=BY
    )
    # 1 000,00 USD were 800,00 € in the books; 905,00 € came.
    assert made.gain_cents == 10_500
    assert (made.rate_source, made.booked_source) == ("BCE", "BCE 02/11")
    assert "(BCE)" in made.reason


def test_a_part_settled_gains_on_that_part_only(martin: Customer) -> None:
    receivable = in_dollars(martin, 100_000)
    made = operations.convert(
        paid(martin, 50_000), receivable, rate=RATE, booked=Quoted(Decimal("1")), on=DAY, by=BY
    )
    # 550,00 USD were 550,00 € in the books; 500,00 € came.
    assert made.gain_cents == -5_000


def test_without_the_rate_of_the_invoices_day_nothing_is_guessed(martin: Customer) -> None:
    receivable = in_dollars(martin, 100_000)
    made = operations.convert(paid(martin, 50_000), receivable, rate=RATE, on=DAY, by=BY)
    assert made.gain_cents is None


def test_dollars_that_settle_euros_gain_what_they_are_worth_beyond(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=90_000)
    rate = Quoted(Decimal("0.93"), "banque")
    made = operations.convert(
        paid(martin, 100_000, "USD"), receivable, rate=rate, settles=True, on=DAY, by=BY
    )
    assert (made.gain_cents, made.over_cents) == (3_000, 3_000)
    short = operations.convert(
        paid(martin, 100_000, "USD"), factories.a_receivable(martin, cents=95_000), rate=rate,
        settles=True, on=DAY, by=BY,
    )  # fmt: skip
    assert short.gain_cents == -2_000

"""Money received in time settles for less; before, after, or brought back, it does not."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.differences import operations as differences
from encaisse.differences.models import Difference
from encaisse.early_payment_discounts import operations, queries
from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.early_payment_discounts.operations import settling
from encaisse.early_payment_discounts.rules import State
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching import queries as matched
from encaisse.matching.models import Allocation
from encaisse.matching.operations import batches, deciding
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.payments.queries import waiting_lines
from encaisse.receivables.models import Receivable
from tests import factories
from tests.early_payment_discounts.conftest import LAST, NUMBERS, ON, left, march, paid


def standing(offer: DiscountOffer, on: datetime.date = LAST) -> State:
    return queries.state(DiscountOffer.objects.get(pk=offer.pk), on=on)


@pytest.mark.parametrize("day", [2, 11])
def test_the_reduced_amount_settles_while_the_offer_stands(
    told: DiscountOffer, garage: Customer, bills: list[Receivable], day: int
) -> None:
    paid(garage, 147_000, day, " ".join(NUMBERS))
    assert left(bills) == [0, 0]
    assert standing(told) == State.TAKEN
    given = list(Difference.objects.order_by("id"))
    assert [(each.cents, each.cause, each.on) for each in given] == [
        (2_000, "discount_taken", march(day)), (1_000, "discount_taken", march(day)),
    ]  # fmt: skip
    assert given[0].credit is not None
    assert given[0].credit.kind == "discount"
    assert "offert jusqu'au 11/03/2026 ; un avoir en corrige la TVA" in given[0].reason
    assert Entry.objects.filter(verb="discount_offer.taken").count() == 2


def test_one_invoice_may_be_paid_early_without_the_other(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    paid(garage, 98_000, 5, "VIREMENT")
    assert left(bills) == [0, 50_000]
    assert standing(told) == State.OPEN
    assert standing(told, march(12)) == State.TAKEN


def test_the_day_after_the_reduced_amount_is_a_part_payment(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    paid(garage, 98_000, 12)
    assert left(bills) == [2_000, 50_000]
    assert not Difference.objects.exists()
    assert standing(told, march(12)) == State.EXPIRED


def test_what_was_only_prepared_reduces_nothing(
    offer: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    paid(garage, 98_000, 5)
    assert left(bills) == [2_000, 50_000]
    assert not Difference.objects.exists()


def test_money_received_before_the_offer_left_does_not_take_it(
    offer: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    operations.announce(offer, on=march(6), by="Nadia")
    paid(garage, 98_000, 5)
    assert left(bills) == [2_000, 50_000]


def test_a_person_who_allocates_it_by_hand_has_the_same(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    credit = paid(garage, 147_500, 5, "ACOMPTE")
    for made in credit.allocations.filter(cents__gt=0, reversed_by=None):
        matching.unmatch(made, on=march(5), by="Nadia")
    matching.allocate(credit, bills[0], cents=98_000, on=march(6), by="Nadia")
    assert left(bills)[0] == 0
    assert Difference.objects.get().on == march(6)


def test_a_person_who_closes_the_rest_too_is_not_refused(
    told: DiscountOffer, garage: Customer, company: Company, bills: list[Receivable]
) -> None:
    credit = paid(garage, 147_500, 5, "ACOMPTE")
    viewer = factories.a_user(company)
    shares = [deciding.Share(bills[0], 98_000, "discount_taken")]
    made = deciding.decide_payment(credit, shares, viewer=viewer, by="Nadia")
    assert left(bills) == [0, 50_000]
    assert Difference.objects.count() == 1
    deciding.undo_payment(
        credit, allocations=made.allocations, closed=made.closed, viewer=viewer, by="Nadia"
    )
    assert left(bills) == [100_000, 50_000]


def test_what_is_paid_in_two_times_counts_together(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    paid(garage, 40_000, 4)
    assert left(bills) == [60_000, 50_000]
    paid(garage, 58_000, 9, reference="VIR 2")
    assert left(bills) == [0, 50_000]
    assert Difference.objects.get().cents == 2_000


def test_a_little_more_than_asked_leaves_less_to_give_up(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    paid(garage, 99_000, 5)
    assert left(bills) == [0, 50_000]
    assert Difference.objects.get().cents == 1_000


def test_a_credit_note_is_no_payment(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    matching.receive_credit_note(
        customer=garage, reference="AV-1", on=march(5), amount=Money(98_000), by="Nadia",
        pays=bills[:1],
    )  # fmt: skip
    assert left(bills) == [2_000, 50_000]
    settling.watch(told.company, on=LAST)
    assert left(bills) == [2_000, 50_000]


def test_when_the_payment_comes_back_all_is_owed_again_and_may_be_paid_anew(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    credit = paid(garage, 98_000, 5)
    matching.return_payment(credit, on=march(8), by="Nadia")
    assert left(bills) == [100_000, 50_000]
    assert Difference.objects.get().undone_on == march(8)
    assert standing(told) == State.OPEN
    assert Entry.objects.filter(verb="discount_offer.reopened").count() == 1
    paid(garage, 98_000, 10, reference="VIR 2")
    assert left(bills) == [0, 50_000]


def test_an_invoice_cancelled_after_it_was_paid_early_leaves_its_money_alone(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    credit = paid(garage, 98_000, 5)
    matching.cancel_invoice(bills[0].invoice, on=march(9), by="Nadia", reason="Doublon")
    credit.refresh_from_db()
    assert credit.open_cents == 98_000
    assert Difference.objects.get().undone_on == march(9)
    assert matched.drift(told.company) == []


def test_what_a_person_undid_is_not_made_again(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    paid(garage, 98_000, 5)
    differences.undo(Difference.objects.get(), on=march(6), by="Paul")
    settling.watch(told.company, on=march(7))
    assert left(bills) == [2_000, 50_000]
    assert Difference.objects.count() == 1


def a_line(company: Company, cents: int, day: int) -> None:
    factories.a_bank_line(
        company, cents=cents, on=march(day), label=f"VIR {NUMBERS[0]}",
        counterparty="Garage Martin",
    )  # fmt: skip


def test_a_statement_read_after_the_last_day_still_takes_it(
    told: DiscountOffer, garage: Customer, company: Company, bills: list[Receivable]
) -> None:
    settling.watch(company, on=march(12))
    settling.watch(company, on=march(13))
    assert Entry.objects.filter(verb="discount_offer.expired").count() == 1
    a_line(company, 98_000, 10)
    lines = list(waiting_lines(company))
    batches.place(
        company, list(zip(lines, matched.answers(company, lines), strict=True)), by="Encaisse"
    )
    assert left(bills) == [0, 50_000]
    assert standing(told, march(13)) == State.TAKEN


def test_what_is_brought_in_bulk_is_looked_at_by_the_clock(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    """Books imported write their allocations at once."""
    credit = Credit.objects.create(
        company=garage.company, customer=garage, kind="payment", reference="VIR 9", on=march(7),
        face_cents=98_000, open_cents=0, currency="EUR", entry_key="books:1",
    )  # fmt: skip
    Allocation.objects.create(
        company=garage.company, credit=credit, receivable=bills[0], cents=98_000, on=march(7),
        source="lettering",
    )  # fmt: skip
    Receivable.objects.filter(pk=bills[0].pk).update(open_cents=2_000)
    settling.watch(garage.company, on=march(8))
    settling.watch(garage.company, on=march(8))
    assert left(bills) == [0, 50_000]
    assert Difference.objects.get().on == march(7)


def test_money_received_by_the_day_of_the_withdrawal_still_takes_it(
    told: DiscountOffer, garage: Customer, bills: list[Receivable]
) -> None:
    operations.withdraw(told, on=march(6), by="Nadia", why="Nouvel accord.")
    paid(garage, 49_000, 7, NUMBERS[1])
    paid(garage, 98_000, 6, reference="VIR 2")
    assert left(bills) == [0, 1_000]


def test_the_day_of_the_offer_is_not_that_of_another_customer(
    told: DiscountOffer, company: Company, bills: list[Receivable]
) -> None:
    other = factories.a_customer(company, name="Studio Lemoine")
    owed = factories.a_receivable(other, cents=100_000, due_on=march(31), issued_on=ON)
    paid(other, 98_000, 5, "VIREMENT")
    owed.refresh_from_db()
    assert owed.open_cents in (2_000, 100_000)
    assert not Difference.objects.exists()

"""The ledger of claims on real tables: what is claimable, waived, paid."""

from datetime import date

import pytest

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.kernel.money import Money
from encaisse.late_charges import operations, queries
from encaisse.late_charges.models import ClaimKind
from encaisse.matching import operations as matching
from encaisse.matching.models import Allocation, MatchingSource
from encaisse.matching.queries import drift
from encaisse.parties.models import CustomerKind
from encaisse.payments import operations as payments
from encaisse.payments.models import Credit, CreditKind
from encaisse.receivables.models import Receivable
from tests.factories import a_company, a_customer, a_receivable

pytestmark = pytest.mark.django_db

DUE_ON = date(2026, 4, 20)
TEN_DAYS_LATE = date(2026, 4, 30)


def paid(receivable: Receivable, cents: int, on: date) -> None:
    """A payment that pays a part of a receivable from a day on."""
    credit = Credit.objects.create(
        company=receivable.company, customer=receivable.customer, kind=CreditKind.PAYMENT,
        reference="VIR", entry_key=f"test:{receivable.pk}:{on}", on=on, face_cents=cents,
        open_cents=0, currency=receivable.currency,
    )  # fmt: skip
    Allocation.objects.create(
        company=receivable.company, credit=credit, receivable=receivable, cents=cents, on=on,
        source=MatchingSource.CHOSEN,
    )  # fmt: skip
    receivable.open_cents -= cents
    receivable.save()


def claims(company: Company, on: date, customer_id: int | None = None) -> list[dict[str, object]]:
    return queries.claimable(company.pk, on=on, customer_id=customer_id).to_dicts()


@pytest.fixture
def receivable() -> Receivable:
    """1 000,00 € owed by a business since 20 April 2026."""
    return a_receivable(a_customer(a_company()), cents=100_000, due_on=DUE_ON)


def test_nothing_is_claimable_on_the_due_date(receivable: Receivable) -> None:
    assert claims(receivable.company, DUE_ON) == []


def test_interest_and_the_indemnity_are_claimable_ten_days_late(receivable: Receivable) -> None:
    (claim,) = claims(receivable.company, TEN_DAYS_LATE)
    # 1 000 × 12,15 % × 10 / 365 = 3,33
    assert (claim["interest_cents"], claim["indemnity_cents"]) == (333, 4_000)
    assert claim["receivable_id"] == receivable.pk
    assert claim["customer_id"] == receivable.customer_id
    assert (claim["complete"], claim["in_letters"]) == (True, True)


def test_what_ran_stays_claimable_once_the_principal_is_paid(receivable: Receivable) -> None:
    paid(receivable, 100_000, TEN_DAYS_LATE)
    (claim,) = claims(receivable.company, date(2026, 9, 3))
    assert (claim["interest_cents"], claim["indemnity_cents"]) == (333, 4_000)


def test_an_invoice_paid_on_time_entails_nothing(receivable: Receivable) -> None:
    paid(receivable, 100_000, DUE_ON)
    assert claims(receivable.company, date(2026, 9, 3)) == []


def test_a_past_day_is_answered_as_of_that_day(receivable: Receivable) -> None:
    paid(receivable, 60_000, TEN_DAYS_LATE)
    # 1 000 × 12,15 % × 9 / 365 = 3,00 on the eve of the payment
    assert claims(receivable.company, date(2026, 4, 29))[0]["interest_cents"] == 300


def test_the_clause_of_the_customer_prevails_over_the_company_s() -> None:
    company = a_company(penalty_rate="0.10")
    usual = a_receivable(a_customer(company), cents=100_000, due_on=DUE_ON)
    special = a_receivable(a_customer(company, penalty_rate="0.20"), cents=100_000, due_on=DUE_ON)
    found = {
        claim["receivable_id"]: claim["interest_cents"] for claim in claims(company, TEN_DAYS_LATE)
    }
    # 1 000 × 10 % × 10 / 365 = 2,74 and 1 000 × 20 % × 10 / 365 = 5,48
    assert found == {usual.pk: 274, special.pk: 548}


def test_drafts_cancelled_invoices_tills_and_consumers_owe_nothing() -> None:
    company = a_company()
    draft = a_receivable(a_customer(company), due_on=DUE_ON).invoice
    draft.is_draft = True
    draft.save()
    cancelled = a_receivable(a_customer(company), due_on=DUE_ON).invoice
    cancelled.cancelled_on = TEN_DAYS_LATE
    cancelled.save()
    a_receivable(a_customer(company, "Caisse", is_pseudo=True), due_on=DUE_ON)
    a_receivable(a_customer(company, "Mme Roy", kind=CustomerKind.CONSUMER), due_on=DUE_ON)
    (consumer,) = claims(company, TEN_DAYS_LATE)
    assert (consumer["interest_cents"], consumer["indemnity_cents"]) == (0, 0)
    assert len(claims(company, date(2026, 4, 29))) == 2


def test_claims_may_be_asked_for_one_customer_or_some_invoices() -> None:
    company = a_company()
    mine, other = (a_receivable(a_customer(company), due_on=DUE_ON) for _ in range(2))
    of_customer = claims(company, TEN_DAYS_LATE, customer_id=mine.customer_id)
    assert [claim["receivable_id"] for claim in of_customer] == [mine.pk]
    of_invoice = queries.claimable(company.pk, on=TEN_DAYS_LATE, invoice_ids=[other.invoice_id])
    assert of_invoice["receivable_id"].to_list() == [other.pk]
    assert queries.claimable(company.pk, on=TEN_DAYS_LATE, invoice_ids=[]).is_empty()


def test_a_waiver_takes_the_whole_claim_off_and_says_why(receivable: Receivable) -> None:
    operations.waive(
        receivable.invoice_id, kind=ClaimKind.INDEMNITY, reason="Geste commercial", by="Paul",
        on=TEN_DAYS_LATE,
    )  # fmt: skip
    (claim,) = claims(receivable.company, date(2026, 9, 3))
    assert (claim["indemnity_cents"], bool(claim["interest_cents"])) == (0, True)
    entry = Entry.objects.get(verb="claim.waived")
    assert (entry.actor, entry.reason) == ("Paul", "Geste commercial")
    assert entry.subject == f"invoice:{receivable.invoice_id}"
    assert (claims(receivable.company, date(2026, 4, 29))[0]["indemnity_cents"]) == 4_000


def test_a_part_may_be_waived_or_paid(receivable: Receivable) -> None:
    invoice = receivable.invoice_id
    operations.waive(
        invoice, kind=ClaimKind.INTEREST, amount=Money(33), reason="Arrondi", by="Paul",
        on=TEN_DAYS_LATE,
    )  # fmt: skip
    operations.pay(
        invoice, kind=ClaimKind.INTEREST, amount=Money(100), by="Nadia", on=TEN_DAYS_LATE
    )
    assert claims(receivable.company, TEN_DAYS_LATE)[0]["interest_cents"] == 200


def test_what_was_waived_is_taken_back_once_and_says_why(receivable: Receivable) -> None:
    operations.waive(
        receivable.invoice_id, kind=ClaimKind.INTEREST, amount=Money(33), reason="Plan tenu",
        by="Paul", on=TEN_DAYS_LATE,
    )  # fmt: skip
    for _ in range(2):
        operations.restore(
            receivable.invoice_id, kind=ClaimKind.INTEREST, told="Plan tenu", by="Paul",
            on=TEN_DAYS_LATE, reason="Chèque revenu",
        )  # fmt: skip
    assert claims(receivable.company, TEN_DAYS_LATE)[0]["interest_cents"] == 333
    entry = Entry.objects.get(verb="claim.restored")
    assert (entry.reason, entry.facts["cents"]) == ("Chèque revenu", 33)


def test_fees_exist_by_being_claimed(receivable: Receivable) -> None:
    operations.claim(
        receivable.invoice_id, kind=ClaimKind.FEES, amount=Money(1_200), by="relance",
        on=TEN_DAYS_LATE, reason="Relance de niveau 3",
    )  # fmt: skip
    (claim,) = claims(receivable.company, TEN_DAYS_LATE)
    assert (claim["fees_cents"], claim["interest_cents"]) == (1_200, 333)


def test_a_waiver_without_reason_is_refused(receivable: Receivable) -> None:
    with pytest.raises(operations.WaiverWithoutReason, match="besoin d'un motif"):
        operations.waive(
            receivable.invoice_id, kind=ClaimKind.INTEREST, reason=" ", by="Paul", on=TEN_DAYS_LATE
        )


def test_the_whole_is_waived_once(receivable: Receivable) -> None:
    invoice = receivable.invoice_id
    operations.waive(invoice, kind=ClaimKind.INTEREST, reason="Geste", by="Paul", on=TEN_DAYS_LATE)
    with pytest.raises(operations.AlreadyWaived, match="déjà abandonné"):
        operations.waive(
            invoice, kind=ClaimKind.INTEREST, reason="Encore", by="Paul", on=TEN_DAYS_LATE
        )


@pytest.mark.parametrize("cents", [334, 100_000])
def test_no_more_is_paid_than_is_claimable(receivable: Receivable, cents: int) -> None:
    with pytest.raises(operations.AboveClaimable, match=r"3,33.€ au plus sont exigibles"):
        operations.pay(
            receivable.invoice_id, kind=ClaimKind.INTEREST, amount=Money(cents), by="Nadia",
            on=TEN_DAYS_LATE,
        )  # fmt: skip


@pytest.mark.parametrize("cents", [0, -1])
def test_a_claim_is_above_zero(receivable: Receivable, cents: int) -> None:
    with pytest.raises(operations.ClaimWithoutAmount, match="doit être positif"):
        operations.claim(
            receivable.invoice_id, kind=ClaimKind.FEES, amount=Money(cents), by="relance",
            on=TEN_DAYS_LATE,
        )  # fmt: skip


def settled(receivable: Receivable, cents: int, imputation: str) -> Credit:
    """A payment ten days late, imputed on the whole debt."""
    credit = payments.record(
        customer=receivable.customer, reference="VIR", on=TEN_DAYS_LATE,
        amount=Money(cents, "EUR"), by="Nadia",
    )  # fmt: skip
    operations.settle(credit, [receivable], imputation=imputation, on=TEN_DAYS_LATE, by="Nadia")
    receivable.refresh_from_db()
    return credit


@pytest.mark.parametrize(
    ("imputation", "left"),
    [
        pytest.param("interest-first", (50_333, 0, 4_000), id="interest, principal, indemnity"),
        pytest.param("principal-first", (50_000, 333, 4_000), id="principal, interest, indemnity"),
        pytest.param("costs-first", (54_333, 0, 0), id="indemnity, interest, principal"),
    ],
)
def test_a_payment_is_imputed_in_the_order_agreed(
    receivable: Receivable, imputation: str, left: tuple[int, int, int]
) -> None:
    settled(receivable, 50_000, imputation)
    (claim,) = claims(receivable.company, TEN_DAYS_LATE)
    assert (receivable.open_cents, claim["interest_cents"], claim["indemnity_cents"]) == left
    assert drift(receivable.company) == []


def test_what_a_returned_payment_paid_is_claimable_again(receivable: Receivable) -> None:
    credit = settled(receivable, 110_000, "interest-first")
    assert credit.open_cents == 110_000 - 100_000 - 333 - 4_000
    matching.return_payment(credit, on=date(2026, 5, 10), by="Nadia")
    (before,) = claims(receivable.company, date(2026, 5, 9))
    (after,) = claims(receivable.company, date(2026, 5, 10))
    assert (before["interest_cents"], before["indemnity_cents"]) == (0, 0)
    assert (after["interest_cents"], after["indemnity_cents"]) == (333, 4_000)
    assert drift(receivable.company) == []

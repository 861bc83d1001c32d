"""What is contested, less what credit notes take of it, never more than what is open: any day."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from encaisse.accounts.models import Company, User
from encaisse.disputes import operations, queries
from encaisse.disputes.models import Dispute, DisputedPart, Step
from encaisse.disputes.operations import refusals
from encaisse.disputes.queries import asking, board
from encaisse.documents.operations import GivenFile
from encaisse.dunning.queries.holds import holds_of
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from encaisse.store.frames import rows_out
from tests.disputes.conftest import ON, november


def credit_note(bill: Receivable, cents: int, day: int) -> Credit:
    return matching.receive_credit_note(
        customer=bill.customer, reference=f"AV-{day}-{cents}", on=november(day),
        amount=Money(cents), by="Nadia", pays=[bill],
    )  # fmt: skip


def paid(bill: Receivable, cents: int, day: int) -> Credit:
    return matching.receive_payment(
        customer=bill.customer, reference=f"VIR-{day}", on=november(day), amount=Money(cents),
        by="Nadia", pays=[bill],
    )  # fmt: skip


def state(dispute: Dispute, day: int) -> tuple[str, int]:
    row = board.row_of(dispute, on=november(day))
    return str(row.state), row.cents


def held(company: Company, day: int) -> list[tuple[int, int | None]]:
    bound: dict[str, object] = {"company": company.pk, "on": november(day), "customers": None}
    return list(holds_of(rows_out, bound).select("receivable", "cents").iter_rows())


def told(dispute: Dispute) -> list[str]:
    return list(Step.objects.filter(dispute=dispute).values_list("kind", flat=True))


def test_a_credit_note_of_what_was_asked_closes_it(dispute: Dispute, bill: Receivable) -> None:
    operations.deciding.ask_credit(dispute, amount=Money(30_000), on=november(12), by="Nadia")
    assert state(dispute, 11) == ("to_qualify", 100_000)
    assert state(dispute, 12) == ("partial", 30_000)
    assert held(dispute.company, 12) == [(bill.pk, 30_000)]
    credit_note(bill, 30_000, 14)
    assert state(dispute, 13) == ("partial", 30_000)
    assert state(dispute, 14) == ("closed", 0)
    assert held(dispute.company, 14) == []
    assert board.row_of(dispute, on=november(15)).closed_on == november(14)


def test_a_smaller_credit_note_leaves_the_rest_and_says_so(
    dispute: Dispute, bill: Receivable
) -> None:
    operations.deciding.ask_credit(dispute, amount=Money(30_000), on=november(12), by="Nadia")
    credit_note(bill, 20_000, 14)
    assert state(dispute, 14) == ("partial", 10_000)
    assert operations.deciding.watch(dispute.company, on=november(14)) == 1
    latest = Step.objects.filter(dispute=dispute).order_by("-id")[0]
    assert (latest.kind, latest.cents) == ("credited", 20_000)
    assert "100,00" in latest.note
    credit_note(bill, 10_000, 15)
    assert state(dispute, 15) == ("closed", 0)


def test_all_of_it_may_be_credited(dispute: Dispute, bill: Receivable) -> None:
    operations.deciding.ask_credit(dispute, amount=None, on=ON, by="Nadia")
    assert state(dispute, 10) == ("awaiting_credit", 100_000)
    credit_note(bill, 100_000, 12)
    assert state(dispute, 12) == ("closed", 0)


def test_an_agreement_asks_again_for_what_is_owed(dispute: Dispute, bill: Receivable) -> None:
    operations.deciding.agree(dispute, owed=Money(60_000), on=november(12), by="Nadia")
    assert state(dispute, 12) == ("partial", 40_000)
    paid(bill, 60_000, 13)
    assert state(dispute, 13) == ("partial", 40_000)
    credit_note(bill, 40_000, 14)
    assert state(dispute, 14) == ("closed", 0)


def test_it_closes_when_paid_and_reopens_when_the_payment_comes_back(
    dispute: Dispute, bill: Receivable
) -> None:
    company, credit = dispute.company, paid(bill, 100_000, 12)
    assert state(dispute, 12) == ("closed", 0)
    assert operations.deciding.watch(company, on=november(12)) == 1
    matching.return_payment(credit, on=november(15), by="Nadia")
    assert [state(dispute, day)[0] for day in (11, 12, 14, 15)] == [
        "to_qualify", "closed", "closed", "to_qualify",
    ]  # fmt: skip
    assert operations.deciding.watch(company, on=november(15)) == 1
    assert operations.deciding.watch(company, on=november(15)) == 0
    assert told(dispute) == ["opened", "paid", "reopened"]


def test_a_credit_note_from_before_takes_nothing_of_it(bill: Receivable) -> None:
    credit_note(bill, 10_000, 10)
    dispute = operations.declare([bill], reason="price", on=ON, by="Nadia", amount=Money(30_000))
    assert state(dispute, 10) == ("to_qualify", 30_000)
    credit_note(bill, 30_000, 10)
    assert state(dispute, 10) == ("closed", 0)


def test_of_two_disputes_the_first_is_credited_first(bill: Receivable) -> None:
    first, second = (
        operations.declare([bill], reason=why, on=ON, by="Nadia", amount=Money(20_000))
        for why in ("price", "quality")
    )
    credit_note(bill, 25_000, 12)
    assert (state(first, 12), state(second, 12)) == (("closed", 0), ("to_qualify", 15_000))


def test_a_credit_note_cancelled_contests_again(dispute: Dispute, bill: Receivable) -> None:
    operations.deciding.ask_credit(dispute, amount=Money(30_000), on=november(11), by="Nadia")
    matching.cancel_credit(credit_note(bill, 30_000, 12), on=november(14), by="Nadia")
    assert [state(dispute, day)[1] for day in (11, 12, 13, 14)] == [30_000, 0, 0, 30_000]


def test_the_undisputed_part_goes_on(dispute: Dispute, bill: Receivable, other: Receivable) -> None:
    assert held(dispute.company, 10) == [(bill.pk, None)]
    operations.confirm(dispute, on=november(12), by="Nadia")
    assert held(dispute.company, 12) == []
    assert state(dispute, 12)[0] == "closed"
    assert queries.of_customer(other.customer_id, on=november(12)) == []


@pytest.mark.parametrize(
    ("cents", "refusal"),
    [
        (100_001, refusals.CreditAboveContested),
        (0, refusals.CreditNotPositive),
    ],
)
def test_a_credit_note_is_at_most_what_is_contested(
    dispute: Dispute, cents: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        operations.deciding.ask_credit(dispute, amount=Money(cents), on=ON, by="Nadia")


def test_nothing_is_decided_of_what_is_paid(dispute: Dispute, bill: Receivable) -> None:
    paid(bill, 100_000, 10)
    with pytest.raises(refusals.NothingContested) as refused:
        operations.deciding.ask_credit(dispute, amount=None, on=ON, by="Nadia")
    assert "payé ou crédité" in str(refused.value)


def test_its_deadline_and_department_are_those_of_its_cause(
    company: Company, bill: Receivable, other: Receivable
) -> None:
    first = operations.declare([bill], reason="delivery", on=ON, by="Nadia")
    assert (first.department, first.due_on) == ("logistics", november(17))
    operations.arranging.keep_deadline(
        company, reason="delivery", days=2, department="quality", by="Paul"
    )
    second = operations.declare([other], reason="delivery", on=ON, by="Nadia")
    assert (second.department, second.due_on) == ("quality", november(12))


def test_it_is_given_to_somebody_by_another_day(dispute: Dispute, nadia: User) -> None:
    operations.deciding.assign(dispute, department="quality", owner=nadia, on=ON, by="Paul")
    moved = operations.deciding.move(dispute, due_on=november(25), on=ON, by="Paul", why="Congés")
    assert (moved.department, moved.owner, moved.due_on) == ("quality", nadia, november(25))
    assert told(dispute) == ["opened", "assigned", "moved"]
    with pytest.raises(refusals.DeadlineInThePast):
        operations.deciding.move(dispute, due_on=november(9), on=ON, by="Paul")
    with pytest.raises(refusals.UnknownDepartment):
        operations.deciding.assign(dispute, department="lune", owner=None, on=ON, by="Paul")


def test_what_happened_is_never_rewritten(dispute: Dispute) -> None:
    operations.deciding.note(dispute, text="Rappelé.", on=ON, by="Nadia")
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.filter(dispute=dispute).update(note="Autre chose.")
    with pytest.raises(refusals.NoteEmpty):
        operations.deciding.note(dispute, text="  ", on=ON, by="Nadia")


def test_what_ended_is_not_decided_again(dispute: Dispute) -> None:
    operations.withdraw(dispute, why="Erreur", on=ON, by="Nadia")
    with pytest.raises(refusals.DisputeAlreadyEnded):
        operations.deciding.move(dispute, due_on=november(25), on=ON, by="Nadia")
    assert DisputedPart.objects.get(dispute=dispute).until is None


def test_settings_say_what_is_wrong(company: Company) -> None:
    keep = operations.arranging
    with pytest.raises(refusals.DaysWrong):
        keep.keep_deadline(company, reason="price", days=0, department="", by="Paul")
    with pytest.raises(refusals.DepartmentWithoutName):
        keep.keep_department(company, name=" ", by="Paul")
    made = keep.keep_department(company, name="Bureau d'études", by="Paul", email="be@x.example")
    assert made.code == "bureau-detudes"


def test_evidence_is_attached_when_it_is_opened(bill: Receivable) -> None:
    photo = GivenFile("colis.txt", b"Le colis est ouvert.")
    given = operations.Given(opened_by="portal", evidence=[photo])
    made = operations.declare([bill], reason="quality", on=ON, by="Le client", given=given)
    names = [each.name for each in asking.evidence(made)]
    assert (names, made.opened_by) == (["colis.txt"], "portal")
    assert made.due_on == ON + datetime.timedelta(days=15)

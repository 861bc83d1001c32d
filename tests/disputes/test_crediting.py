"""The credit note that a dispute awaits is one click away, written with what is contested."""

import datetime

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.disputes import operations
from encaisse.disputes.models import Dispute
from encaisse.disputes.operations.refusals import NothingContested
from encaisse.disputes.queries import board
from encaisse.disputes.rules import State
from encaisse.invoicing import operations as invoicing
from encaisse.invoicing import queries as invoices
from encaisse.invoicing.models import Draft
from encaisse.invoicing.rules.crediting import lines_worth
from encaisse.invoicing.rules.reading import meant
from encaisse.invoicing.rules.totals import VatPart
from encaisse.invoicing.rules.typed import Typed
from encaisse.kernel.money import Money
from encaisse.law.reader import parameters
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.disputes.conftest import ON
from tests.invoicing.sales import DAY, a_buyer, a_draft, a_seller, vat

NOON = datetime.datetime.combine(ON, datetime.time(12), datetime.UTC)
TWO_RATES = (
    {"designation": "Portail", "quantity": "1", "price": "1000", "vat": "normal"},
    {"designation": "Pose", "quantity": "1", "price": "500", "vat": "intermediate"},
)


@pytest.fixture
def manager(client: Client, company: Company) -> Client:
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    return client


def gross_of(draft: Draft) -> int:
    """What the draft comes to, VAT included."""
    return invoices.ready(draft, number="AV-1", on=ON).facts.totals.gross_cents


@time_machine.travel(NOON, tick=False)
def test_one_click_asks_for_the_credit_note_and_opens_its_draft(
    manager: Client, dispute: Dispute
) -> None:
    assert "Demander et établir l" in manager.get(f"/litiges/{dispute.pk}/").content.decode()
    asked = {"geste": "avoir", "cents": "300", "why": "300 € de trop"}
    answer = manager.post(f"/litiges/{dispute.pk}/geste?puis=brouillon", asked)
    draft = Draft.objects.get()
    assert answer["Location"] == f"/factures/brouillons/{draft.pk}/"
    (line,) = Typed.of(draft.typed).lines
    assert line.designation == "Facture FA-1, litige du 10/11/2026 : prix"
    assert (line.price, line.vat) == ("250,00", "normal")
    assert gross_of(draft) == 30_000
    assert board.row_of(dispute, on=ON).state == State.PARTIAL


@time_machine.travel(NOON, tick=False)
def test_the_notice_opens_it_later_and_never_twice(manager: Client, dispute: Dispute) -> None:
    operations.deciding.ask_credit(dispute, amount=None, on=ON, by="Nadia")
    shown = manager.get(f"/litiges/{dispute.pk}/").content.decode()
    assert f'action="/litiges/{dispute.pk}/avoir"' in shown
    first = manager.post(f"/litiges/{dispute.pk}/avoir")["Location"]
    assert manager.post(f"/litiges/{dispute.pk}/avoir")["Location"] == first
    assert gross_of(Draft.objects.get()) == 100_000


@time_machine.travel(NOON, tick=False)
def test_a_collector_asks_and_a_manager_writes(signed: Client, dispute: Dispute) -> None:
    shown = signed.get(f"/litiges/{dispute.pk}/").content.decode()
    assert "Demander et établir" not in shown
    assert signed.post(f"/litiges/{dispute.pk}/avoir").status_code == 403
    assert not Draft.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_of_two_invoices_one_is_chosen_and_no_other_is_taken(
    manager: Client, lemoine: Customer, bill: Receivable, other: Receivable
) -> None:
    made = operations.declare([bill, other], reason="price", on=ON, by="Nadia")
    foreign = factories.a_receivable(lemoine)
    place = f"/litiges/{made.pk}/avoir"
    assert manager.post(place)["Location"] == f"/litiges/{made.pk}/"
    assert manager.post(place, {"invoice": foreign.invoice_id}).status_code == 404
    assert not Draft.objects.exists()
    manager.post(place, {"invoice": other.invoice_id})
    draft = Draft.objects.get()
    assert draft.corrects_id == other.invoice_id
    assert gross_of(draft) == 50_000


def test_nothing_contested_gives_nothing_back(dispute: Dispute, bill: Receivable) -> None:
    operations.settle(dispute, on=ON, by="Nadia")
    with pytest.raises(NothingContested):
        operations.crediting.draft(dispute, bill.invoice, on=ON, by="Paul")


@pytest.mark.django_db
def test_an_invoice_issued_here_is_given_back_by_its_own_lines_then_closes() -> None:
    issued = invoicing.issue(a_draft(a_buyer(a_seller())), on=DAY, today=DAY, by="Paul")
    assert issued.invoice is not None
    owed = Receivable.objects.filter(invoice=issued.invoice)
    made = operations.declare(list(owed), reason="quality", on=DAY, by="Nadia")
    draft = operations.crediting.draft(made, issued.invoice, on=DAY, by="Paul")
    assert Typed.of(draft.typed).lines == Typed.of(issued.typed).lines
    invoicing.issue(draft, on=DAY, today=DAY, by="Paul")
    assert board.row_of(made, on=DAY).state == State.CLOSED


@pytest.mark.django_db
def test_a_part_of_an_invoice_of_two_rates_is_shared_among_them() -> None:
    draft = a_draft(a_buyer(a_seller()), *TWO_RATES)
    issued = invoicing.issue(draft, on=DAY, today=DAY, by="Paul")
    assert issued.invoice is not None
    assert issued.gross_cents == 175_000
    owed = list(Receivable.objects.filter(invoice=issued.invoice))
    made = operations.declare(
        owed, reason="price", amount=Money(35_000), on=DAY, by="Nadia"
    )  # fmt: skip
    credit = operations.crediting.draft(made, issued.invoice, on=DAY, by="Paul")
    lines = [(line.vat, line.price) for line in Typed.of(credit.typed).lines]
    assert lines == [("normal", "200,00"), ("intermediate", "100,00")]
    assert gross_of(credit) == 35_000


@given(st.integers(1, 5_000_000), st.lists(st.integers(1, 900_000), min_size=1, max_size=3))
def test_it_never_gives_back_more_and_a_cent_less_at_most(cents: int, bases: list[int]) -> None:
    keys = ("normal", "intermediate", "reduced")
    parts = [VatPart(vat(key), base) for key, base in zip(keys, bases, strict=False)]
    told = Typed(lines=lines_worth(cents, parts, "Litige"))
    worth = meant(told, on=DAY, law=parameters).totals.gross_cents
    assert 0 <= cents - worth <= 1

"""The credit note of a dispute begun over REST."""

import datetime

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.disputes import operations
from encaisse.disputes.models import Dispute
from encaisse.invoicing.models import Draft
from encaisse.invoicing.rules.typed import Typed
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate()


@pytest.fixture
def paul(atelier: Company) -> Caller:
    return a_caller(atelier, Role.MANAGER)


@pytest.fixture
def bill(martin: Customer) -> Receivable:
    due_on = TODAY - datetime.timedelta(days=10)
    return factories.a_receivable(martin, number="FA-1", cents=120_000, due_on=due_on)


@pytest.fixture
def dispute(bill: Receivable) -> Dispute:
    return operations.declare([bill], reason="price", amount=Money(30_000), on=TODAY, by="Nadia")


def begun(caller: Caller, dispute: Dispute, invoice_id: int) -> tuple[int, dict[str, str]]:
    answer = caller.post(f"/disputes/{dispute.pk}/credit-notes", {"invoice": str(invoice_id)})
    return answer.status, answer.said


def test_what_is_contested_of_the_invoice_is_drafted_once(
    paul: Caller, dispute: Dispute, bill: Receivable
) -> None:
    status, said = begun(paul, dispute, bill.invoice_id)
    draft = Draft.objects.get()
    assert (status, said) == (201, {"draft": str(draft.pk)})
    assert draft.corrects_id == bill.invoice_id
    (line,) = Typed.of(draft.typed).lines
    assert (line.price, line.vat) == ("250,00", "normal")
    assert begun(paul, dispute, bill.invoice_id) == (201, said)
    shown = paul.get(f"/invoicing/drafts/{draft.pk}")
    assert (shown.status, shown.said["id"]) == (200, str(draft.pk))


def test_a_manager_of_the_company_begins_it_for_an_invoice_of_the_dispute(
    paul: Caller, nadia: Caller, martin: Customer, dispute: Dispute, bill: Receivable
) -> None:
    stranger = a_caller(factories.a_company("Autre"), Role.MANAGER)
    other = factories.a_receivable(martin, number="FA-2")
    assert begun(nadia, dispute, bill.invoice_id)[0] == 403
    assert begun(stranger, dispute, bill.invoice_id)[0] == 404
    assert begun(paul, dispute, other.invoice_id)[0] == 404
    assert not Draft.objects.exists()


def test_nothing_contested_gives_nothing_back(
    paul: Caller, dispute: Dispute, bill: Receivable
) -> None:
    operations.settle(dispute, on=TODAY, by="Nadia")
    status, said = begun(paul, dispute, bill.invoice_id)
    assert (status, said["code"]) == (409, "dispute_nothing_contested")
    assert not Draft.objects.exists()

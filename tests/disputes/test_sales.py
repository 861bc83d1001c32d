"""Whoever follows a customer opens a dispute, whatever their role; nobody else who only reads."""

import pytest
from django.test import Client

from encaisse.accounts import operations as accounts
from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.disputes.models import Dispute
from encaisse.disputes.rules import may_open
from encaisse.parties.models import Customer
from encaisse.parties.operations import following
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import Caller


@pytest.fixture
def julie(company: Company) -> User:
    """She sells, and reads."""
    return factories.a_user(company, Role.READER, "Julie")


@pytest.fixture
def julies(julie: User, lemoine: Customer, nadia: User) -> Customer:
    """Julie sells to Studio Lemoine; Nadia collects."""
    seller = following.meet(lemoine.company, "Julie", email=julie.email, by="Paul")
    following.follow(lemoine, seller, department="sales", by="Paul")
    Customer.objects.filter(pk=lemoine.pk).update(collector=nadia)
    return lemoine


@pytest.fixture
def signed(julie: User) -> Client:
    client = Client()
    client.force_login(julie)
    return client


@pytest.mark.parametrize(
    ("role", "follows", "may"),
    [
        (Role.COLLECTOR, False, True),
        (Role.MANAGER, False, True),
        (Role.READER, True, True),
        (Role.READER, False, False),
        (None, True, False),
    ],
)
def test_who_may_open_a_dispute(role: Role | None, follows: bool, may: bool) -> None:
    assert may_open(role, follows=follows) is may


def test_a_salesperson_opens_a_dispute_with_a_customer_of_theirs(
    signed: Client, julies: Customer, bill: Receivable, nadia: User
) -> None:
    page = signed.get(f"/clients/{julies.pk}/").content.decode()
    assert f'href="/clients/{julies.pk}/litige"' in page
    invoice = signed.get(f"/factures/{bill.invoice_id}/").content.decode()
    assert "Ouvrir un litige" in invoice
    assert "Solder l&#x27;écart" not in invoice
    opening = signed.get(f"/clients/{julies.pk}/litige").content.decode()
    assert f'<option value="{nadia.pk}" selected>' in opening
    typed = {"receivable": str(bill.pk), "reason": "quality", "note": "Deux pieds manquent",
             "owner": str(nadia.pk)}  # fmt: skip
    answer = signed.post(f"/clients/{julies.pk}/litige", typed)
    made = Dispute.objects.get()
    assert (made.opened_by, made.owner) == ("sales", nadia)
    shown = signed.get(answer["Location"]).content.decode()
    assert "Deux pieds manquent" in shown
    assert "commercial" in shown


def test_nothing_more_is_done_by_who_only_reads(
    signed: Client, julies: Customer, dispute: Dispute
) -> None:
    done = signed.post(f"/litiges/{dispute.pk}/geste", {"geste": "confirmer", "why": "oui"})
    assert done.status_code == 403


def test_nobody_who_only_reads_opens_one_with_a_customer_of_others(
    signed: Client, lemoine: Customer, bill: Receivable
) -> None:
    assert "Ouvrir un litige" not in signed.get(f"/clients/{lemoine.pk}/").content.decode()
    assert signed.get(f"/clients/{lemoine.pk}/litige").status_code == 403
    typed = {"receivable": str(bill.pk), "reason": "quality"}
    assert signed.post(f"/clients/{lemoine.pk}/litige", typed).status_code == 403
    assert not Dispute.objects.exists()


def test_the_same_over_rest(julie: User, julies: Customer, bill: Receivable) -> None:
    caller = Caller(accounts.make_token(company=julies.company, user=julie, name="s", by="Julie"))
    given = {"receivables": [str(bill.pk)], "reason": "quality", "on": "2026-11-10"}
    assert caller.post("/disputes", given).status == 201
    assert Dispute.objects.get().opened_by == "sales"
    others = factories.a_receivable(factories.a_customer(julies.company, "Garage Martin"))
    assert caller.post("/disputes", given | {"receivables": [str(others.pk)]}).status == 403

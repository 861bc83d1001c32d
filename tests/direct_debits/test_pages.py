"""The pages: a mandate noted, a batch prepared, its file taken."""

import datetime

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.direct_debits.models import DebitBatch, Mandate
from encaisse.parties.models import Customer
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban="FR7630006000011234567890189")


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company)


def signed_in(company: Company, role: Role) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


def said(**more: str) -> dict[str, str]:
    return {
        "reference": "RUM1", "scheme": "core", "iban": IBAN, "signed_on": "2026-01-10",
        "notice_days": "14", "is_recurrent": "on",
    } | more  # fmt: skip


@time_machine.travel(NOW)
def test_from_the_mandate_to_the_file(company: Company, martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=12_000)
    paul, nadia = signed_in(company, Role.MANAGER), signed_in(company, Role.COLLECTOR)
    assert "le noter" in nadia.get("/prelevements/").content.decode()
    wrong = paul.post(
        "/prelevements/creancier", {"ics": "FR73ZZZ123456", "version": "pain.008.001.02"}
    )
    assert "recopiez celui" in wrong.content.decode()
    paul.post("/prelevements/creancier", {"ics": "FR72ZZZ123456", "version": "pain.008.001.02"})
    nadia.post(f"/clients/{martin.pk}/mandats/signer", said())
    shown = nadia.get(f"/clients/{martin.pk}/mandats").content.decode()
    assert "en vigueur" in shown
    assert "RUM1" in nadia.get("/prelevements/mandats/").content.decode()
    offered = nadia.get("/prelevements/preparer").content.decode()
    assert receivable.invoice.number in offered
    assert 'value="2026-11-23"' in offered
    typed = {"receivables": str(receivable.pk), "collect_on": "2026-11-28"}
    closed = nadia.post("/prelevements/preparer", typed)
    assert closed.status_code == 422
    assert "choisissez le 30/11/2026" in closed.content.decode()
    assert "checked" in closed.content.decode()
    made = nadia.post("/prelevements/preparer", typed | {"collect_on": "2026-11-23"}, follow=True)
    assert "demandé" in made.content.decode()
    batch = DebitBatch.objects.get()
    file = nadia.get(f"/documents/{batch.document_id}/telecharger")
    assert b"pain.008.001.02" in file.getvalue()
    assert "Rien à prélever" in nadia.get("/prelevements/preparer").content.decode()
    undone = nadia.post(f"/prelevements/{batch.pk}/annuler", follow=True)
    assert "annulée" in undone.content.decode()
    assert nadia.get("/prelevements/?export=xlsx").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reference": "n° 1"}, "référence de mandat"),
        ({"iban": "FR1420041010050500013M02607"}, "IBAN prélevable"),
        ({"signed_on": "2126-01-01"}, "pas encore venu"),
        ({"bic": "TROP"}, "BIC"),
    ],
)
def test_what_is_wrong_of_a_mandate_is_said(
    company: Company, martin: Customer, wrong: dict[str, str], told: str
) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    answer = nadia.post(f"/clients/{martin.pk}/mandats/signer", said(**wrong))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Mandate.objects.exists()


@time_machine.travel(NOW)
def test_a_mandate_is_revoked_once(company: Company, martin: Customer) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    nadia.post(f"/clients/{martin.pk}/mandats/signer", said())
    where = f"/prelevements/mandats/{Mandate.objects.get().pk}/revoquer"
    assert "hors d" in nadia.post(where, follow=True).content.decode()
    assert "déjà révoqué" in nadia.post(where, follow=True).content.decode()

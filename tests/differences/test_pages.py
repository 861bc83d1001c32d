"""The pages: a collector settles a difference, is told who may write off, undoes."""

import datetime
from typing import Any

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.differences.models import Difference
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 10)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def late(company: Company) -> Receivable:
    return factories.a_receivable(factories.a_customer(company), cents=1_500)


def signed_in(company: Company, role: Role, *, administrates: bool = False) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role, is_administrator=administrates))
    return client


def typed(late: Receivable, **more: str) -> dict[str, Any]:
    return {"receivables": str(late.pk), "cause": "rounding", "on": "2026-11-10"} | more


def test_the_invoice_leads_to_its_difference(company: Company, late: Receivable) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    where = f"/clients/{late.customer_id}/ecarts?facture={late.invoice_id}"
    assert where in nadia.get(f"/factures/{late.invoice_id}/").content.decode()
    shown = nadia.get(where).content.decode()
    assert "checked" in shown
    assert "un écart jusqu'à" in shown


def test_a_collector_settles_a_difference_and_undoes_it(company: Company, late: Receivable) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    where = f"/clients/{late.customer_id}/ecarts"
    shown = nadia.post(f"{where}/abandonner", typed(late, cents="5,00"), follow=True)
    assert "Arrondi" in shown.content.decode()
    late.refresh_from_db()
    assert late.open_cents == 1_000
    made = Difference.objects.get()
    listed = nadia.get("/ecarts/").content.decode()
    assert "Arrondi" in listed
    assert nadia.get("/ecarts/?export=xlsx").status_code == 200
    nadia.post(f"/ecarts/{made.pk}/defaire")
    late.refresh_from_db()
    assert late.open_cents == 1_500
    again = nadia.post(f"/ecarts/{made.pk}/defaire")
    assert again.status_code == 422
    assert "déjà défait" in again.content.decode()


def test_a_loss_is_asked_of_a_manager(company: Company, late: Receivable) -> None:
    address = f"/clients/{late.customer_id}/ecarts/abandonner"
    loss = typed(late, cause="uncollectible")
    refused = signed_in(company, Role.COLLECTOR).post(address, loss)
    assert refused.status_code == 422
    assert "demandez à un responsable" in refused.content.decode()
    assert signed_in(company, Role.MANAGER).post(address, loss).status_code == 302
    late.refresh_from_db()
    assert late.open_cents == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "2126-01-01"}, "pas encore venu"),
        ({"cents": "beaucoup"}, "pas un montant"),
        ({"cents": "-1"}, "négatif"),
        ({"cents": "0"}, "positif"),
        ({"receivables": []}, "au moins une créance"),
        ({"cause": "other_difference"}, "Précisez"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    company: Company, late: Receivable, wrong: dict[str, Any], said: str
) -> None:
    paul = signed_in(company, Role.MANAGER)
    address = f"/clients/{late.customer_id}/ecarts/abandonner"
    answer = paul.post(address, typed(late) | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Difference.objects.exists()


def test_a_few_cents_too_much_are_kept_from_the_page(company: Company, late: Receivable) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    payment = matching.receive_payment(
        customer=late.customer, reference="VIR", on=DAY, amount=Money(1_503), by="n", pays=[late]
    )
    answer = nadia.post(f"/credits/{payment.pk}/retenir", {"cause": "rounding", "on": "2026-11-10"})
    assert answer.status_code == 302
    payment.refresh_from_db()
    assert payment.open_cents == 0


def test_a_payment_is_converted_from_the_page(company: Company, late: Receivable) -> None:
    late.currency = late.invoice.currency = "CHF"
    late.invoice.save()
    late.save()
    payment = matching.receive_payment(
        customer=late.customer, reference="VIR", on=DAY, amount=Money(1_600), by="n"
    )
    nadia = signed_in(company, Role.COLLECTOR)
    address = f"/credits/{payment.pk}/convertir"
    assert (
        "Unités de la devise de la facture pour 1 EUR"
        in nadia.get(f"/clients/{late.customer_id}/ecarts").content.decode()
    )
    said = {"receivable": str(late.pk), "on": "2026-11-10", "source": "BCE"}
    for wrong in ("NaN", "0", "deux", "1e30"):
        refused = nadia.post(address, said | {"rate": wrong})
        assert "par exemple 1,0850" in refused.content.decode()
    unsaid = nadia.post(address, said | {"rate": "0,9375", "booked_rate": "0,9"})
    assert "où ce cours se lit" in unsaid.content.decode()
    typed = said | {"rate": "0,9375", "booked_rate": "1", "booked_source": "BCE"}
    done = nadia.post(address, typed, follow=True)
    assert "Gain de change : 1,00" in done.content.decode().replace("\u202f", "")
    late.refresh_from_db()
    assert late.open_cents == 0


def test_a_manager_limits_collectors_and_an_administrator_managers(company: Company) -> None:
    told = {"collector-difference_cents": "25", "collector-loss_cents": "",
            "manager-difference_cents": "", "manager-loss_cents": "500"}  # fmt: skip
    assert signed_in(company, Role.COLLECTOR).post("/ecarts/limites", told).status_code == 403
    paul = signed_in(company, Role.MANAGER)
    paul.post("/ecarts/limites", told)
    shown = paul.get("/ecarts/limites").content.decode()
    assert 'value="25,00"' in shown
    assert 'value="500,00"' not in shown
    anne = signed_in(company, Role.MANAGER, administrates=True)
    assert 'value="500,00"' in anne.post("/ecarts/limites", told, follow=True).content.decode()
    wrong = anne.post("/ecarts/limites", told | {"manager-loss_cents": "trop"})
    assert wrong.status_code == 422

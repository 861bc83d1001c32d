"""The page where what waits is decided."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.matching.models import LearnedPayer
from encaisse.payments import operations as payments
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
DOUBT = "Le 16/11, un autre relevé donne 300,00 €."
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company, client: Client) -> Client:
    client.force_login(factories.a_user(company))
    return client


@pytest.fixture
def owed(company: Company) -> Receivable:
    due_on = datetime.date(2026, 10, 31)
    return factories.a_receivable(factories.a_customer(company), cents=300_00, due_on=due_on)


@pytest.fixture
def line(company: Company) -> BankLine:
    return factories.a_bank_line(company, cents=300_00, counterparty="Mme Petit")


def test_the_proposal_is_accepted_and_taken_back(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    choice = f"{owed.customer_id}|{owed.pk}=30000"
    shown = nadia.get("/lettrage/").content.decode()
    assert choice in shown
    assert "seule créance de ce montant ; payeur inconnu" in shown
    done = nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": choice}).content.decode()
    assert "attribué à Garage Martin." in done
    owed.refresh_from_db()
    assert owed.open_cents == 0
    nadia.post(f"/lettrage/lignes/{line.pk}/annuler/")
    owed.refresh_from_db()
    assert owed.open_cents == 300_00


def test_money_may_stay_on_the_account_and_pay_later(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": f"{owed.customer_id}|"})
    line.refresh_from_db()
    assert line.credit
    assert line.credit.open_cents == 300_00
    address = reverse("matching:choose_payment", args=[line.credit.pk])
    assert address not in nadia.get("/lettrage/").content.decode()
    assert address in nadia.get("/lettrage/?vue=laisses").content.decode()
    nadia.post(address, {"choice": f"{owed.customer_id}|{owed.pk}=30000"})
    owed.refresh_from_db()
    assert owed.open_cents == 0
    assert "Rien à lettrer" in nadia.get("/lettrage/").content.decode()


@pytest.mark.parametrize("choice", ["", "x", "1|2", "1|2=3,", "1|2=-3"])
def test_a_choice_that_does_not_read_is_refused(nadia: Client, line: BankLine, choice: str) -> None:
    assert nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": choice}).status_code == 400


def test_too_much_for_a_receivable_is_refused_with_a_sentence(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    answer = nadia.post(
        f"/lettrage/lignes/{line.pk}/choisir/", {"choice": f"{owed.customer_id}|{owed.pk}=30001"}
    )
    assert "il ne reste que 300,00" in answer.content.decode().replace("\xa0", " ")
    line.refresh_from_db()
    assert line.fate == "waiting"


def test_a_payer_is_forgotten_by_a_collector_only(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": f"{owed.customer_id}|"})
    payer = LearnedPayer.objects.get()
    assert "Mme Petit" in nadia.get("/lettrage/payeurs/").content.decode()
    reader = Client()
    reader.force_login(factories.a_user(line.company, Role.READER))
    assert reader.post(f"/lettrage/payeurs/{payer.pk}/oublier/").status_code == 403
    nadia.post(f"/lettrage/payeurs/{payer.pk}/oublier/")
    assert not LearnedPayer.objects.exists()


@pytest.mark.parametrize(
    ("answer", "fate", "told"),
    [
        pytest.param({"same": "1"}, "aside", "Mme Petit, 300,00 € : écarté.", id="the same"),
        pytest.param({"another": "1"}, "payment", "attribué à Garage Martin.", id="one more"),
    ],
)
def test_a_double_is_decided_on_the_page_and_taken_back(
    nadia: Client, line: BankLine, owed: Receivable, answer: dict[str, str], fate: str, told: str
) -> None:
    line.doubt, line.label = DOUBT, f"VIR {owed.invoice.number}"
    line.save()
    where = f"/lettrage/lignes/{line.pk}/double/"
    for page in ("/lettrage/", f"/lettrage/lignes/{line.pk}/"):
        shown = nadia.get(page).content.decode()
        assert DOUBT in shown
        assert f'action="{where}"' in shown
    done = nadia.post(where, answer).content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert told in done
    line.refresh_from_db()
    assert line.fate == fate
    assert "n&#x27;est plus en doute" in nadia.post(where, answer).content.decode()
    nadia.post(f"/lettrage/lignes/{line.pk}/annuler/")
    line.refresh_from_db()
    assert (line.fate, bool(line.suspicion)) == ("waiting", "same" in answer)


def _swapped_is_reloaded(nadia: Client, where: str, said: dict[str, str]) -> str:
    """The act swaps in what its address gives after; what is shown."""
    asked = {"HX-Request": "true", "HX-Target": "page"}
    swapped = nadia.post(where, said, headers=asked)
    assert swapped.status_code == 200
    again = nadia.get(swapped["HX-Push-Url"]).content.decode()
    part, whole = (
        " ".join(TOKEN.sub("", text).split()) for text in (swapped.content.decode(), again)
    )
    shown = part[: part.index("</main>")]
    assert shown in whole
    return shown


def test_what_an_act_swaps_in_is_what_a_reload_gives(
    nadia: Client, company: Company, line: BankLine, owed: Receivable
) -> None:
    """Placed, put back, left on the account; what stands of a payment too; a double; a refusal."""
    here, choice = f"/lettrage/lignes/{line.pk}/", f"{owed.customer_id}|{owed.pk}=30000"
    nobody = f"{owed.customer_id}|"
    for kept in ("", "?apres=50"):
        assert "attribué à" in _swapped_is_reloaded(
            nadia, f"{here}choisir/{kept}", {"choice": choice}
        )
        assert "Mme Petit" in _swapped_is_reloaded(nadia, f"{here}annuler/", {})
    assert "attribué à" in _swapped_is_reloaded(nadia, f"{here}choisir/", {"choice": nobody})
    _swapped_is_reloaded(nadia, f"{here}choisir/", {"choice": choice})
    _swapped_is_reloaded(nadia, f"{here}annuler/", {})
    credit = payments.record(
        customer=owed.customer, reference="CHQ 7", on=owed.due_on, amount=Money(500_00), by="Nadia"
    )
    paid = f"/lettrage/reglements/{credit.pk}/"
    for said, told in ((choice, "affecté."), (nobody, "laissé sur le compte.")):
        assert told in _swapped_is_reloaded(nadia, f"{paid}choisir/", {"choice": said})
    assert "Garage Martin" in _swapped_is_reloaded(nadia, f"{paid}annuler/", {})
    BankLine.objects.filter(pk=line.pk).update(doubt=DOUBT)
    assert "écarté." in _swapped_is_reloaded(nadia, f"{here}double/", {"same": "1"})
    assert DOUBT in _swapped_is_reloaded(nadia, f"{here}annuler/", {})
    _swapped_is_reloaded(nadia, f"{here}double/", {"another": "1"})

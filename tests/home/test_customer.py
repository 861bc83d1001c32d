"""The page that Nadia has before her during a call."""

import datetime

import pytest
from django.test import Client
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Assignment
from encaisse.home.queries.page import CustomerPage, customer_page
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer, RefusingAddress
from encaisse.receivables.models import SideAccount, SideBalance
from tests import factories
from tests.home.pages import swap, without_tokens

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 21)
LATE = datetime.date(2026, 10, 31)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, siren="552100554", email="compta@garage.example")


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def seen(client: Client, customer: Customer) -> str:
    return client.get(f"/clients/{customer.pk}/").content.decode()


def line(client: Client, customer: Customer) -> str:
    return client.get(f"/clients/{customer.pk}/fil").content.decode()


def shown(customer: Customer) -> CustomerPage:
    return customer_page(Customer.objects.select_related("company").get(pk=customer.pk), on=ON)


def test_four_acts_at_the_head_and_the_others_behind_a_menu(
    nadia: Client, company: Company, garage: Customer
) -> None:
    head = seen(nadia, garage).partition('<div class="actions">')[2].partition("</header>")[0]
    before, _start, rest = head.partition("<details")
    menu, _end, after = rest.partition("</details>")
    beside = before + after.partition("</div>")[0]
    for word in ("Autres actions", "Espace client", "Facturer", "Prévoir une visite"):
        assert word in menu
        assert word not in beside
    for word in ("Décompte", "Appeler", "Écrire", "Noter un règlement"):
        assert word in beside
    reader = Client()
    reader.force_login(factories.a_user(company, Role.READER, "Inès"))
    read = seen(reader, garage)
    assert "Espace client" in read
    assert "Prévoir une visite" not in read


def test_it_says_what_is_owed_and_what_the_law_adds(garage: Customer) -> None:
    factories.a_receivable(garage, cents=120_000, due_on=LATE)
    factories.a_receivable(garage, cents=50_000, due_on=datetime.date(2026, 12, 15))
    page = shown(garage)
    [owed] = page.owed
    assert (owed.outstanding_cents, owed.overdue_cents, owed.overdue_count) == (170_000, 120_000, 1)
    assert page.claims.indemnity_cents == 4_000
    assert page.claims.interest_cents > 0
    assert page.window.lines[0].claims.cents == page.claims.cents
    assert page.siren_is_valid


def test_an_estimated_due_date_makes_the_claims_uncertain(garage: Customer) -> None:
    factories.a_receivable(garage, due_on=LATE, estimated=True)
    assert shown(garage).claims.doubts == "échéances estimées comprises"


def test_it_says_what_comes_next_and_why(garage: Customer) -> None:
    factories.a_receivable(garage, due_on=LATE)
    found = shown(garage).next
    assert found is not None
    assert found.reason


def test_a_payment_with_the_invoice_number_closes_the_receivable(
    nadia: Client, garage: Customer
) -> None:
    receivable = factories.a_receivable(garage, cents=120_000, due_on=LATE, number="FA-12")
    typed = {"cents": "1 200,00 €", "on": "2026-11-20", "reference": "VIR FA-12"}
    answer = nadia.post(f"/clients/{garage.pk}/reglement", typed, follow=True)
    assert "noté et affecté" in answer.content.decode()
    receivable.refresh_from_db()
    assert receivable.open_cents == 0
    assert shown(garage).window.lines == []


def test_a_payment_that_says_nothing_waits_to_be_allocated(nadia: Client, garage: Customer) -> None:
    factories.a_receivable(garage, cents=120_000, due_on=LATE)
    typed = {"cents": "100", "on": "2026-11-20", "reference": "sans référence"}
    answer = nadia.post(f"/clients/{garage.pk}/reglement", typed, follow=True)
    assert "à affecter" in answer.content.decode()
    [credit] = shown(garage).credits
    answer = nadia.post(f"/credits/{credit.pk}/affecter", follow=True)
    assert "plus ancienne échéance" in answer.content.decode()
    assert shown(garage).credits == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"cents": "douze"}, "n&#x27;est pas un montant", id="no amount"),
        pytest.param({"cents": "0"}, "doit être positif", id="nothing"),
        pytest.param({"on": "2099-01-01"}, "avant d&#x27;être reçu", id="not received yet"),
        pytest.param({"reference": ""}, "obligatoire", id="no reference"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_the_field(
    nadia: Client, garage: Customer, typed: dict[str, str], sentence: str
) -> None:
    right = {"cents": "12", "on": "2026-11-20", "reference": "VIR"}
    answer = nadia.post(f"/clients/{garage.pk}/reglement", right | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_contact_is_added_then_changed(nadia: Client, garage: Customer) -> None:
    petit = {"name": "Mme Petit", "role": "dunning", "email": "petit@garage.example", "phone": ""}
    nadia.post(f"/clients/{garage.pk}/contacts", petit)
    contact = garage.contacts.get()
    nadia.post(f"/contacts/{contact.pk}", petit | {"email": "relances@garage.example"})
    page = seen(nadia, garage)
    assert "relances@garage.example" in page
    assert "Contact modifié" in line(nadia, garage)


def test_the_sheet_changes_and_the_journal_keeps_it(nadia: Client, garage: Customer) -> None:
    typed = {"kind": "public", "payment_days": "50", "email": "", "phone": "", "siren": ""}
    typed["address"] = "8 avenue de la Gare\n42700 Firminy"
    nadia.post(f"/clients/{garage.pk}/coordonnees", typed)
    garage.refresh_from_db()
    assert (garage.kind, garage.payment_days) == ("public", 50)
    assert garage.address.splitlines() == ["8 avenue de la Gare", "42700 Firminy"]
    assert "Fiche modifiée" in line(nadia, garage)


def test_reminders_are_blocked_with_a_reason_then_go_on(nadia: Client, garage: Customer) -> None:
    factories.a_receivable(garage, due_on=LATE)
    nadia.post(f"/clients/{garage.pk}/bloquer", {"reason": "marchandise à reprendre", "until": ""})
    page = seen(nadia, garage)
    assert "marchandise à reprendre" in page
    assert "Reprendre les relances" in page
    nadia.post(f"/clients/{garage.pk}/debloquer")
    assert "Bloquer les relances" in seen(nadia, garage)


def test_accounts_kept_apart_are_shown_apart(nadia: Client, garage: Customer) -> None:
    SideBalance.objects.create(
        company=garage.company, customer=garage, account=SideAccount.DOUBTFUL,
        balance_cents=99_900, on=LATE,
    )  # fmt: skip
    assert "Clients douteux (416)" in seen(nadia, garage)
    [owed] = shown(garage).owed
    assert owed.outstanding_cents == 0


def test_a_reader_sees_but_does_not_act(company: Company, garage: Customer) -> None:
    client = Client()
    client.force_login(factories.a_user(company, Role.READER, "Rémi"))
    assert "<form" not in seen(client, garage).partition("<main")[2].partition("</aside>")[0]


def test_what_is_swapped_equals_a_reload(nadia: Client, garage: Customer) -> None:
    factories.a_receivable(garage, cents=120_000, due_on=LATE, number="FA-12")
    typed = {"cents": "1200", "on": f"{localdate()}", "reference": "FA-12"}
    part = swap(nadia, f"/clients/{garage.pk}/reglement", typed)
    assert without_tokens(part) in without_tokens(seen(nadia, garage))


def test_the_invoice_says_what_paid_it_and_it_can_be_undone(
    nadia: Client, garage: Customer
) -> None:
    receivable = factories.a_receivable(garage, cents=120_000, due_on=LATE, number="FA-12")
    matching.receive_payment(
        customer=garage, reference="FA-12", on=ON, amount=Money(120_000), by="Nadia"
    )
    page = nadia.get(f"/factures/{receivable.invoice_id}/").content.decode()
    assert "Montant exact" in page
    allocation = receivable.allocations.get()
    page = nadia.post(f"/affectations/{allocation.pk}/delettrer", follow=True).content.decode()
    assert "de nouveau ouverte" in page
    receivable.refresh_from_db()
    assert receivable.open_cents == 120_000


def test_the_invoice_tells_each_rate_of_its_interest(nadia: Client, garage: Customer) -> None:
    receivable = factories.a_receivable(garage, due_on=datetime.date(2026, 5, 31))
    page = nadia.get(f"/factures/{receivable.invoice_id}/").content.decode()
    assert "12,15" in page
    assert "L441-10" in page


def test_a_mobile_may_ask_for_no_text_message(nadia: Client, garage: Customer) -> None:
    petit = {"name": "Mme Petit", "role": "dunning", "email": "", "phone": "06 39 98 12 34"}
    nadia.post(f"/clients/{garage.pk}/contacts", petit)
    contact = garage.contacts.get()
    form = f"/clients/{garage.pk}/modifier/contact-{contact.pk}"
    assert "Ne plus lui envoyer de SMS" in nadia.get(form).content.decode()
    answer = nadia.post(f"/contacts/{contact.pk}/stop-sms", follow=True)
    assert "Mme Petit ne recevra plus de SMS." in answer.content.decode()
    refusing = RefusingAddress.objects.get()
    assert (refusing.address, refusing.why) == ("+33639981234", "stop")
    assert "Lui envoyer de nouveau des SMS" in seen(nadia, garage)
    assert "Ne plus lui envoyer de SMS" not in nadia.get(form).content.decode()
    lifted = nadia.post(f"/clients/{garage.pk}/adresse", {"address": refusing.address}, follow=True)
    assert "+33639981234 est de nouveau utilisée." in lifted.content.decode()
    assert not RefusingAddress.objects.filter(lifted_on=None).exists()
    assert "Ne plus lui envoyer de SMS" in nadia.get(form).content.decode()


FORMS = {
    "fiche": "Enregistrer la fiche",
    "contact": "Ajouter le contact",
    "blocage": 'name="reason"',
    "profil": "Retenir ce profil",
    "scenario": "Suivre ce scénario",
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_comes_when_it_is_opened_as_in_its_page(
    nadia: Client, company: Company, garage: Customer, name: str
) -> None:
    dunning.copy_scenario(dunning.default_scenario(company, by="Paul"), by="Paul")
    where = f"/clients/{garage.pk}/modifier/{name}"
    assert FORMS[name] not in seen(nadia, garage)
    part = nadia.get(where, headers={"HX-Request": "true"}).content.decode()
    assert FORMS[name] in part
    assert "<main" not in part
    assert without_tokens(part) in without_tokens(nadia.get(where).content.decode())


def test_a_form_of_nothing_or_of_the_contact_of_another_does_not_exist(
    nadia: Client, company: Company, garage: Customer
) -> None:
    theirs = parties.add_contact(customer=factories.a_customer(company), name="M. Roy", by="Nadia")
    for name in ("rien", f"contact-{theirs.pk}", "contact-0"):
        assert nadia.get(f"/clients/{garage.pk}/modifier/{name}").status_code == 404


def test_what_is_refused_of_a_form_comes_back_open(nadia: Client, garage: Customer) -> None:
    answer = nadia.post(f"/clients/{garage.pk}/bloquer", {"reason": "", "until": "demain"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="demain"' in page
    assert page.count('<details class="edit" open>') == 1


def test_a_scenario_of_another_company_is_not_chosen(nadia: Client, garage: Customer) -> None:
    theirs = dunning.default_scenario(factories.a_company(), by="Paul")
    answer = nadia.post(f"/clients/{garage.pk}/scenario", {"scenario": theirs.pk})
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_it_says_where_it_stands_in_its_scenario_and_why_that_one(
    nadia: Client, company: Company, garage: Customer
) -> None:
    dunning.default_scenario(company, by="Paul")
    factories.a_receivable(garage, due_on=localdate() - datetime.timedelta(days=1))
    page = " ".join(seen(nadia, garage).split())
    third = localdate() + datetime.timedelta(days=2)
    assert "« Scénario de la société » : rien de fait de ses 4 étapes ; ensuite étape 1" in page
    assert f"dans 2 j ({third:%d/%m})" in page
    assert "Ni choix ni segment : le scénario de la société." in page


def test_a_manager_says_what_the_customer_may_owe(company: Company, garage: Customer) -> None:
    factories.a_receivable(garage, cents=150_000)
    paul = Client()
    paul.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    address = f"/clients/{garage.pk}/encours"
    page = paul.post(address, {"credit_limit_cents": "1 000"}, follow=True).content.decode()
    assert "Encours autorisé" in page
    assert "dépassé de" in page
    garage.refresh_from_db()
    assert garage.credit_limit_cents == 100_000
    wrong = paul.post(address, {"credit_limit_cents": "mille"})
    assert wrong.status_code == 422
    paul.post(address, {"credit_limit_cents": ""})
    garage.refresh_from_db()
    assert garage.credit_limit_cents is None


def test_a_collector_does_not_change_a_limit(nadia: Client, garage: Customer) -> None:
    assert "Changer l&#x27;encours" not in nadia.get(f"/clients/{garage.pk}/").content.decode()
    refused = nadia.post(f"/clients/{garage.pk}/encours", {"credit_limit_cents": "1"})
    assert refused.status_code == 403

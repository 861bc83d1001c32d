"""What Nadia does with the ticked receivables, without leaving the customer's page."""

import datetime

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.timezone import localdate
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.agenda.models import NextAction
from encaisse.causes.models import CauseChoice
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.documents import operations as documents
from encaisse.documents.rules.subjects import Subject
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.exchanges.queries.begun import begun as mail_begun
from encaisse.home.queries.window import ROWS
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable
from tests import factories
from tests.home.pages import swap, without_tokens
from tests.letters.papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_goes_somewhere(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, email="compta@garage.example")


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def days(count: int) -> datetime.date:
    return localdate() + datetime.timedelta(days=count)


def do(client: Client, customer: Customer, name: str, *ticked: int, **typed: str) -> str:
    sent = {"geste": name, "receivable": [str(each) for each in ticked], **typed}
    answer = client.post(f"/clients/{customer.pk}/geste", sent, follow=True)
    return answer.content.decode()


def test_a_promise_bears_on_what_is_ticked(nadia: Client, garage: Customer) -> None:
    first = factories.a_receivable(garage, cents=100_00, due_on=days(-40))
    factories.a_receivable(garage, cents=50_00, due_on=days(-20))
    said = do(nadia, garage, "promesse", first.pk, by_on=days(5).isoformat(), person="Mme Petit")
    assert "promet 100,00" in said
    promise = Promise.objects.get()
    assert (promise.cents, promise.by_on, promise.person) == (100_00, days(5), "Mme Petit")
    assert [part.receivable_id for part in promise.parts.all()] == [first.pk]


def test_without_a_tick_a_promise_bears_on_all_that_is_late(
    nadia: Client, garage: Customer
) -> None:
    for count in (-40, -20, 10):
        factories.a_receivable(garage, cents=50_00, due_on=days(count))
    do(nadia, garage, "promesse", by_on=days(5).isoformat())
    assert Promise.objects.get().cents == 100_00


def test_a_promise_that_looks_odd_is_asked_again_with_its_ticks_kept(
    nadia: Client, garage: Customer
) -> None:
    late = factories.a_receivable(garage, cents=1_000_00, due_on=days(-40))
    typed = {"by_on": days(5).isoformat(), "cents": "10"}
    said = do(nadia, garage, "promesse", late.pk, **typed)
    assert "Confirmez" in said
    assert "Noter quand même cette promesse" in said
    assert f'value="{late.pk}" data-tick data-cents="100000" data-currency="EUR" checked' in said
    do(nadia, garage, "promesse", late.pk, **typed, confirmed="on")
    assert Promise.objects.get().cents == 10_00


def test_what_is_ticked_of_another_customer_is_not_touched(
    nadia: Client, garage: Customer, company: Company
) -> None:
    theirs = factories.a_receivable(factories.a_customer(company), due_on=days(-40))
    said = do(nadia, garage, "promesse", theirs.pk, by_on=days(5).isoformat())
    assert "il n&#x27;y a rien à promettre" in said
    assert not Promise.objects.exists()


def test_a_dispute_needs_a_tick(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-40))
    assert "Cochez les factures que le client conteste" in do(
        nadia, garage, "litige", reason="price"
    )
    assert "Litige ouvert" in do(nadia, garage, "litige", late.pk, reason="price", note="Remise")
    dispute = Dispute.objects.get()
    assert [part.receivable_id for part in dispute.parts.all()] == [late.pk]


def test_a_mail_lists_what_is_ticked_and_joins_its_invoices(
    nadia: Client, garage: Customer, company: Company
) -> None:
    late = factories.a_receivable(garage, cents=1_200_00, due_on=days(-40), number="FA-12")
    subject = Subject("invoice", late.invoice_id, "FA-12", garage.pk)
    documents.receive(
        company, documents.GivenFile("FA-12.txt", b"Facture FA-12"), kind="invoice", by="Nadia",
        on=localdate(), subjects=[subject],
    )  # fmt: skip
    said = do(
        nadia, garage, "message", late.pk, to="compta@garage.example", subject="FA-12",
        text="Bonjour, où en est-on ?", joins="on", lists="on",
    )  # fmt: skip
    assert "Message confié à l&#x27;envoi" in said
    letter = Letter.objects.get()
    assert letter.to == ["compta@garage.example"]
    assert f"- FA-12, échue le {days(-40):%d/%m/%Y} : {Money(1_200_00)}" in letter.text
    assert [each.name for each in letter.enclosures.all()] == ["FA-12.txt"]


def test_a_mail_lists_in_the_customer_s_language(nadia: Client, garage: Customer) -> None:
    parties.change_customer(garage, by="Nadia", on=localdate(), language="de")
    owed = [factories.a_receivable(garage, due_on=days(each), number=f"FA-{each}")
            for each in (-40, 20)]  # fmt: skip
    do(
        nadia, garage, "message", *[each.pk for each in owed], to="compta@garage.example",
        subject="Rechnungen", text="Guten Tag,", lists="on",
    )  # fmt: skip
    text = Letter.objects.get().text
    assert "- FA--40, fällig seit " in text
    assert "- FA-20, zahlbar bis " in text
    assert "Summe: " in text


def test_a_mail_goes_to_nobody_else(nadia: Client, garage: Customer) -> None:
    do(nadia, garage, "message", to="autre@ailleurs.example", subject="Objet", text="Texte")
    assert not Letter.objects.exists()


def test_a_mail_to_a_customer_without_address_says_where_to_give_one(
    nadia: Client, company: Company
) -> None:
    mute = factories.a_customer(company, "Sans adresse")
    page = do(nadia, mute, "message", to="", subject="Objet gardé", text="Texte gardé")
    assert page.count("ajoutez-la à ses contacts") == 2, "as help, and as what is wrong"
    assert "Objet gardé" in page
    assert "Texte gardé" in page


def test_the_cause_of_what_is_ticked_is_said(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-40))
    factories.a_receivable(garage, due_on=days(-20))
    said = do(nadia, garage, "cause", late.pk, cause="cash", note="Attend un prêt")
    assert ": cause retenue pour 1 créance." in said
    assert [each.receivable_id for each in CauseChoice.objects.all()] == [late.pk]


def test_the_cause_that_is_proposed_is_kept_unless_another_is_said(
    nadia: Client, garage: Customer
) -> None:
    late = factories.a_receivable(garage, due_on=days(-40))
    disputes.declare([late], reason="price", note="", on=days(-10), by="Nadia")
    opened = nadia.get(f"/clients/{garage.pk}/geste?geste=cause").content.decode()
    assert '<option value="price" selected>' in opened


def test_what_comes_next_is_noted_and_shown(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-40), number="FA-12")
    said = do(
        nadia, garage, "suite", late.pk, then="other", day=days(3).isoformat(),
        what="Envoyer le bon de livraison",
    )  # fmt: skip
    assert "Envoyer le bon de livraison : FA-12" in said
    assert NextAction.objects.get().due_on == days(3)
    do(nadia, garage, "suite", then="call", day=days(2).isoformat())
    assert Task.objects.get().kind == "call"


@pytest.mark.parametrize("name", ["message", "releve", "promesse", "litige", "cause", "suite"])
def test_a_gesture_opened_in_place_equals_its_own_page(
    nadia: Client, garage: Customer, name: str
) -> None:
    factories.a_receivable(garage, due_on=days(-40))
    where = f"/clients/{garage.pk}/geste?geste={name}"
    headers = {"HX-Request": "true", "HX-Target": "div#gesture"}
    part = without_tokens(nadia.get(where, headers=headers).content.decode())
    whole = without_tokens(nadia.get(where).content.decode())
    assert "<section" in part
    assert part in whole


def test_what_is_swapped_after_a_gesture_equals_a_reload(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-40))
    typed = {"geste": "promesse", "receivable": str(late.pk), "by_on": days(5).isoformat()}
    part = swap(nadia, f"/clients/{garage.pk}/geste", typed)
    whole = nadia.get(f"/clients/{garage.pk}/").content.decode()
    assert without_tokens(part) in without_tokens(whole)


def test_the_receivables_are_shown_by_pages_and_what_is_ticked_elsewhere_counts(
    nadia: Client, garage: Customer
) -> None:
    made = [factories.a_receivable(garage, cents=1_00, due_on=days(-60)) for _each in range(ROWS)]
    other = factories.a_receivable(garage, cents=5_00, due_on=days(-10))
    first = nadia.get(f"/clients/{garage.pk}/").content.decode()
    assert f'value="{made[0].pk}" data-tick' in first
    assert f'value="{other.pk}" data-tick' not in first
    assert "1 à 50" in first
    headers = {"HX-Request": "true", "HX-Target": "div#rows"}
    second = nadia.get(f"/clients/{garage.pk}/?page=2", headers=headers).content.decode()
    assert f'value="{other.pk}" data-tick' in second
    assert "<main" not in second
    said = do(nadia, garage, "promesse", other.pk)
    assert f'value="{other.pk}" data-cents="500" data-currency="EUR"' in said


def test_a_reader_sees_no_gesture(garage: Customer, company: Company) -> None:
    factories.a_receivable(garage, due_on=days(-40))
    client = Client()
    client.force_login(factories.a_user(company, role=Role.READER))
    said = client.get(f"/clients/{garage.pk}/").content.decode()
    assert "data-tick" not in said
    assert client.get(f"/clients/{garage.pk}/geste?geste=promesse").status_code == 403


def test_the_companies_of_its_group_are_listed_with_what_they_owe(
    nadia: Client, garage: Customer, company: Company
) -> None:
    child = factories.a_customer(company, "Garage Sud", parent=garage)
    factories.a_receivable(child, cents=321_00, due_on=days(-40))
    said = nadia.get(f"/clients/{garage.pk}/").content.decode()
    assert "Garage Sud" in said
    assert "321,00" in said
    assert "maison mère" in nadia.get(f"/clients/{child.pk}/").content.decode()


def test_a_mail_begins_with_the_text_of_its_step_about_what_is_ticked(
    nadia: Client, garage: Customer, company: Company
) -> None:
    dunning.default_scenario(company, by="Paul")
    late = factories.a_receivable(garage, cents=1_200_00, due_on=days(-20), number="FA-12")
    factories.a_receivable(garage, due_on=days(-40), number="FA-11")
    answer = nadia.post(
        f"/clients/{garage.pk}/geste?ouvrir=message", {"receivable": str(late.pk)},
        headers={"HX-Request": "true", "HX-Target": "div#gesture"},
    )  # fmt: skip
    said = answer.content.decode()
    begun = mail_begun(garage, [late.pk], on=localdate())
    assert begun is not None
    assert escape(begun.subject) in said
    assert escape(begun.text) in said
    assert "FA-12" in begun.text
    assert "FA-11" not in said
    assert not Letter.objects.exists()


def test_the_text_of_a_step_is_sent_as_it_was_changed_and_listed_once(
    nadia: Client, garage: Customer
) -> None:
    late = factories.a_receivable(garage, due_on=days(-20), number="FA-12")
    typed = {"to": "compta@garage.example", "subject": "FA-12", "text": "FA-12 reste due."}
    do(nadia, garage, "message", late.pk, **typed)
    assert Letter.objects.get().text == "FA-12 reste due.\n"


def statement_of(letter: Letter) -> bytes:
    (paper,) = letter.enclosures.all()
    assert paper.document is not None
    return documents.content_of(paper.document)


def test_the_statement_of_what_is_ticked_goes_by_mail(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-20), number="FA-12")
    factories.a_receivable(garage, due_on=days(-40), number="FA-11")
    typed = {
        "to": "compta@garage.example",
        "subject": "Relevé",
        "text": "Voici.",
        "principal": "on",
    }
    said = do(nadia, garage, "releve", late.pk, **typed)
    assert "Message confié à l&#x27;envoi" in said
    told = text_of(statement_of(Letter.objects.get()))
    assert "FA-12" in told
    assert "FA-11" not in told
    assert "Intérêts" not in told


def test_a_statement_of_what_is_paid_meanwhile_is_refused(nadia: Client, garage: Customer) -> None:
    paid = factories.a_receivable(garage, due_on=days(-20))
    factories.a_receivable(garage, due_on=days(-40))
    Receivable.objects.filter(pk=paid.pk).update(open_cents=0)
    typed = {"to": "compta@garage.example", "subject": "Relevé", "text": "Voici."}
    said = do(nadia, garage, "releve", paid.pk, **typed)
    assert "Rien n&#x27;est ouvert sur ce qui est coché : rechargez la page du client." in said
    assert not Letter.objects.exists()


def test_the_statement_of_what_is_ticked_is_read_at_once(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-20), number="FA-12")
    factories.a_receivable(garage, due_on=days(-40), number="FA-11")
    where = f"/clients/{garage.pk}/decompte?export=pdf&principal=on&creance={late.pk}"
    told = text_of(nadia.get(where).content)
    assert "FA-12" in told
    assert "FA-11" not in told


def test_a_gesture_bears_on_more_than_a_thousand_ticks(nadia: Client, garage: Customer) -> None:
    late = factories.a_receivable(garage, due_on=days(-40))
    ticks = (late.pk, *range(10**9, 10**9 + 1_999))
    said = do(nadia, garage, "cause", *ticks, cause="cash")
    assert "cause retenue pour 1 créance" in said

"""The pages of limitation: the list by days left, and the acts noted on an invoice."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.kernel.money import Money
from encaisse.legal_action.models import LimitationEvent
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.home.pages import swap, without_tokens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]

TODAY = datetime.date(2026, 11, 23)
LIST = "/prescription/"


@pytest.fixture
def november():  # type: ignore[no-untyped-def]
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> Client:
    return signed_in(company, Role.COLLECTOR)


@pytest.fixture
def garage_martin(company: Company) -> Customer:
    return factories.a_customer(company)


@pytest.fixture
def old(garage_martin: Customer) -> Receivable:
    """Invoiced four years and eleven months ago: its safe date is near."""
    return invoiced(garage_martin, datetime.date(2021, 12, 10), number="FA-VIEILLE")


def invoiced(customer: Customer, day: datetime.date, *, number: str) -> Receivable:
    due_on = day + datetime.timedelta(days=30)
    return factories.a_receivable(customer, issued_on=day, due_on=due_on, number=number)


def signed_in(company: Company, role: Role) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def note(client: Client, owed: Receivable, **typed: str) -> str:
    answer = client.post(reverse("legal_action:note", args=[owed.invoice_id]), typed, follow=True)
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_the_list_shows_the_nearest_first_with_its_alert(
    nadia: Client, company: Company, old: Receivable
) -> None:
    consumer = factories.a_customer(company, "Mme Roux", kind="consumer")
    invoiced(consumer, datetime.date(2024, 11, 1), number="FA-PASSEE")
    mairie = factories.a_customer(company, "Mairie de Sorbiers", kind="public")
    invoiced(mairie, datetime.date(2022, 3, 1), number="FA-MAIRIE")
    invoiced(old.customer, datetime.date(2026, 9, 1), number="FA-NEUVE")
    page = shown(nadia, LIST)
    order = [
        page.index(f">{number}<") for number in ("FA-PASSEE", "FA-VIEILLE", "FA-MAIRIE", "FA-NEUVE")
    ]
    assert order == sorted(order)
    for alert in ("date sûre passée", "moins d&#x27;un mois", "1 à 3 mois", "plus de 6 mois"):
        assert alert in page, alert


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?alerte=alert", {"FA-VIEILLE"}),
        ("?alerte=month", {"FA-VIEILLE"}),
        ("?alerte=later", {"FA-NEUVE"}),
        ("?alerte=barred", {"FA-PERDUE"}),
        ("?nature=b2b", {"FA-VIEILLE", "FA-NEUVE", "FA-PERDUE"}),
        ("?nature=public", set()),
        ("?q=vieille", {"FA-VIEILLE"}),
        ("?sort=-open_cents", {"FA-VIEILLE", "FA-NEUVE", "FA-PERDUE"}),
    ],
)
def test_the_list_is_narrowed(
    nadia: Client, old: Receivable, query: str, numbers: set[str]
) -> None:
    invoiced(old.customer, datetime.date(2026, 9, 1), number="FA-NEUVE")
    invoiced(old.customer, datetime.date(2020, 1, 6), number="FA-PERDUE")
    page = shown(nadia, LIST + query)
    every = ("FA-VIEILLE", "FA-NEUVE", "FA-PERDUE")
    assert {number for number in every if f">{number}<" in page} == numbers


def test_the_list_is_exported(nadia: Client, old: Receivable) -> None:
    answer = nadia.get(LIST + "?export=xlsx")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_invoice_says_until_when_and_by_which_text(nadia: Client, old: Receivable) -> None:
    page = shown(nadia, f"/factures/{old.invoice_id}/")
    assert "10/12/2026" in page
    assert "10/01/2027" not in page  # the due date is 9 January 2022
    assert "09/01/2027" in page
    assert "C. com. L110-4, I" in page
    assert "exécution inconnue" in page


def test_an_acknowledgment_moves_both_dates_and_its_cancellation_moves_them_back(
    nadia: Client, old: Receivable
) -> None:
    typed = {"kind": "acknowledgment", "on": "2026-11-20", "proof": "Lettre du 20/11, classeur 3"}
    page = note(nadia, old, **typed)
    assert "20/11/2031" in page
    assert "Lettre du 20/11, classeur 3" in page
    event = LimitationEvent.objects.get(reverses=None)
    back = nadia.post(
        reverse("legal_action:cancel", args=[event.pk]),
        {"reason": "Signée d'un tiers"},
        follow=True,
    )
    page = back.content.decode()
    assert "20/11/2031" not in page
    assert "Signée d&#x27;un tiers" in page
    verbs = Entry.objects.filter(verb__startswith="limitation.").order_by("rank")
    assert [entry.verb for entry in verbs] == ["limitation.noted", "limitation.cancelled"]
    again = nadia.post(
        reverse("legal_action:cancel", args=[event.pk]), {"reason": "Encore"}, follow=True
    )
    assert "est déjà annulé" in again.content.decode()


def test_a_formal_notice_moves_nothing_and_says_so(nadia: Client, old: Receivable) -> None:
    page = note(nadia, old, kind="formal_notice", on="2026-11-20")
    assert "sans effet" in page
    assert "n&#x27;interrompt pas le délai, même en recommandé" in page
    assert "10/12/2026" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "acknowledgment", "on": "2026-11-20"}, "dites où en est la preuve"),
        ({"kind": "email", "on": "2026-11-24"}, "n&#x27;est pas encore passé"),
        ({"kind": "email", "on": "2026-02-31"}, "Le :"),
        ({"kind": "prayer", "on": "2026-11-20"}, "Acte :"),
    ],
)
def test_what_cannot_be_noted_is_refused_with_a_sentence(
    nadia: Client, old: Receivable, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in note(nadia, old, **typed)
    assert not LimitationEvent.objects.exists()


def test_a_noted_performance_advances_the_safe_date(nadia: Client, old: Receivable) -> None:
    page = note(nadia, old, kind="performance", on="2021-11-30")
    assert "30/11/2026" in page
    assert "exécution inconnue" not in page


def test_a_partial_payment_moves_only_the_possible_date(nadia: Client, old: Receivable) -> None:
    paid_on = datetime.date(2026, 11, 10)
    credit = matching.receive_payment(
        customer=old.customer, amount=Money(100_00), reference="VIR 12", on=paid_on, by="Nadia"
    )
    matching.allocate_to(credit, [old], on=paid_on, by="Nadia")
    page = shown(nadia, f"/factures/{old.invoice_id}/")
    assert "Paiement partiel, <strong>date possible seulement</strong>" in page
    assert "10/11/2031" in page
    assert "10/12/2026" in page


def test_a_public_debtor_s_reminder_interrupts(nadia: Client, company: Company) -> None:
    mairie = factories.a_customer(company, "Mairie de Sorbiers", kind="public")
    owed = invoiced(mairie, datetime.date(2022, 3, 1), number="FA-MAIRIE")
    assert "31/12/2026" in shown(nadia, f"/factures/{owed.invoice_id}/")
    page = note(nadia, owed, kind="reminder", on="2026-11-20", proof="AR du 20/11/2026")
    assert "31/12/2030" in page


@pytest.mark.parametrize(
    ("scope", "first", "second"),
    [
        ("invoice", "10/12/2022", "01/09/2031"),
        ("customer", "10/12/2022", "01/09/2027"),
        ("company", "10/12/2022", "01/09/2027"),
    ],
)
def test_the_manager_chooses_the_sort_of_claim(
    company: Company, old: Receivable, scope: str, first: str, second: str
) -> None:
    paul = signed_in(company, Role.MANAGER)
    other = invoiced(old.customer, datetime.date(2026, 9, 1), number="FA-NEUVE")
    address = reverse("legal_action:choose_kind", args=[old.invoice_id])
    page = paul.post(address, {"kind": "transport", "scope": scope}, follow=True)
    assert first in page.content.decode()
    assert "C. com. L133-6" in page.content.decode()
    assert second in shown(paul, f"/factures/{other.invoice_id}/")
    back = paul.post(address, {"kind": "", "scope": scope}, follow=True)
    assert "10/12/2026" in back.content.decode()


def test_a_paid_invoice_has_no_clock(nadia: Client, old: Receivable) -> None:
    nadia.post(
        f"/clients/{old.customer_id}/reglement",
        {"cents": "1200,00", "on": "2026-11-10", "reference": "FA-VIEILLE"},
    )
    assert "Prescription</h2>" not in shown(nadia, f"/factures/{old.invoice_id}/")
    assert "FA-VIEILLE" not in shown(nadia, LIST)


def test_swap_equals_reload(nadia: Client, old: Receivable) -> None:
    address = reverse("legal_action:note", args=[old.invoice_id])
    part = swap(nadia, address, {"kind": "email", "on": "2026-11-20", "note": "Bien reçu"})
    page = nadia.get(f"/factures/{old.invoice_id}/").content.decode()
    assert without_tokens(part)[:400] in without_tokens(page)


def test_another_company_sees_nothing(old: Receivable) -> None:
    ines = signed_in(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert "FA-VIEILLE" not in shown(ines, LIST)
    address = reverse("legal_action:note", args=[old.invoice_id])
    assert ines.post(address, {"kind": "email", "on": "2026-11-20"}).status_code == 404


def test_the_first_page_counts_what_is_in_alert(nadia: Client, old: Receivable) -> None:
    invoiced(old.customer, datetime.date(2026, 9, 1), number="FA-NEUVE")
    assert "Agir avant la date sûre" not in shown(nadia, "/")
    page = shown(nadia, "/?accessoires=1")
    assert "Prescription : 1 créance (moins d&#x27;un mois)." in page
    assert "?alerte=alert" in page
    assert "Agir avant la date sûre" in shown(nadia, "/")
    note(nadia, old, kind="enforcement", on="2026-11-20", proof="PV de saisie")
    assert "Agir avant la date sûre" not in shown(nadia, "/?accessoires=1")

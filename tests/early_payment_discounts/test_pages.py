"""A discount tried, offered and followed on its pages; the customer's own page."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.early_payment_discounts import operations
from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.insolvency import operations as insolvency
from encaisse.letters.models import Letter
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import a_visit, text_of

pytestmark = pytest.mark.usefixtures("mail_goes_somewhere")
NOON = datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC)


def in_days(count: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def owed(garage: Customer) -> list[Receivable]:
    """Due in forty days, in sixty, and late."""
    today = in_days(0)
    return [
        factories.a_receivable(
            garage, number=f"FA-{rank}", cents=cents, due_on=in_days(due), issued_on=issued
        )
        for rank, cents, due, issued in (
            (1, 100_000, 40, today), (2, 50_000, 60, today), (3, 70_000, -5, in_days(-40)),
        )
    ]  # fmt: skip


def a_client(company: Company, role: Role = Role.COLLECTOR) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role, f"Un {role}"))
    return client


@pytest.fixture
def nadia(company: Company) -> Client:
    return a_client(company)


@pytest.fixture
def made(owed: list[Receivable]) -> DiscountOffer:
    wanted = operations.Wanted(reduction=Reduction(Decimal("0.02")), last_on=in_days(10))
    return operations.offer(owed[:2], wanted, on=in_days(0), by="Nadia")


def asked(owed: list[Receivable], **typed: str) -> str:
    keys = [f"creance={each.pk}" for each in owed]
    return "&".join(["choix=1", *keys, *(f"{name}={text}" for name, text in typed.items())])


def plain(client: Client, where: str) -> str:
    shown = client.get(where).content.decode()
    return shown.replace("\u202f", " ").replace("\u00a0", " ")


def test_it_opens_on_what_is_not_due_yet(
    nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    page = plain(nadia, f"/clients/{garage.pk}/escompte")
    assert page.count('name="creance"') == 2
    assert "FA-3" not in page
    for words in ("1 470,00", "Coût annuel", "Préparer l'offre", "CGI, art. 272"):
        assert words in page


def test_it_swaps_what_a_reload_shows(
    nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    where = f"/clients/{garage.pk}/escompte?{asked(owed[:1], taux='3')}"
    whole = nadia.get(where).content.decode()
    part = nadia.get(
        where, headers={"HX-Request": "true", "HX-Target": "div#attempt"}
    ).content.decode()
    assert part.strip().startswith('<div class="attempt" id="attempt">')
    assert part.strip()[:400] in whole
    assert "970,00" in part


def test_what_is_refused_says_where(
    nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    typed = asked(owed[:1], dernier=in_days(40).isoformat())
    assert "doit finir avant ce jour" in plain(nadia, f"/clients/{garage.pk}/escompte?{typed}")
    answer = nadia.post(f"/clients/{garage.pk}/escompte/offrir?{typed}")
    assert answer.status_code == 422
    typed = asked(owed[:1], dernier="31/02/2027")
    assert "écrivez par exemple 31/12/2026" in plain(
        nadia, f"/clients/{garage.pk}/escompte?{typed}"
    )
    assert not DiscountOffer.objects.exists()


def test_what_was_tried_becomes_an_offer(
    nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    typed = asked(owed[:2], montant="15", taux="2", demande="leur comptable")
    answer = nadia.post(f"/clients/{garage.pk}/escompte/offrir?{typed}")
    offer = DiscountOffer.objects.get()
    assert answer.headers["Location"] == offer.get_absolute_url()
    assert [part.discount_cents for part in offer.parts.all()] == [1_000, 500]
    assert (offer.rate, offer.asked_by) == (None, "leur comptable")


def test_what_another_offer_bears_is_said_at_once(
    nadia: Client, made: DiscountOffer, garage: Customer, owed: list[Receivable]
) -> None:
    page = plain(nadia, f"/clients/{garage.pk}/escompte?{asked(owed[:1])}")
    assert "porte déjà sur ces factures" in page
    assert "Préparer l'offre" not in page


def test_it_opens_on_one_currency(nadia: Client, garage: Customer, owed: list[Receivable]) -> None:
    garage.currency = "USD"
    factories.a_receivable(
        garage, number="FA-USD", cents=9_000, due_on=in_days(50), issued_on=in_days(0)
    )
    page = plain(nadia, f"/clients/{garage.pk}/escompte")
    assert "FA-USD" in page
    assert "1 470,00" in page


def test_the_day_proposed_comes_before_the_due_date_of_what_is_ticked(
    nadia: Client, garage: Customer
) -> None:
    soon = factories.a_receivable(garage, cents=100_000, due_on=in_days(3), issued_on=in_days(0))
    page = plain(nadia, f"/clients/{garage.pk}/escompte?creance={soon.pk}")
    assert f'value="{in_days(2)}"' in page
    assert "980,00" in page


def test_an_amount_below_zero_is_refused(
    nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    page = plain(nadia, f"/clients/{garage.pk}/escompte?{asked(owed[:1], montant='-5')}")
    assert "ne peut être négatif" in page


def act(client: Client, offer: DiscountOffer, **typed: str) -> str:
    where = f"{offer.get_absolute_url()}geste"
    return client.post(where, typed, follow=True).content.decode()


def test_an_offer_is_sent_then_withdrawn_with_a_reason(nadia: Client, made: DiscountOffer) -> None:
    assert "Envoyer l'offre" in plain(nadia, made.get_absolute_url())
    assert "Offre envoyée à compta@garage.example" in act(
        nadia, made, geste="envoyer", to="compta@garage.example"
    )
    assert Letter.objects.count() == 1
    assert "dites pourquoi" in act(nadia, made, geste="retirer")
    assert "Offre retirée" in act(nadia, made, geste="retirer", why="Erreur.")


def test_an_offer_told_by_telephone_is_listed(nadia: Client, made: DiscountOffer) -> None:
    assert "Offre notée comme dite" in act(nadia, made, geste="dire")
    page = plain(nadia, "/escomptes/")
    for words in ("Garage Martin", "en cours", "1 470,00"):
        assert words in page
    assert "Garage Martin" not in plain(nadia, "/escomptes/?etat=taken")


def test_the_limits_are_said_and_a_manager_approves(
    company: Company, nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    paul = a_client(company, Role.MANAGER)
    assert nadia.post("/escomptes/limites", {"rate_max": "9"}).status_code == 403
    told = paul.post("/escomptes/limites", {"rate_max": "1,5"}, follow=True).content.decode()
    assert "Limites enregistrées" in told
    assert 'value="1,50"' in nadia.get("/escomptes/limites").content.decode()
    wrong = paul.post("/escomptes/limites", {"rate_max": "beaucoup"})
    assert wrong.status_code == 422
    where = f"/clients/{garage.pk}/escompte/offrir?{asked(owed[:1])}"
    assert "elle attend l&#x27;accord" in nadia.post(where, follow=True).content.decode()
    offer = DiscountOffer.objects.get()
    assert "Approuver l'offre" not in plain(nadia, offer.get_absolute_url())
    geste = f"{offer.get_absolute_url()}geste"
    assert nadia.post(geste, {"geste": "approuver"}).status_code == 403
    assert "Offre approuvée" in act(paul, offer, geste="approuver")
    assert "Envoyer l'offre" in plain(paul, offer.get_absolute_url())


def test_a_reader_sees_and_does_nothing(company: Company, made: DiscountOffer) -> None:
    reader = a_client(company, Role.READER)
    assert "Retirer l'offre" not in plain(reader, made.get_absolute_url())
    geste = f"{made.get_absolute_url()}geste"
    assert reader.post(geste, {"geste": "retirer"}).status_code == 403


def test_the_ticks_of_the_customers_page_lead_there(
    nadia: Client, garage: Customer, owed: list[Receivable]
) -> None:
    page = nadia.get(f"/clients/{garage.pk}/").content.decode()
    assert f'href="/clients/{garage.pk}/escompte"' in page


@time_machine.travel(NOON, tick=False)
def test_the_customers_own_page_shows_what_to_pay_and_by_when(
    garage: Customer, told: DiscountOffer
) -> None:
    client = a_visit(garage, at=NOON)
    page = text_of(client)
    for words in ("Un escompte vous est accordé", "1 470,00 €", "1 500,00 €", "11/03/2026"):
        assert words in page
    operations.withdraw(told, on=NOON.date(), by="Nadia", why="Erreur.")
    assert "Un escompte" not in text_of(client)


@time_machine.travel(NOON, tick=False)
def test_nothing_is_offered_there_to_who_may_not_pay(garage: Customer, told: DiscountOffer) -> None:
    insolvency.open_proceeding(
        garage, kind="redressement_judiciaire", on=datetime.date(2026, 3, 2), by="Nadia"
    )
    assert "Un escompte" not in text_of(a_visit(garage, at=NOON))

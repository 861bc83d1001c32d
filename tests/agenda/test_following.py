"""Whatever is closed for a customer asks what comes next, proposed from its scenario."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.agenda.models import NextAction
from encaisse.agenda.queries import listing
from encaisse.agenda.queries.coming import coming
from encaisse.agenda.rules import CALL, SCENARIO
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.early_payment_discounts import operations as discounts
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.portal import operations as portal
from encaisse.promises import operations as promises
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests import factories
from tests.replies.mails import a_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
ON = NOON.date()
LATER = ON + datetime.timedelta(days=10)


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def client(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, Role.COLLECTOR))
    return client


@pytest.fixture
def late(company: Company) -> Receivable:
    dunning.default_scenario(company, by="Paul")
    return factories.a_receivable(
        factories.a_customer(company, email="compta@etoile.example"), cents=824_000
    )


def a_task(late: Receivable) -> tuple[str, dict[str, str]]:
    made = dunning.tasks.ask(
        late.customer, "call", due_on=ON, reason="Rappeler", on=ON, by="Paul"
    )  # fmt: skip
    return "/taches/acte", {"task": str(made.pk), "act": "done", "on": f"{ON}", "outcome": "Joint"}


def a_dispute(late: Receivable) -> tuple[str, dict[str, str]]:
    made = disputes.declare([late], reason="price", on=ON, by="Paul")
    return f"/litiges/{made.pk}/geste", {"geste": "confirmer", "why": "Prix du devis"}


def a_promise(late: Receivable) -> tuple[str, dict[str, str]]:
    made = promises.promise([late], by_on=LATER, on=ON, by="Paul")
    return f"/promesses/{made.pk}/geste", {"geste": "retirer", "why": "Notée deux fois"}


def a_plan(late: Receivable) -> tuple[str, dict[str, str]]:
    made = payment_plans.agree([late], [Part(LATER, 824_000)], on=ON, by="Paul")
    return f"/echeanciers/{made.pk}/fin", {"geste": "annuler", "why": "Payé autrement"}


def a_proposal(late: Receivable) -> tuple[str, dict[str, str]]:
    parts, offer = [Part(LATER, 824_000)], proposing.Offer(expires_on=LATER)
    made = proposing.hand(
        proposing.propose([late], parts, offer, on=ON, by="Paul"), on=ON, by="Paul"
    )
    return f"/echeanciers/propositions/{made.pk}/geste", {"geste": "refuser", "why": "Trop long"}


def a_reply(late: Receivable) -> tuple[str, dict[str, str]]:
    mail = a_mail("Bien reçu.", sender=late.customer.email)
    made = replies.take_in(late.company, mail.as_bytes(), at=NOON)
    assert made is not None
    return f"/reponses/{made.pk}/suite", {"geste": "lue", "outcome": "Rien à en dire"}


def a_word(late: Receivable) -> tuple[str, dict[str, str]]:
    link, _token = portal.issue(late.customer, at=NOON, by="Paul")
    made = portal.acting.ask_duplicate(portal.acting.Visit(link, NOON, ON), late)
    return f"/espaces/demandes/{made.pk}/", {"outcome": "Renvoyée"}


def an_offer(late: Receivable) -> tuple[str, dict[str, str]]:
    early = factories.a_receivable(
        late.customer, issued_on=ON, due_on=LATER + datetime.timedelta(days=30)
    )
    wanted = discounts.Wanted(reduction=Reduction(Decimal("0.02")), last_on=LATER)
    made = discounts.offer([early], wanted, on=ON, by="Paul")
    return f"/escomptes/{made.pk}/geste", {"geste": "retirer", "why": ""}


def a_way_to_reach(late: Receivable) -> tuple[str, dict[str, str]]:
    type(late.customer).objects.update(email="")
    made = dunning.tasks.ask(
        late.customer, "no_contact", due_on=ON, reason="Sans adresse", on=ON, by="Paul"
    )  # fmt: skip
    return f"/taches/{made.pk}/coordonnees", {"email": "compta@etoile.example", "address": ""}


@pytest.mark.parametrize(
    "closing",
    [a_task, a_dispute, a_promise, a_plan, a_proposal, a_reply, a_word, an_offer, a_way_to_reach],
)
def test_what_is_closed_asks_what_comes_next(
    client: Client, late: Receivable, closing: object
) -> None:
    place, typed = closing(late)  # type: ignore[operator]
    answer = client.post(place, typed)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    asked = answer["Location"]
    assert asked.startswith(f"/agenda/suite/{late.customer_id}?retour=%2F")
    page = client.get(asked).content.decode()
    assert "Et ensuite ?" in page
    assert "Le scénario continue : étape 1, par courriel, le 23/11/2026." in page


def test_what_is_asked_is_kept_and_one_is_back_where_one_was(
    client: Client, late: Receivable
) -> None:
    place, typed = a_dispute(late)
    asked = client.post(place, typed)["Location"]
    then = {"then": "other", "day": f"{LATER}", "what": "Vérifier la banque",
            "retour": "/litiges/1/"}  # fmt: skip
    answer = client.post(asked, then)
    assert answer["Location"] == "/litiges/1/"
    assert NextAction.objects.get().what == "Vérifier la banque"
    again = client.get(asked).content.decode()
    assert "Vérifier la banque" in again
    assert "S&#x27;en tenir à ce qui est prévu" in again


def a_late_dispute(late: Receivable) -> Dispute:
    before, due_on = ON - datetime.timedelta(days=10), ON - datetime.timedelta(days=1)
    made = disputes.declare([late], reason="price", on=before, by="Paul")
    Dispute.objects.update(due_on=due_on)
    return made


def test_what_was_opened_from_the_agenda_comes_back_to_the_part_shown(
    client: Client, late: Receivable
) -> None:
    made = a_late_dispute(late)
    shown = "/agenda/?qui=tous&page=1"
    page = client.get(shown).content.decode()
    opened = f"/litiges/{made.pk}/?retour=agenda%3Fqui%3Dtous%26page%3D1"
    assert f'href="{opened}" data-open' in page
    typed = {"geste": "confirmer", "why": "Prix du devis"}
    sent_from = f"http://testserver{opened}"
    asked = client.post(f"/litiges/{made.pk}/geste", typed, headers={"referer": sent_from})
    page = client.get(asked["Location"]).content.decode()
    assert 'name="retour" value="/agenda/?qui=tous&amp;page=1"' in page
    answer = client.post(asked["Location"], {"then": "scenario", "retour": shown})
    assert answer["Location"] == shown


def test_the_task_of_a_dispute_is_planned_no_more_once_it_is_settled(late: Receivable) -> None:
    made = a_late_dispute(late)
    Task.objects.create(
        company=late.company, customer=late.customer, invoice=late.invoice, kind="dispute",
        reason="Litige en retard", opened_on=ON, due_on=ON,
    )  # fmt: skip
    assert [each.kind for each in coming(late.customer, on=ON).planned] == ["dispute"]
    disputes.confirm(made, on=ON, by="Paul")
    assert coming(late.customer, on=ON).planned == []


def test_nothing_is_asked_when_nothing_is_owed(client: Client, company: Company) -> None:
    paid = factories.a_customer(company)
    answer = client.get(f"/agenda/suite/{paid.pk}?retour=/litiges/")
    assert (answer.status_code, answer["Location"]) == (302, "/litiges/")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""]
)
def test_one_goes_back_to_a_page_of_ours_alone(
    client: Client, company: Company, elsewhere: str
) -> None:
    paid = factories.a_customer(company)
    answer = client.get(f"/agenda/suite/{paid.pk}", {"retour": elsewhere})
    assert answer["Location"] == f"/clients/{paid.pk}/"


def test_a_call_without_its_day_is_said_in_place(client: Client, late: Receivable) -> None:
    answer = client.post(f"/agenda/suite/{late.customer_id}", {"then": "call"})
    assert answer.status_code == 422
    assert "Dites quoi faire ensuite, et pour quel jour." in answer.content.decode()


def test_while_a_promise_stands_the_step_is_for_the_day_after(late: Receivable) -> None:
    promises.promise([late], by_on=LATER, on=ON, by="Paul")
    found = listing.following(late.customer_id, late.company, on=ON)
    assert (found.kind, found.on) == (SCENARIO, LATER + datetime.timedelta(days=1))


def test_while_a_dispute_stands_a_call_is_proposed(late: Receivable) -> None:
    disputes.declare([late], reason="price", on=ON, by="Paul")
    found = listing.following(late.customer_id, late.company, on=ON)
    assert found.kind == CALL


def test_several_tasks_of_one_customer_ask_once(client: Client, late: Receivable) -> None:
    a_task(late)
    a_task(late)
    ticked = [str(each.pk) for each in Task.objects.all()]
    typed = {"task": ticked, "act": "done", "on": f"{ON}", "outcome": "Joint"}
    asked = client.post("/taches/acte", typed)["Location"]
    assert asked == f"/agenda/suite/{late.customer_id}?retour=%2Ftaches%2F"


def test_several_tasks_closed_at_once_ask_nothing(client: Client, late: Receivable) -> None:
    a_task(late)
    a_task(factories.a_receivable(factories.a_customer(late.company, "Studio Lemoine")))
    ticked = [str(each.pk) for each in Task.objects.all()]
    typed = {"task": ticked, "act": "done", "on": f"{ON}", "outcome": "Joints"}
    assert client.post("/taches/acte", typed)["Location"] == "/taches/"


def test_a_reader_is_asked_nothing(late: Receivable) -> None:
    reader = Client()
    reader.force_login(factories.a_user(late.company, Role.READER))
    assert reader.get(f"/agenda/suite/{late.customer_id}").status_code == 403


def test_another_company_s_customer_does_not_exist(client: Client) -> None:
    stranger = factories.a_customer(factories.a_company("Delaunay Compta"))
    assert client.get(f"/agenda/suite/{stranger.pk}").status_code == 404

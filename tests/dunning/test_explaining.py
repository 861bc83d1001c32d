"""Why an invoice is or is not reminded: the page, the API, the command."""

import json
from datetime import date

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.config import cli
from encaisse.dunning import operations, rules
from encaisse.dunning.queries.explaining import explain, explain_invoice
from encaisse.dunning.rules.coming import Mark, drawn
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.rules import Part
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import a_caller

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 5)
REACHED = date(2026, 3, 12)
STEPS = (rules.Step(1, 7), rules.Step(2, 21), rules.Step(3, 9, after_previous=True))


@pytest.fixture
def company() -> Company:
    company = factories.a_company(siren="552100554")
    doux = rules.Scenario(0, "doux", STEPS)
    operations.save_scenario(company, doux, by="paul", is_default=True)
    return company


@pytest.fixture
def owed(company: Company) -> Receivable:
    martin = factories.a_customer(company, email="compta@garage.example")
    return factories.a_receivable(martin, cents=90_000, due_on=DUE, number="FA-12")


def said(receivable: Receivable, on: date) -> str:
    (told,) = explain_invoice(receivable.invoice, on=on)
    return " ".join(each.text for each in told.sentences)


def test_a_reminder_is_told_whole(owed: Receivable) -> None:
    told = said(owed, REACHED)
    for sentence in (
        "Échue le 05/03/2026, 7 jours de retard.",
        "Aucune étape faite ni proposée.",
        "Son âge appelle l'étape 1 (7 jours après l'échéance).",
        "Étape 1 (7 jours après l'échéance), possible depuis le 12/03/2026.",
        "Rien ne la retient de la part d'une personne.",
        "Relancée : 7 jours de retard : étape 1, atteinte le 12/03/2026.",
        "Le message va à Garage Martin (compta@garage.example), par courriel, et demande 900,00",
        "Scénario « doux », celui de la société.",
    ):
        assert sentence in told


def test_the_day_before_nothing_goes_and_the_day_is_told(owed: Receivable) -> None:
    told = said(owed, date(2026, 3, 11))
    assert "Étape 1 (7 jours après l'échéance), possible à partir du 12/03/2026." in told
    assert "Pas relancée" in told
    assert "Aucun message" in told


def test_each_hold_is_told_not_only_the_strongest(owed: Receivable) -> None:
    operations.block(owed.invoice, until=None, why="Geste", by="nadia", on=DUE)
    owed.invoice.grace_until = date(2026, 4, 1)
    owed.invoice.save()
    told = said(owed, REACHED)
    assert "Relances bloquées : Geste." in told
    assert "Délai accordé jusqu'au 01/04/2026." in told


def test_a_chosen_scenario_says_by_what(owed: Receivable, company: Company) -> None:
    dur = operations.save_scenario(company, rules.Scenario(0, "dur", STEPS[:1]), by="paul")
    operations.choose(dur, customer=owed.customer, by="paul")
    assert "Scénario « dur », choisi pour ce client." in said(owed, REACHED)
    operations.choose(dur, invoice=owed.invoice, by="paul")
    assert "Scénario « dur », choisi pour cette facture." in said(owed, REACHED)


def test_the_steps_to_come_follow_the_rule(owed: Receivable) -> None:
    (told,) = explain_invoice(owed.invoice, on=date(2026, 3, 1))
    coming = [(mark.level, mark.on) for mark in told.marks if mark.kind == "coming"]
    assert coming == [(1, REACHED), (2, date(2026, 3, 26)), (3, date(2026, 4, 4))]


def test_an_instalment_is_explained_beside_its_receivable(owed: Receivable) -> None:
    parts = (Part(date(2026, 4, 1), 30_000), Part(date(2026, 5, 1), 60_000))
    payment_plans.agree([owed], parts, on=REACHED, by="nadia")
    whole, first, second = explain(owed.company, "FA-12", on=date(2026, 4, 8))
    assert (whole["receivable"], whole["hold"]) == ("FA-12/1", "planned")
    assert (first["receivable"], first["decision"], first["level"]) == ("FA-12/p1", "send", 1)
    assert (second["receivable"], second["hold"]) == ("FA-12/p2", "not_due")
    assert "Échéancier du 12/03/2026." in [each["text"] for each in whole["sentences"]]
    assert whole["timeline"][-1]["kind"] != "coming"


def test_what_is_paid_says_so(owed: Receivable) -> None:
    Receivable.objects.filter(pk=owed.pk).update(open_cents=0)
    told = said(owed, REACHED)
    assert "Échéance le 05/03/2026. Rien d'ouvert : rien n'est demandé." in told


def test_page_api_and_command_say_the_same(
    owed: Receivable,
    company: Company,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "prepare_database", lambda: None)
    sentence = "Son âge appelle l'étape 1 (7 jours après l'échéance)."
    client = Client()
    client.force_login(factories.a_user(company))
    page = client.get(f"/factures/{owed.invoice_id}/pourquoi?jour=2026-03-12")
    assert sentence.replace("'", "&#x27;") in page.content.decode()
    told = a_caller(company).get("/dunning/explain?invoice=FA-12&on=2026-03-12").said[0]
    assert sentence in [each["text"] for each in told["sentences"]]
    asked = ["dunning", "explain", "--company", company.code, "--invoice", "FA-12"]
    assert cli.main([*asked, "--on", "2026-03-12"]) == 0
    assert sentence in capsys.readouterr().out
    assert cli.main([*asked, "--on", "2026-03-12", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["receivables"][0]
    assert printed["sentences"] == told["sentences"]


def test_a_day_that_is_none_is_today(owed: Receivable, company: Company) -> None:
    client = Client()
    client.force_login(factories.a_user(company))
    assert client.get(f"/factures/{owed.invoice_id}/pourquoi?jour=demain").status_code == 200


def test_the_page_swapped_is_the_page_reloaded(owed: Receivable, company: Company) -> None:
    client = Client()
    client.force_login(factories.a_user(company))
    address = f"/factures/{owed.invoice_id}/pourquoi?jour=2026-03-12"
    swapped = client.get(address, headers={"HX-Request": "true"}).content.decode().strip()
    assert swapped in client.get(address).content.decode()


def test_marks_of_one_day_stand_apart() -> None:
    marks = [Mark(DUE, "due", "échéance"), Mark(DUE, "taken", "étape 1", 1)]
    due, taken = drawn(marks, on=REACHED).points
    assert taken.at - due.at >= 6


def test_a_step_by_hand_says_that_a_person_does_it(company: Company) -> None:
    by_hand = rules.Scenario(0, "appels", (rules.Step(1, 7, approval="task"),))
    operations.save_scenario(company, by_hand, by="paul", is_default=True)
    unreachable = factories.a_receivable(factories.a_customer(company), cents=90_000, due_on=DUE)
    told = said(unreachable, REACHED)
    assert "Une personne s'en charge, à la main, auprès de Garage Martin : 900,00" in told

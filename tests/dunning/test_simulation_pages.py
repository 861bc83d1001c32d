"""Trying a scenario on the past, as Paul and Nadia do; what a reader and a script may."""

import argparse
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import commands, operations, rules
from encaisse.dunning.models import Message, Proposal, Run, Scenario, Simulation
from encaisse.dunning.operations.delivery import record_delivery
from encaisse.dunning.operations.simulation import (
    NotThePast,
    PeriodEndsBeforeItBegins,
    PeriodTooLong,
)
from encaisse.dunning.queries.simulated import UnknownScenario, UnknownVersion, trial_for
from encaisse.dunning.story.trying import StoryWithoutRun
from tests import factories
from tests.api.conftest import a_caller

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DUE = date(2026, 3, 2)
ASKED = {
    "first": "2026-03-01", "last": "2026-03-31", "version": "1", "against": "",
    "mail_price": "0", "letter_price": "1.80",
}  # fmt: skip


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def scenario(company: Company) -> Scenario:
    steps = (rules.Step(1, 5), rules.Step(2, 15, channel="letter"))
    kept = operations.save_scenario(
        company, rules.Scenario(0, "Doux", steps), by="Paul", is_default=True
    )
    customer = factories.a_customer(
        company, name="Garage Martin", email="compta@garage.example", address="1 rue Haute"
    )
    factories.a_receivable(customer, due_on=DUE, number="FA-2291")
    return kept


def a_client(company: Company, role: Role = Role.COLLECTOR) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


def played(scenario: Scenario, **terms: Any) -> Simulation:
    trial = trial_for(scenario, FIRST, LAST, **terms)
    kept = operations.start_simulation(
        scenario.company, trial, name=scenario.name, by="Paul", on=LAST
    )
    operations.play_simulation(scenario.company, kept.pk)
    kept.refresh_from_db()
    return kept


def test_a_trial_is_asked_for_and_its_page_says_how_far_it_is(
    company: Company, scenario: Scenario
) -> None:
    nadia = a_client(company)
    page = nadia.get(reverse("dunning:trial", args=[scenario.pk])).content.decode()
    assert "Essayer « Doux » sur le passé" in page
    assert "aurait changé leur conduite" in page
    asked = ASKED | {"replaces": str(scenario.pk)}
    answer = nadia.post(reverse("dunning:trial", args=[scenario.pk]), asked, follow=True)
    assert "vous pouvez quitter cette page" in answer.content.decode()
    kept = Simulation.objects.get()
    assert kept.prices == {"mail": 0, "letter": 180}
    operations.play_simulation(company, kept.pk)
    told = nadia.get(reverse("dunning:simulation", args=[kept.pk])).content.decode()
    assert "Garage Martin" in told
    assert "1,80" in told


def test_prices_change_without_playing_it_again(company: Company, scenario: Scenario) -> None:
    kept = played(scenario, prices={"mail": 0, "letter": 180})
    here = reverse("dunning:simulation", args=[kept.pk])
    typed = {"mail_price": "0.10", "letter_price": "2.00"}
    page = a_client(company).post(here, typed, follow=True).content.decode()
    assert "2,10" in page
    kept.refresh_from_db()
    assert kept.result["totals"]["tried"]["cost_cents"] == 210
    assert a_client(company, Role.READER).post(here, typed).status_code == 403


def test_it_writes_nothing_in_the_reminders(scenario: Scenario) -> None:
    kept = played(scenario)
    assert (kept.state, kept.progress) == ("done", 100)
    assert kept.result["totals"]["tried"]["messages"] == 2
    assert not [table for table in (Run, Message, Proposal) if table.objects.exists()]


def test_played_again_it_says_the_same_and_once_done_it_is_left_alone(scenario: Scenario) -> None:
    kept = played(scenario)
    Simulation.objects.filter(pk=kept.pk).update(state="running", progress=40, result={})
    operations.play_simulation(scenario.company, kept.pk)
    again = Simulation.objects.get(pk=kept.pk)
    assert (again.state, again.result) == ("done", kept.result)
    Simulation.objects.filter(pk=kept.pk).update(result={"kept": True})
    operations.play_simulation(scenario.company, kept.pk)
    assert Simulation.objects.get(pk=kept.pk).result == {"kept": True}


def test_another_scenario_is_compared_in_the_same_place(
    company: Company, scenario: Scenario
) -> None:
    firm = operations.save_scenario(
        company, rules.Scenario(0, "Ferme", (rules.Step(1, 1),)), by="Paul"
    )
    result = played(firm, against=scenario).result
    assert result["compared"]["against"]["earlier"] == 1
    assert result["compared"]["against"]["median_days"] == -4
    assert result["compared"]["done"]["only_tried"] == 1


def test_each_list_has_its_rows_and_its_spreadsheet(company: Company, scenario: Scenario) -> None:
    kept = played(scenario)
    nadia = a_client(company)
    address = reverse("dunning:simulation", args=[kept.pk])
    for name in ("clients", "relances", "evitees", "ajoutees"):
        assert nadia.get(address, {"liste": name}).status_code == 200
        sheet = nadia.get(address, {"liste": name, "export": "xlsx"})
        assert sheet["Content-Type"].endswith("sheet")
    found = nadia.get(address, {"liste": "relances", "q": "martin"}).content.decode()
    assert "niveau 2" in found


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (LAST, FIRST, PeriodEndsBeforeItBegins),
        (FIRST, LAST + timedelta(days=1), NotThePast),
        (date(2020, 1, 1), LAST, PeriodTooLong),
    ],
)
def test_only_a_past_of_a_readable_length_is_played(
    scenario: Scenario, first: date, last: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        operations.check_trial(trial_for(scenario, first, last), on=LAST)


def test_a_version_never_saved_is_refused(scenario: Scenario) -> None:
    with pytest.raises(UnknownVersion, match="pas de version 9"):
        trial_for(scenario, FIRST, LAST, version=9)


def test_a_refusal_is_said_on_the_form(company: Company, scenario: Scenario) -> None:
    asked = ASKED | {"replaces": str(scenario.pk), "first": "2026-04-30"}
    page = a_client(company).post(reverse("dunning:trial", args=[scenario.pk]), asked)
    assert "échangez les deux jours" in page.content.decode()


def test_a_reader_reads_and_starts_nothing(company: Company, scenario: Scenario) -> None:
    lise = a_client(company, Role.READER)
    assert (
        "Jouer cet essai"
        not in lise.get(reverse("dunning:trial", args=[scenario.pk])).content.decode()
    )
    answer = lise.post(reverse("dunning:trial", args=[scenario.pk]), ASKED)
    assert answer.status_code == 403


def test_the_command_tries_a_scenario(
    company: Company, scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["dunning", "simulate", "--company", company.code, "--from", "2026-03-01"]
    asked += ["--to", "2026-03-31", "--json", "--scenario"]
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args([*asked, "doux"])
    assert args.handler(args) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["scenario"], told["from"], told["to"]) == ("Doux", "2026-03-01", "2026-03-31")
    assert [each["name"] for each in told["customers"]] == ["Garage Martin"]
    assert told["totals"]["tried"]["messages"] == 2
    args = parser.parse_args([*asked, "Dur"])
    with pytest.raises(UnknownScenario, match="« Doux »"):
        args.handler(args)


def test_a_script_asks_for_a_trial_and_reads_it(company: Company, scenario: Scenario) -> None:
    script = a_caller(company, Role.COLLECTOR)
    asked = {"scenario": str(scenario.pk), "first": "2026-03-01", "last": "2026-03-31"}
    answer = script.post("/dunning/simulations", asked)
    assert answer.status == 201, answer.said
    number = answer.said["id"]
    operations.play_simulation(company, int(number))
    told = script.get(f"/dunning/simulations/{number}").said
    assert (told["state"], told["result"]["totals"]["tried"]["messages"]) == ("done", 2)
    assert len(told["limits"]) == 4
    assert [each["id"] for each in script.get("/dunning/simulations").said["items"]] == [number]
    reader = a_caller(company, Role.READER)
    assert reader.post("/dunning/simulations", asked).status == 403


def test_a_step_by_hand_is_a_task_and_costs_no_message(company: Company) -> None:
    steps = (rules.Step(1, 5, approval="task"),)
    kept = operations.save_scenario(
        company, rules.Scenario(0, "Appels", steps), by="Paul", is_default=True
    )
    factories.a_receivable(factories.a_customer(company), due_on=DUE)
    simulation = played(kept, prices={"mail": 5, "letter": 180})
    page = a_client(company).get(reverse("dunning:simulation", args=[simulation.pk]))
    assert "tâche" in page.content.decode()
    assert simulation.result["totals"]["tried"]["cost_cents"] == 0


STORY = """
company: {name: Librairie Verne, scenario: doux}
scenarios: {doux: {steps: [{level: 1, days: 20, channel: mail}]}}
customers: {Menuiserie Roux: {}}
invoices:
  - {number: V1, customer: Menuiserie Roux, issued: 2026-02-03, due: 2026-03-05, amount: 900.00}
runs: RUNS
"""


def test_a_scenario_is_tried_on_a_story(
    company: Company, scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "histoire.yaml"
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    asked = ["story", "try", str(file), "--company", company.code, "--scenario", "doux", "--json"]
    args = parser.parse_args(asked)
    file.write_text(STORY.replace("RUNS", "[2026-03-05, 2026-03-30]"), encoding="utf-8")
    assert args.handler(args) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["to"]) == ("2026-03-05", "2026-03-30")
    firsts = ("first_tried", "first_against", "first_done")
    (menuiserie,) = told["customers"]
    assert [menuiserie[key] for key in firsts] == ["2026-03-10", "2026-03-25", "2026-03-30"]
    assert Company.objects.count() == 1
    file.write_text(STORY.replace("RUNS", "[]"), encoding="utf-8")
    with pytest.raises(StoryWithoutRun, match="au moins un jour"):
        args.handler(args)


def test_the_page_says_from_which_day_the_real_sendings_can_be_compared(
    company: Company, scenario: Scenario
) -> None:
    kept = played(scenario)
    address = reverse("dunning:simulation", args=[kept.pk])
    nadia = a_client(company)
    assert "réellement remise avant" not in nadia.get(address).content.decode()
    at = datetime(2026, 3, 20, 6, tzinfo=UTC)
    operations.run(company, on=at.date(), by="Nadia", at=at)
    [message] = Message.objects.filter(company=company)
    record_delivery(message, outcome="delivered", on=at.date(), by="Nadia")
    assert "réellement remise avant le 20/03/2026" in nadia.get(address).content.decode()

"""Scenarios by a script: created, replaced, versions told; nonsense refused."""

from typing import Any

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning.queries.scenarios import scenarios_of
from tests import factories
from tests.api.conftest import Caller, a_caller

SCENARIOS = "/dunning/scenarios"


@pytest.fixture
def paul(atelier: Company) -> Caller:
    return a_caller(atelier, Role.MANAGER)


def a_scenario(**settings: Any) -> dict[str, Any]:
    steps = [
        {"level": 0, "days": -5, "is_courtesy": True, "template_code": "courtoisie"},
        {"level": 1, "days": 3, "template_code": "relance-1", "tone": "rigorous"},
        {"level": 2, "days": 9, "after_previous": True, "fee_rate": "0.1"},
    ]
    plain = {"name": "Grands comptes", "steps": steps, "minimum": {"EUR": 2000}}
    return plain | {"repeat": "1 month"} | settings


def test_paul_creates_reads_and_replaces_a_scenario(paul: Caller) -> None:
    made = paul.post(SCENARIOS, a_scenario(), key="one")
    assert made.status == 201
    assert made.said["lived"][0].startswith("5 jours avant l'échéance, un rappel courtois")
    path = f"{SCENARIOS}/{made.said['id']}"
    assert paul.get(path).said == made.said
    replaced = paul.ask("PUT", path, a_scenario(name="Très grands comptes", spacing_days=3))
    assert (replaced.said["version"], replaced.said["name"]) == (2, "Très grands comptes")
    versions = paul.get(f"{path}/versions").said
    assert [each["version"] for each in versions] == [2, 1]
    assert "Nom : Grands comptes → Très grands comptes." in versions[0]["changes"]
    assert [each["id"] for each in paul.get(SCENARIOS).said["items"]] == [made.said["id"]]


def test_what_makes_no_sense_is_refused_in_a_sentence(paul: Caller) -> None:
    wrong = a_scenario(steps=[{"level": 1, "days": -7}])
    answer = paul.post(SCENARIOS, wrong, key="wrong")
    assert (answer.status, answer.said["code"]) == (409, "scenario_makes_no_sense")
    assert "avant l'échéance" in answer.said["sentence"]


@pytest.mark.parametrize(
    ("settings", "field", "told"),
    [
        ({"name": 12}, "name", "texte attendu"),
        ({"steps": "deux"}, "steps", "liste attendue"),
        ({"steps": [{"level": 1.5, "days": 3}]}, "steps.0.level", "nombre entier attendu"),
        ({"minimum": []}, "minimum", "objet attendu"),
        ({"is_sequential": "souvent"}, "is_sequential", "true ou false attendu"),
        (
            {"steps": [{"level": 1, "days": 3, "fee_rate": "x"}]},
            "steps.0.fee_rate",
            "nombre attendu",
        ),
    ],
)
def test_each_field_at_fault_says_in_french_what_it_takes(
    paul: Caller, settings: dict[str, Any], field: str, told: str
) -> None:
    answer = paul.post(SCENARIOS, a_scenario(**settings), key="wrong")
    assert answer.status == 422
    assert answer.said["fields"] == {f"given.{field}": told}


def test_a_step_speaks_with_a_text_that_somebody_wrote(paul: Caller) -> None:
    wrong = a_scenario(steps=[{"level": 1, "days": 7, "template_code": "relnace-1"}])
    answer = paul.post(SCENARIOS, wrong, key="wrong")
    assert (answer.status, answer.said["code"]) == (409, "scenario_makes_no_sense")
    assert "Aucun modèle n'a le code « relnace-1 »" in answer.said["sentence"]
    assert paul.get(SCENARIOS).said["items"] == []


def test_a_step_without_a_text_speaks_with_that_of_its_level(
    paul: Caller, atelier: Company
) -> None:
    steps = [{"level": 1, "days": 7}, {"level": 2, "days": 9}, {"level": 5, "days": 12}]
    paul.post(SCENARIOS, a_scenario(steps=steps), key="one")
    (kept,) = scenarios_of(atelier).values()
    assert [step.text_code for step in kept.steps] == ["relance-1", "relance-2", "relance-3"]


def test_a_name_is_taken_once(paul: Caller) -> None:
    paul.post(SCENARIOS, a_scenario(), key="one")
    answer = paul.post(SCENARIOS, a_scenario(), key="two")
    assert answer.said["code"] == "scenario_name_taken"


def test_nadia_reads_and_another_company_sees_nothing(paul: Caller, nadia: Caller) -> None:
    made = paul.post(SCENARIOS, a_scenario(), key="one").said
    assert nadia.get(f"{SCENARIOS}/{made['id']}").status == 200
    assert nadia.ask("PUT", f"{SCENARIOS}/{made['id']}", a_scenario()).status == 403
    ines = a_caller(factories.a_company("Autre"), Role.MANAGER)
    assert ines.get(f"{SCENARIOS}/{made['id']}").status == 404

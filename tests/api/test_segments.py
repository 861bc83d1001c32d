"""Segments, choices and profiles, as a program uses them."""

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller


@pytest.fixture
def paul(atelier: Company) -> Caller:
    return a_caller(atelier, Role.MANAGER)


@pytest.fixture
def scenario(atelier: Company) -> str:
    return str(dunning.default_scenario(atelier, by="paul").pk)


def a_body(scenario: str, **changes: object) -> dict[str, object]:
    condition = {"fact": "kind", "test": "in", "value": ["public", "consumer"]}
    return {"name": "Public", "scenario": scenario, "conditions": [condition]} | changes


def test_a_segment_is_added_changed_and_removed(paul: Caller, scenario: str) -> None:
    added = paul.post("/dunning/segments", a_body(scenario))
    assert (added.status, added.said["rank"]) == (201, 1)
    assert added.said["words"] == "Nature : organisme public ou particulier"
    where = f"/dunning/segments/{added.said['id']}"
    amount = {"fact": "outstanding", "test": "at_least", "value": 1_000_000}
    changed = paul.ask("PUT", where, a_body(scenario, conditions=[amount], is_active=False))
    assert changed.said["conditions"] == [amount]
    assert paul.get(where).said == changed.said
    assert paul.get("/dunning/segments").said["items"] == [changed.said]
    assert paul.ask("DELETE", where).status == 204
    assert paul.get(where).status == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"conditions": []}, "segment_makes_no_sense"),
        ({"conditions": [{"fact": "age", "test": "is", "value": 3}]}, "segment_makes_no_sense"),
        ({"name": "Pris"}, "segment_name_taken"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(
    paul: Caller, scenario: str, changes: dict[str, object], code: str
) -> None:
    paul.post("/dunning/segments", a_body(scenario, name="Pris"))
    refused = paul.post("/dunning/segments", a_body(scenario, **changes))
    assert (refused.status, refused.said["code"]) == (409, code)


def test_the_order_of_precedence_is_changed(paul: Caller, scenario: str) -> None:
    numbers = [
        paul.post("/dunning/segments", a_body(scenario, name=name)).said["id"]
        for name in ("Public", "Autre")
    ]
    first, last = (f"/dunning/segments/{number}" for number in numbers)
    assert paul.post(f"{last}/move", {"to": "earlier"}).said["rank"] == 1
    assert paul.get(first).said["rank"] == 2
    assert paul.post(f"{last}/move", {"to": "earlier"}).said["rank"] == 1
    assert paul.post(f"{last}/move", {"to": "up"}).status == 422


def test_a_try_says_who_would_move_and_saves_nothing(
    paul: Caller, scenario: str, atelier: Company
) -> None:
    town = factories.a_customer(atelier, "Mairie de Sorbiers", kind="public")
    factories.a_customer(atelier, "Garage Martin")
    ladder = {"name": "Habitués", "steps": [{"level": 1, "days": 20}]}
    soft = paul.post("/dunning/scenarios", ladder).said["id"]
    tried = paul.post("/dunning/segments/try", a_body(soft)).said
    assert tried["count"] == 1
    (moved,) = tried["customers"]
    assert (moved["customer"], moved["name"]) == (str(town.pk), "Mairie de Sorbiers")
    assert (moved["before"], moved["after"]) == ("Scénario de la société", "Habitués")
    assert paul.get("/dunning/segments").said["items"] == []
    kept = paul.post("/dunning/segments", a_body(soft)).said["id"]
    where = f"/dunning/segments/{kept}/try"
    assert paul.post(where, a_body(soft)).said["count"] == 0
    assert paul.post(where, a_body(soft, is_active=False)).said["count"] == 1
    assert paul.post(where, a_body(soft, conditions=[])).status == 409


def test_only_a_manager_keeps_segments(
    nadia: Caller, paul: Caller, scenario: str, atelier: Company
) -> None:
    assert nadia.post("/dunning/segments", a_body(scenario)).status == 403
    where = f"/dunning/segments/{paul.post('/dunning/segments', a_body(scenario)).said['id']}"
    assert nadia.get(where).status == 200
    assert nadia.ask("DELETE", where).status == 403
    stranger = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert stranger.get(where).status == 404


def test_which_scenario_and_why(
    nadia: Caller, paul: Caller, scenario: str, martin: Customer
) -> None:
    told = nadia.get(f"/dunning/choices/{martin.pk}").said
    assert (told["scenario"], told["source"]) == (scenario, "company")
    condition = {"fact": "country", "test": "is", "value": "FR"}
    paul.post("/dunning/segments", a_body(scenario, name="France", conditions=[condition]))
    told = nadia.get(f"/dunning/choices/{martin.pk}").said
    assert (told["source"], told["segment"]) == ("segment", "France")
    assert told["why"] == "Segment « France » : Pays : FR."


def test_a_profile_is_chosen_with_a_reason(nadia: Caller, martin: Customer) -> None:
    where = f"/dunning/profiles/{martin.pk}"
    fresh = nadia.get(where).said
    assert (fresh["tone"], fresh["chosen"], fresh["risk"]) == ("rigorous", "", "medium")
    assert nadia.ask("PUT", where, {"tone": "firm"}).said["code"] == "profile_without_reason"
    chosen = nadia.ask("PUT", where, {"tone": "firm", "why": "Attend toujours"})
    assert (chosen.status, chosen.said["tone"], chosen.said["why"]) == (
        200, "firm", "Attend toujours",
    )  # fmt: skip


def test_the_facts_that_segments_look_at_are_kept(nadia: Caller) -> None:
    body = {"name": "Brasserie", "numero_tva": "BE0123456789", "tags": ["VIP"], "sector": "CHR"}
    opened = nadia.post("/customers", body)
    assert (opened.said["country"], opened.said["tags"], opened.said["sector"]) == (
        "BE", ["VIP"], "CHR",
    )  # fmt: skip
    where = f"/customers/{opened.said['id']}"
    changed = nadia.ask("PATCH", where, {"tags": [], "country": "LU"}).said
    assert (changed["country"], changed["tags"]) == ("LU", [])

"""Drafts, issued invoices, credit notes and numbers over REST."""

import pytest
from django.test import Client

from encaisse.accounts.rules import Role
from tests import factories
from tests.api.conftest import Caller, a_caller
from tests.invoicing import sales
from tests.invoicing.sales import GATE

pytestmark = pytest.mark.django_db


def test_from_a_draft_to_its_credit_note() -> None:
    company = sales.a_seller()
    customer = sales.a_buyer(company)
    paul, nadia = a_caller(company, Role.MANAGER), a_caller(company)
    begun = nadia.post("/invoicing/drafts", {"customer": str(customer.pk)})
    assert begun.status == 201
    assert [lack["place"] for lack in begun.said["lacks"] if lack["needed"]] == ["Lignes"]
    draft = f"/invoicing/drafts/{begun.said['id']}"
    written = nadia.put(draft, begun.said["typed"] | {"lines": [GATE], "terms": "30 jours"}).said
    assert written["lacks"] == []
    assert written["sums"]["gross_cents"] == 504_000
    assert written["sums"]["vat"][0] | {"base_cents": 0} == {
        "regime": "normal", "category": "S", "percent": "20.00", "base_cents": 0,
        "vat_cents": 84_000,
    }  # fmt: skip
    assert [each["id"] for each in nadia.get("/invoicing/drafts").said["items"]] == [written["id"]]
    issued = nadia.post(f"{draft}/issue", {}, key="k1")
    assert issued.status == 201
    assert issued.said["number"] == written["next_number"]
    assert nadia.post(f"{draft}/issue", {}, key="k1").said == issued.said, "done once"
    owed = nadia.get(f"/invoices/{issued.said['invoice']}").said
    assert owed["open_cents"] == 504_000
    where = f"/invoicing/invoices/{issued.said['invoice']}/credit-note"
    assert nadia.post(where).status == 403
    note = paul.post(where).said
    assert note["corrects"] == issued.said["invoice"]
    given = paul.post(f"/invoicing/drafts/{note['id']}/issue", {}).said
    assert (given["kind"], given["gross_cents"]) == ("credit_note", 504_000)
    kinds = [one["kind"] for one in nadia.get("/invoicing/issued").said["items"]]
    assert kinds == ["credit_note", "invoice"]
    found = nadia.get(f"/invoicing/issued?kind=invoice&customer={customer.pk}").said["items"]
    assert found == [issued.said]
    assert nadia.get(f"/invoicing/issued/{issued.said['id']}").said == issued.said


def test_papers_are_given_as_files() -> None:
    company = sales.a_seller()
    draft = sales.a_draft(sales.a_buyer(company))
    nadia = a_caller(company)
    assert file(nadia, f"/invoicing/drafts/{draft.pk}/pdf").startswith(b"%PDF")
    issued = nadia.post(f"/invoicing/drafts/{draft.pk}/issue", {}).said
    assert b"<fx:ConformanceLevel>" in file(nadia, f"/invoicing/issued/{issued['id']}/pdf")
    assert b"CrossIndustryInvoice" in file(nadia, f"/invoicing/issued/{issued['id']}/xml")


def test_what_is_missing_refuses_and_a_draft_goes() -> None:
    company = sales.a_seller()
    draft = sales.a_draft(factories.a_customer(company))
    nadia = a_caller(company)
    refused = nadia.post(f"/invoicing/drafts/{draft.pk}/issue", {})
    assert (refused.status, refused.said["code"]) == (409, "invoice_incomplete")
    assert nadia.ask("DELETE", f"/invoicing/drafts/{draft.pk}").status == 204
    assert nadia.get(f"/invoicing/drafts/{draft.pk}").status == 404


def test_numbers_and_mentions_are_a_manager_s() -> None:
    company = sales.a_seller()
    nadia, paul = a_caller(company), a_caller(company, Role.MANAGER)
    start = {"kind": "invoice", "year": 2026, "next_rank": 148}
    assert nadia.put("/invoicing/series", start).status == 403
    assert paul.put("/invoicing/series", start).said["next_number"] == "FA-2026-00148"
    habits = paul.put("/invoicing/habits", {"on_debits": True, "own": "Assurance Untel"}).said
    assert habits == nadia.get("/invoicing/habits").said
    assert (habits["on_debits"], habits["invoice_pattern"]) == (True, "FA-{année}-{n:05}")
    wrong = paul.put("/invoicing/habits", {"invoice_pattern": "FA"})
    assert (wrong.status, wrong.said["code"]) == (409, "number_pattern_wrong")
    assert nadia.put("/invoicing/habits", {}).status == 403


def test_a_reader_writes_nothing_and_a_stranger_sees_nothing() -> None:
    company = sales.a_seller()
    draft = sales.a_draft(sales.a_buyer(company))
    reader = a_caller(company, Role.READER)
    stranger = a_caller(sales.a_seller(name="Delaunay"), Role.MANAGER)
    where = f"/invoicing/drafts/{draft.pk}"
    assert reader.get(where).status == 200
    for method, path, body in (
        ("PUT", where, {}), ("DELETE", where, None), ("POST", f"{where}/issue", {}),
    ):  # fmt: skip
        assert reader.ask(method, path, body).status == 403
        assert stranger.ask(method, path, body).status == 404
    assert stranger.get(f"{where}/pdf").status == 404


def file(caller: Caller, path: str) -> bytes:
    """The bytes of an answer that is no JSON."""
    headers = {"Authorization": f"Bearer {caller.token}"}
    answer = Client().get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == 200
    return answer.content

"""What a script can read and do."""

import datetime

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller


def test_a_customer_is_opened_read_and_changed(nadia: Caller) -> None:
    opened = nadia.post("/customers", {"name": "Studio Lemoine", "kind": "company"})
    assert opened.status == 201
    assert opened.said["code"] == "STUDIOLEMOINE"
    path = f"/customers/{opened.said['id']}"
    changed = nadia.ask("PATCH", path, {"email": "compta@lemoine.example", "payment_days": 45})
    assert changed.status == 200
    cleared = nadia.ask("PATCH", path, {"payment_days": None, "name": None})
    assert (cleared.said["payment_days"], cleared.said["name"]) == (None, "Studio Lemoine")
    assert nadia.get(path).said["email"] == "compta@lemoine.example"
    assert Entry.objects.filter(actor="Nadia · script", verb="customer.changed").count() == 2


def test_customers_come_in_pages(nadia: Caller, atelier: Company) -> None:
    for rank in range(5):
        factories.a_customer(atelier, f"Client {rank}", code=f"K{rank}")
    seen, cursor = [], ""
    while True:
        page = nadia.get(f"/customers?limit=2&cursor={cursor}").said
        seen += [customer["code"] for customer in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == ["K0", "K1", "K2", "K3", "K4"]
    assert [one["code"] for one in nadia.get("/customers?code=K3").said["items"]] == ["K3"]


def test_an_invoice_in_two_times(nadia: Caller, martin: Customer) -> None:
    asked = {
        "customer": str(martin.pk), "number": "FA1", "issued_on": "2026-11-02",
        "installments": [
            {"due_on": "2026-12-02", "cents": 300}, {"due_on": "2027-01-02", "cents": 600},
        ],
    }  # fmt: skip
    issued = nadia.post("/invoices", asked)
    assert issued.status == 201
    assert (issued.said["total_cents"], issued.said["currency"]) == (900, "EUR")
    assert [part["due_on"] for part in issued.said["receivables"]] == ["2026-12-02", "2027-01-02"]
    again = nadia.post("/invoices", asked)
    assert (again.status, again.said["code"]) == (409, "invoice_number_taken")
    assert nadia.get(f"/invoices/{issued.said['id']}").said == issued.said
    assert len(nadia.get(f"/invoices?customer={martin.pk}&open=true").said["items"]) == 1
    assert nadia.get("/invoices?open=false").said["items"] == []
    assert nadia.get("/invoices?number=FA2").said["items"] == []


def test_an_invoice_on_terms(nadia: Caller, martin: Customer) -> None:
    asked = {"customer": str(martin.pk), "number": "FA1", "issued_on": "2026-01-31"}
    terms = {"total_cents": 1001, "terms": "30 % at 0 days, 70 % at 60 days"}
    issued = nadia.post("/invoices", asked | terms)
    assert issued.status == 201
    assert [
        (part["due_on"], part["face_cents"], part["due_source"], part["due_estimated"])
        for part in issued.said["receivables"]
    ] == [("2026-01-31", 301, "terms", True), ("2026-04-01", 700, "terms", True)]
    path = f"/customers/{martin.pk}"
    changed = nadia.ask("PATCH", path, {"payment_terms": "45 days, end of month"})
    assert changed.said["payment_terms"] == "45 jours, fin de mois"
    agreed = nadia.post("/invoices", asked | {"number": "FA2", "total_cents": 100})
    assert [part["due_on"] for part in agreed.said["receivables"]] == ["2026-03-31"]


def test_terms_that_say_nothing_sure_are_refused(nadia: Caller, martin: Customer) -> None:
    asked = {
        "customer": str(martin.pk), "number": "FA1", "issued_on": "2026-01-31", "total_cents": 100,
    }  # fmt: skip
    both = nadia.post("/invoices", asked | {"terms": "45 jours fin de mois"})
    assert (both.status, both.said["code"]) == (409, "terms_ambiguous")
    assert "31/03/2026" in both.said["sentence"]
    assert "17/03/2026" in both.said["sentence"]
    twice = asked | {"installments": [{"due_on": "2026-03-02", "cents": 100}]}
    assert nadia.post("/invoices", twice).said["code"] == "due_dates_said_twice"
    nothing = {name: value for name, value in asked.items() if name != "total_cents"}
    assert nadia.post("/invoices", nothing).said["code"] == "invoice_without_amount"
    fixed = nadia.ask("PATCH", f"/customers/{martin.pk}", {"payment_terms": "le 31/05/2026"})
    assert (fixed.status, fixed.said["code"]) == (409, "terms_not_standing")


def test_a_payment_closes_its_invoice_and_comes_back(nadia: Caller, martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500, number="FA412")
    paid = nadia.post(
        "/payments",
        {"customer": str(martin.pk), "reference": "VIR FA412", "on": "2026-11-10", "cents": 500},
    )
    assert paid.status == 201
    assert paid.said["unallocated_cents"] == 0
    (part,) = paid.said["allocations"]
    assert (part["receivable"], part["source"]) == (str(receivable.pk), "exact")
    back = nadia.post(f"/payments/{paid.said['id']}/return", {"on": "2026-11-14"})
    assert (back.said["returned_on"], back.said["allocations"]) == ("2026-11-14", [])
    twice = nadia.post(f"/payments/{paid.said['id']}/return", {"on": "2026-11-15"})
    assert (twice.status, twice.said["code"]) == (409, "credit_already_void")


def test_a_payment_that_waits_is_proposed_confirmed_and_undone(
    nadia: Caller, martin: Customer
) -> None:
    due_on = datetime.date(2026, 10, 31)
    for _turn in range(2):
        factories.a_receivable(martin, cents=500, due_on=due_on)
    paid = nadia.post(
        "/payments",
        {"customer": str(martin.pk), "reference": "CHQ", "on": "2026-11-10", "cents": 700},
    ).said
    path = f"/payments/{paid['id']}"
    proposed = nadia.get(f"{path}/proposal").said
    assert (proposed["confidence"], [part["cents"] for part in proposed["parts"]]) == (
        50, [500, 200],
    )  # fmt: skip
    confirmed = nadia.post(f"{path}/confirm").said
    assert confirmed["unallocated_cents"] == 0
    assert nadia.get(f"{path}/proposal").said is None
    undone = nadia.post(
        f"/allocations/{confirmed['allocations'][0]['id']}/undo", {"on": "2026-11-12"}
    )
    assert (undone.status, undone.said["unallocated_cents"]) == (200, 500)
    listed = nadia.get("/payments").said["items"]
    assert [one["unallocated_cents"] for one in listed] == [500]


def test_a_payment_pays_what_is_named(nadia: Caller, martin: Customer) -> None:
    older, newer = factories.a_receivable(martin, cents=500), factories.a_receivable(martin)
    paid = nadia.post(
        "/payments",
        {
            "customer": str(martin.pk), "reference": "CHQ", "on": "2026-11-10", "cents": 700,
            "pays": [str(newer.pk)],
        },
    )  # fmt: skip
    assert [part["receivable"] for part in paid.said["allocations"]] == [str(newer.pk)]
    more = nadia.post(
        f"/payments/{paid.said['id']}/allocations",
        {"receivable": str(older.pk), "cents": 1, "on": "2026-11-10"},
    )
    assert (more.status, more.said["code"]) == (409, "allocation_too_large")


def test_a_manager_says_what_a_customer_may_owe(
    atelier: Company, nadia: Caller, martin: Customer
) -> None:
    path, given = f"/customers/{martin.pk}", {"credit_limit_cents": 500_000}
    assert nadia.get(path).said["credit_limit_cents"] is None
    assert nadia.ask("PATCH", path, given).status == 403
    manager = a_caller(atelier, Role.MANAGER)
    assert manager.ask("PATCH", path, given).said["credit_limit_cents"] == 500_000
    cleared = manager.ask("PATCH", path, {"credit_limit_cents": None})
    assert cleared.said["credit_limit_cents"] is None

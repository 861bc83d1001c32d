"""The agenda, as a program uses it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.agenda.operations import calendars
from encaisse.dunning import operations
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller

TODAY = timezone.localdate()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()


@pytest.fixture
def source(atelier: Company) -> str:
    customer = factories.a_customer(atelier, name="Menuiserie Roux")
    factories.a_receivable(customer, cents=10_000, due_on=TODAY - timedelta(days=10))
    task = operations.tasks.ask(
        customer, "call", due_on=TODAY, reason="Rappeler", on=TODAY, by="Paul"
    )
    return f"task:{task.pk}"


def test_the_lines_say_what_they_weigh(nadia: Caller, source: str) -> None:
    [line] = nadia.get("/agenda").said
    assert (line["source"], line["cents"], line["expected_cents"]) == (source, 10_000, 4_000)
    assert nadia.get("/agenda?when=tomorrow").said == []


def test_done_says_what_comes_next(nadia: Caller, source: str) -> None:
    then = {"kind": "other", "on": TOMORROW, "words": "Vérifier la banque"}
    done = nadia.post("/agenda/done", {"source": source, "words": "Chèque parti", "then": then})
    assert done.status == 200
    [line] = nadia.get("/agenda?when=tomorrow").said
    assert (line["kind"], line["reason"]) == ("next", "Vérifier la banque")
    again = nadia.post("/agenda/done", {"source": source, "words": "Chèque parti"})
    assert (again.status, again.said["code"]) == (409, "agenda_item_gone")


def test_a_line_is_put_off_noted_and_given(atelier: Company, nadia: Caller, source: str) -> None:
    nadia.post("/agenda/noted", {"source": source, "words": "Absente lundi"})
    paul = a_caller(atelier, Role.MANAGER)
    person = paul.get("/dunning/tasks/takers").said[0]["id"]
    assert paul.post("/agenda/given", {"source": source, "person": person}).status == 200
    paul.post("/agenda/snoozed", {"source": source, "until": TOMORROW})
    [line] = nadia.get("/agenda?when=tomorrow").said
    assert (line["note"], line["person"]) == ("Absente lundi", person)


def test_a_reader_changes_nothing(atelier: Company, source: str) -> None:
    reader = a_caller(atelier, Role.READER)
    assert reader.post("/agenda/noted", {"source": source, "words": "Vu"}).status == 403


def test_what_has_nothing_to_come_is_listed(atelier: Company, nadia: Caller) -> None:
    customer = factories.a_customer(atelier, name="Menuiserie Roux")
    factories.a_receivable(
        customer, cents=10_000, due_on=TODAY - timedelta(days=10), number="FA-2291"
    )
    [orphan] = nadia.get("/agenda/orphans").said
    assert (orphan["number"], orphan["days_late"]) == ("FA-2291", 10)


def test_one_s_calendar_is_told_and_revoked_its_address_never_told(
    atelier: Company, nadia: Caller
) -> None:
    assert nadia.get("/agenda/calendar").said == {
        "is_made": False, "with_amounts": False, "made_at": None,
    }  # fmt: skip
    missing = nadia.ask("DELETE", "/agenda/calendar")
    assert (missing.status, missing.said["code"]) == (409, "agenda_no_calendar")
    user = User.objects.get(full_name="Nadia")
    calendars.make(atelier, user, with_amounts=True, at=timezone.now(), by="Nadia")
    told = nadia.get("/agenda/calendar").said
    assert (told["is_made"], told["with_amounts"], len(told)) == (True, True, 3)
    assert nadia.ask("DELETE", "/agenda/calendar").status == 204
    assert nadia.get("/agenda/calendar").said["is_made"] is False


def test_what_comes_next_is_proposed_and_said(
    atelier: Company, nadia: Caller, martin: Customer
) -> None:
    factories.a_receivable(martin, cents=10_000, due_on=TODAY - timedelta(days=10))
    before = nadia.get(f"/agenda/next/{martin.pk}").said
    assert (before["planned"], before["proposed"]) == ([], "call")
    then = {"kind": "other", "on": TOMORROW, "words": "Vérifier la banque"}
    said = nadia.post(f"/agenda/next/{martin.pk}", then).said
    assert said["planned"] == [{"kind": "next", "on": TOMORROW, "words": "Vérifier la banque"}]
    assert nadia.post(f"/agenda/next/{martin.pk}", {"kind": "scenario"}).said == said
    reader = a_caller(atelier, Role.READER)
    assert reader.post(f"/agenda/next/{martin.pk}", then).status == 403
    stranger = factories.a_customer(factories.a_company("Delaunay Compta"))
    assert nadia.get(f"/agenda/next/{stranger.pk}").status == 404

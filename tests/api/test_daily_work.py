"""Files and reminders, over REST."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.imports.models import FileImport
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller

ON = "2026-11-20"


def test_a_file_is_given_once_and_followed(atelier: Company, nadia: Caller) -> None:
    answers = []
    for content in (b"JournalCode|", b"JournalCode|", b"autre"):
        answers.append(_give(nadia, content))
    assert [answer.status_code for answer in answers] == [202, 202, 409]
    assert FileImport.objects.filter(company=atelier).count() == 1
    given = answers[0].json()
    assert (given["name"], given["state"]) == ("fec.txt", "waiting")
    assert nadia.get(f"/imports/{given['id']}").said["report"] == {}
    assert [one["id"] for one in nadia.get("/imports").said["items"]] == [given["id"]]


def _give(caller: Caller, content: bytes):  # type: ignore[no-untyped-def]
    return Client().post(
        "/api/v1/imports",
        {"file": SimpleUploadedFile("fec.txt", content)},
        headers={"Authorization": f"Bearer {caller.token}", "Idempotency-Key": "file-1"},
    )


def test_a_day_is_decided_run_and_approved(nadia: Caller, martin: Customer) -> None:
    martin.email = "compta@garage.example"
    martin.save()
    dunning.default_scenario(martin.company, by="paul")
    receivable = factories.a_receivable(martin, due_on=datetime.date(2026, 11, 1))
    decided = nadia.get(f"/dunning/decisions?on={ON}").said
    assert [(one["decision"], one["open"]) for one in decided["items"]] == [("send", 120_000)]
    told = nadia.get(f"/dunning/explain?invoice={receivable.invoice.number}&on={ON}").said
    assert told[0]["reason"]
    ran = nadia.post("/dunning/runs", {"on": ON})
    assert (ran.status, ran.said["counts"]["messages"]) == (201, 1)
    assert nadia.get(f"/dunning/runs/{ran.said['id']}").said == ran.said
    older = nadia.post("/dunning/runs", {"on": "2026-11-19"})
    assert (older.status, older.said["code"]) == (409, "older_than_latest_run")
    (message,) = nadia.get("/dunning/messages?state=waiting").said["items"]
    approved = nadia.post(f"/dunning/messages/{message['id']}/approve")
    assert approved.said["state"] == "released"
    again = nadia.post(f"/dunning/messages/{message['id']}/set-aside", {"why": "x", "on": ON})
    assert (again.status, again.said["code"]) == (409, "nothing_to_approve")


def test_a_reader_runs_nothing_and_a_stranger_sees_nothing(martin: Customer) -> None:
    reader = a_caller(martin.company, Role.READER)
    assert reader.post("/dunning/runs", {"on": ON}).status == 403
    assert _give(reader, b"x").status_code == 403
    stranger = a_caller(factories.a_company("Autre"))
    run = dunning.run(
        martin.company, on=datetime.date(2026, 11, 20), by="paul",
        at=datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC),
    ).run  # fmt: skip
    assert run is not None
    assert stranger.get(f"/dunning/runs/{run.pk}").status == 404
    assert stranger.get("/dunning/runs").said["items"] == []

"""The documents, over REST."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.documents import operations, queries
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller
from tests.documents.conftest import store

__all__ = ["store"]


def give(caller: Caller, name: str, content: bytes, *, key: str = "", **facts: str) -> Any:
    """A file as a script gives it: multipart."""
    headers = {"Authorization": f"Bearer {caller.token}"}
    if key:
        headers["Idempotency-Key"] = key
    file = SimpleUploadedFile(name, content, "text/html")
    return Client().post("/api/v1/documents", {"file": file, **facts}, headers=headers)


def made(caller: Caller, name: str = "BL.txt", content: bytes = b"Livraison", **facts: str) -> Any:
    answer = give(caller, name, content, **facts)
    assert answer.status_code == 201, answer.content
    return json.loads(answer.content)


def test_a_file_is_given_found_and_taken_back(nadia: Caller, martin: Customer) -> None:
    said = made(
        nadia, "BL.txt", b"Livraison", kind="delivery_note", on="2026-05-12", **subject_of(martin)
    )
    assert (said["kind"], said["on"], said["media_type"]) == (
        "delivery_note", "2026-05-12", "text/plain",
    )  # fmt: skip
    (attached,) = said["attached_to"]
    assert (attached["kind"], attached["subject"], attached["title"]) == (
        "customer", str(martin.pk), martin.name,
    )  # fmt: skip
    assert nadia.get(f"/documents/{said['id']}").said == said
    headers = {"Authorization": f"Bearer {nadia.token}"}
    taken = Client().get(f"/api/v1/documents/{said['id']}/content", headers=headers)
    assert taken.content == b"Livraison"
    assert taken["Content-Disposition"] == 'attachment; filename="BL.txt"'


def test_documents_are_looked_for(nadia: Caller, atelier: Company, martin: Customer) -> None:
    one = made(nadia, "BL.txt", "Palettes livrées".encode(), kind="delivery_note", on="2026-05-12")
    made(nadia, "CGV.txt", b"Conditions", kind="terms", on="2026-01-01")
    found = queries.document_in(atelier.pk, int(one["id"]))
    assert found is not None
    operations.read_words(found)

    def names(asked: str) -> list[str]:
        return [each["name"] for each in nadia.get(f"/documents?{asked}").said["items"]]

    assert names("") == ["CGV.txt", "BL.txt"]
    assert names("q=livrer") == ["BL.txt"]
    assert names("kind=terms") == ["CGV.txt"]
    assert names("since=2026-02-01&until=2026-12-31") == ["BL.txt"]
    nadia.post(f"/documents/{one['id']}/attachments", subject_of(martin))
    assert names(f"subject_kind=customer&subject={martin.pk}") == ["BL.txt"]


def subject_of(customer: Customer) -> dict[str, str]:
    return {"subject_kind": "customer", "subject": str(customer.pk)}


def test_a_document_is_described_attached_and_detached(nadia: Caller, martin: Customer) -> None:
    said = made(nadia)
    where = f"/documents/{said['id']}"
    told = {"name": "../BL 12.txt", "kind": "proof", "on": "2026-06-01"}
    changed = nadia.put(where, told).said
    assert (changed["name"], changed["kind"], changed["on"]) == ("BL 12.txt", "proof", "2026-06-01")
    (attached,) = nadia.post(f"{where}/attachments", subject_of(martin)).said["attached_to"]
    gone = nadia.ask("DELETE", f"{where}/attachments/{attached['id']}")
    assert (gone.status, gone.said["attached_to"]) == (200, [])


def test_the_same_upload_twice_is_done_once(nadia: Caller) -> None:
    first, again = (give(nadia, "a.txt", b"Une fois", key="k1") for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert give(nadia, "a.txt", b"autre chose", key="k1").status_code == 409


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        pytest.param({"kind": "roman"}, 422, id="an unknown kind"),
        pytest.param({"kind": "imported"}, 422, id="a kind of ours"),
        pytest.param({"subject_kind": "invoice", "subject": "999999"}, 404, id="no such invoice"),
        pytest.param({"subject_kind": "case", "subject": "1"}, 404, id="no cases yet"),
        pytest.param({"subject": "1"}, 404, id="half a subject"),
    ],
)
def test_what_makes_no_sense_keeps_nothing(
    nadia: Caller, facts: dict[str, str], status: int
) -> None:
    assert give(nadia, "a.txt", b"a", **facts).status_code == status
    assert nadia.get("/documents").said["items"] == []


def test_roles_and_the_company_wall(nadia: Caller, atelier: Company, martin: Customer) -> None:
    said = made(nadia)
    reader = a_caller(atelier, Role.READER)
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    where = f"/documents/{said['id']}"
    assert reader.get(where).status == 200
    assert give(reader, "a.txt", b"a").status_code == 403
    assert nadia.get("/documents/to-purge").status == 403
    assert nadia.post("/documents/purge", {"documents": [said["id"]]}).status == 403
    assert ines.get(where).status == 404
    assert ines.get(f"{where}/content").status == 404
    assert ines.get("/documents").said["items"] == []
    stolen = give(ines, "a.txt", b"a", subject_kind="customer", subject=str(martin.pk))
    assert stolen.status_code == 404


def test_a_manager_lets_go_what_is_proposed(atelier: Company) -> None:
    paul = a_caller(atelier, Role.MANAGER)
    old = made(paul, kind="invoice", on="2010-01-01")
    new = made(paul, "new.txt", b"new", kind="invoice", on="2026-01-01")
    (proposed,) = paul.get("/documents/to-purge").said
    assert (proposed["id"], proposed["kept_until"]) == (old["id"], "2021-12-31")
    both = paul.post("/documents/purge", {"documents": [old["id"], new["id"]]})
    assert (both.status, both.said["code"]) == (409, "not_to_purge")
    assert paul.post("/documents/purge", {"documents": [old["id"]]}).said == {"purged": 1}
    assert paul.get(f"/documents/{old['id']}").status == 404

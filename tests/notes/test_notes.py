"""Nadia and Paul write to each other about a customer."""

import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company, User
from encaisse.audit.models import Entry
from encaisse.letters.models import Letter
from encaisse.notes import operations, queries
from encaisse.notes.models import Note
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import a_caller
from tests.home.pages import without_tokens

pytestmark = pytest.mark.django_db

AT = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company)


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company, name="Nadia")


@pytest.fixture
def paul(company: Company) -> User:
    return factories.a_user(company, name="Paul")


def writer(user: User) -> operations.Writer:
    return operations.Writer(user, str(user), AT)


def seen_by(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_is_mentioned_is_told_once(
    garage: Customer, nadia: User, paul: User, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.PUBLIC_ADDRESS = "127.0.0.1", "https://encaisse.example"
    note = operations.write(garage, "@Paul : ils ont changé de banque. @Nadia", who=writer(nadia))
    operations.edit(note, "@Paul : ils ont changé de banque hier.", who=writer(nadia))
    assert queries.unread(paul, garage.company, most=10) == [note]
    assert queries.unread(nadia, garage.company, most=10) == []
    letter = Letter.objects.get()
    assert letter.to == [paul.email]
    assert f"https://encaisse.example/clients/{garage.pk}/#notes" in letter.text
    assert "changé de banque" in letter.text


def test_a_mention_is_on_the_first_page_until_it_is_read(
    garage: Customer, nadia: User, paul: User
) -> None:
    factories.a_receivable(garage)
    note = operations.write(garage, "@Paul, une idée ?", who=writer(nadia))
    client = seen_by(paul)
    assert "On vous parle" in client.get("/").content.decode()
    answer = client.post(f"/notes/{note.pk}/lue")
    assert answer["Location"] == f"/clients/{garage.pk}/#notes"
    assert "On vous parle" not in client.get("/").content.decode()


def test_what_a_note_said_before_is_kept(garage: Customer, nadia: User) -> None:
    note = operations.write(garage, "Rappeler lundi", who=writer(nadia))
    operations.edit(note, "Rappeler mardi", who=writer(nadia))
    operations.edit(note, "Rappeler mardi", who=writer(nadia))
    note.refresh_from_db()
    assert note.text == "Rappeler mardi"
    assert [each.text for each in note.versions.all()] == ["Rappeler lundi"]


def test_nobody_corrects_what_another_wrote(garage: Customer, nadia: User, paul: User) -> None:
    note = operations.write(garage, "Rappeler lundi", who=writer(nadia))
    with pytest.raises(operations.NotOnesOwnNote) as refused:
        operations.edit(note, "Rien", who=writer(paul))
    assert str(refused.value) == (
        "Cette note est de Nadia : écrivez-en une autre pour la compléter."
    )


def test_a_note_is_neither_empty_nor_endless(garage: Customer, nadia: User) -> None:
    with pytest.raises(operations.NoteEmpty) as empty:
        operations.write(garage, "  ", who=writer(nadia))
    assert str(empty.value) == "Écrivez la note avant de la garder."
    with pytest.raises(operations.NoteTooLong) as endless:
        operations.write(garage, "a" * 4_001, who=writer(nadia))
    assert "4001 signes, plus que 4000" in str(endless.value)


def test_the_journal_never_says_what_a_note_says(garage: Customer, nadia: User) -> None:
    note = operations.write(garage, "Le gérant divorce", who=writer(nadia))
    operations.edit(note, "Le gérant est en congé", who=writer(nadia))
    operations.pin(note, is_pinned=True, by="Nadia")
    told = [(each.verb, each.reason, each.facts) for each in Entry.objects.order_by("rank")]
    assert [verb for verb, _reason, _facts in told] == [
        "note.written", "note.edited", "note.pinned",
    ]  # fmt: skip
    assert "gérant" not in str(told)


def test_a_note_is_written_on_the_page_of_the_customer_with_what_is_ticked(
    garage: Customer, nadia: User
) -> None:
    late = factories.a_receivable(garage, number="FA-12")
    client = seen_by(nadia)
    typed = {"text": "Bon de livraison perdu", "receivable": str(late.pk)}
    said = client.post(f"/clients/{garage.pk}/notes", typed, follow=True).content.decode()
    assert "Note gardée." in said
    assert "Bon de livraison perdu" in said
    assert [part.receivable_id for part in Note.objects.get().parts.all()] == [late.pk]
    assert "Bon de livraison perdu" in client.get(f"/clients/{garage.pk}/fil").content.decode()


def test_the_field_that_is_being_typed_in_is_left_alone_by_swaps(
    garage: Customer, nadia: User
) -> None:
    client = seen_by(nadia)
    headers = {"HX-Request": "true", "HX-Target": "div#page"}
    swapped = client.get(f"/clients/{garage.pk}/", headers=headers).content.decode()
    assert 'id="note-place" hx-preserve' in swapped
    headers = {"HX-Request": "true", "HX-Target": "section#notes"}
    kept = client.post(f"/clients/{garage.pk}/notes", {"text": "Vu"}, headers=headers)
    assert "hx-preserve" not in kept.content.decode()
    assert "data-draft-kept" in kept.content.decode()


def test_a_note_that_is_refused_comes_back_with_its_text(garage: Customer, nadia: User) -> None:
    client = seen_by(nadia)
    answer = client.post(f"/clients/{garage.pk}/notes", {"text": "b" * 4_001})
    assert answer.status_code == 422
    assert "b" * 4_001 in answer.content.decode()


def test_the_part_swapped_equals_its_page(garage: Customer, nadia: User) -> None:
    note = operations.write(garage, "Rappeler lundi", who=writer(nadia))
    client = seen_by(nadia)
    headers = {"HX-Request": "true", "HX-Target": "section#notes"}
    part = client.post(f"/notes/{note.pk}/epingler", headers=headers).content.decode()
    part = part.partition('<div class="toasts"')[0]
    whole = client.get(f"/clients/{garage.pk}/notes").content.decode()
    assert 'class="pinned"' in part
    assert without_tokens(part) in without_tokens(whole)


def test_the_customer_s_page_leads_to_all_its_notes(garage: Customer, nadia: User) -> None:
    page, whole = f"/clients/{garage.pk}/", f'href="/clients/{garage.pk}/notes"'
    client = seen_by(nadia)
    assert whole not in client.get(page).content.decode()
    operations.write(garage, "Rappeler lundi", who=writer(nadia))
    assert whole in client.get(page).content.decode()


def test_notes_of_another_company_do_not_exist(garage: Customer, nadia: User) -> None:
    note = operations.write(garage, "Rappeler lundi", who=writer(nadia))
    stranger = seen_by(factories.a_user(factories.a_company("Autre")))
    assert stranger.post(f"/notes/{note.pk}/", {"text": "Vu"}).status_code == 404


def test_over_rest(company: Company, garage: Customer, paul: User) -> None:
    caller = a_caller(company)
    body = {"customer": str(garage.pk), "text": "@Paul, une idée ?"}
    made = caller.post("/notes", body)
    assert (made.status, made.said["text"]) == (201, "@Paul, une idée ?")
    number = made.said["id"]
    assert caller.post(f"/notes/{number}/text", {"text": "Réglé."}).said["text"] == "Réglé."
    assert caller.post(f"/notes/{number}/pin", {"is_pinned": True}).said["is_pinned"]
    [listed] = caller.get(f"/notes?customer={garage.pk}").said["items"]
    assert listed["id"] == number
    assert caller.get("/notes/mentions").said == []
    assert caller.post(f"/notes/{number}/read", {}).status == 200
    assert [each.pk for each in queries.unread(paul, company, most=5)] == [int(number)]

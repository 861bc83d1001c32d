"""The outbox on screen: for members only, each message shown without letting it act."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.letters import operations, queries
from encaisse.letters.models import Letter, LetterState
from encaisse.parties.rules import thread_of
from tests import factories
from tests.letters.conftest import AT
from tests.letters.papers import text_of
from tests.letters.test_mailbox import mailbox

__all__ = ["mailbox"]
MakeLetter = Callable[..., Letter]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[1])
    return client


@pytest.fixture
def nadia(company: Company) -> Client:
    return signed_in(factories.a_user(company))


@pytest.fixture
def doubtful(a_letter: MakeLetter) -> Letter:
    letter = a_letter()
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.UNCLEAR)
    return letter


def page_of(letter: Letter, name: str = "letter") -> str:
    return reverse(f"letters:{name}", args=[letter.pk])


def test_nadia_reads_what_left(nadia: Client, a_letter: MakeLetter, mailbox: object) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    assert letter.subject in strip_tags(nadia.get(reverse("letters:outbox")).content.decode())
    assert "Source reçue" in nadia.get(page_of(letter)).content.decode()
    source = nadia.get(page_of(letter), {"vue": "source"}).content.decode()
    assert letter.message_id[1:-1] in source
    assert "un point en tête" in nadia.get(page_of(letter), {"vue": "texte"}).content.decode()


def test_whom_a_message_is_written_to_is_named_with_a_link(
    nadia: Client, company: Company, a_letter: MakeLetter
) -> None:
    customer = factories.a_customer(company, "Garage de l'Étoile")
    letter = a_letter()
    Letter.objects.filter(pk=letter.pk).update(thread=thread_of(customer.pk))
    for address in (reverse("letters:outbox"), page_of(letter)):
        shown = nadia.get(address).content.decode()
        assert f'href="{reverse("home:customer", args=[customer.pk])}"' in shown
        assert "Garage de l&#x27;Étoile" in shown
        assert "petit@garage.example" in shown
    paper = text_of(nadia.get(page_of(letter, "attestation")).content)
    assert "Garage de l'Étoile" in paper
    sheet = nadia.get(reverse("letters:outbox"), {"export": "xlsx"})
    assert "Garage de l'Étoile" in cells_of(sheet.content)


def test_a_customer_of_another_company_is_named_to_nobody(
    nadia: Client, a_letter: MakeLetter
) -> None:
    stranger = factories.a_customer(factories.a_company("Boulons"), "Secret")
    letter = a_letter()
    Letter.objects.filter(pk=letter.pk).update(thread=thread_of(stranger.pk))
    assert "Secret" not in nadia.get(page_of(letter)).content.decode()


def cells_of(sheet: bytes) -> set[object]:
    book = CalamineWorkbook.from_filelike(BytesIO(sheet))
    return {cell for row in book.get_sheet_by_index(0).to_python() for cell in row}


def test_without_the_demonstration_there_is_no_source(nadia: Client, a_letter: MakeLetter) -> None:
    assert "Source reçue" not in nadia.get(page_of(a_letter())).content.decode()


def test_the_message_can_neither_run_nor_fetch(nadia: Client, a_letter: MakeLetter) -> None:
    letter = a_letter()
    response = nadia.get(page_of(letter, "letter_html"))
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in response["Content-Security-Policy"]
    assert "data:image/png;base64," in response.content.decode()
    assert "allow-scripts" not in response["Content-Security-Policy"]
    frame = re.search("<iframe[^>]*>", nadia.get(page_of(letter)).content.decode())
    assert frame is not None
    assert 'sandbox="allow-same-origin"' in frame[0]


def test_ines_of_another_company_sees_nothing(a_letter: MakeLetter) -> None:
    letter = a_letter()
    ines = signed_in(factories.a_user(factories.a_company("Boulons"), Role.MANAGER, "Inès"))
    assert letter.subject not in ines.get(reverse("letters:outbox")).content.decode()
    assert ines.get(page_of(letter)).status_code == 404
    assert ines.get(page_of(letter, "letter_html")).status_code == 404
    assert ines.post(page_of(letter), {"geste": "renvoyer"}).status_code == 404


@pytest.mark.parametrize(
    ("gesture", "state"),
    [
        pytest.param("confirmer", "delivered", id="it left"),
        pytest.param("renvoyer", "prepared", id="send it again"),
    ],
)
def test_nadia_decides_of_a_doubt(
    nadia: Client, company: Company, doubtful: Letter, gesture: str, state: str
) -> None:
    assert "Elle est bien partie" in nadia.get(reverse("letters:outbox")).content.decode()
    assert nadia.post(page_of(doubtful), {"geste": gesture}).status_code == 302
    assert queries.states(company, [doubtful.pk]) == {doubtful.pk: state}
    assert nadia.post(page_of(doubtful), {"geste": gesture}).status_code == 409


def test_a_reader_is_not_offered_what_is_refused_to_him(company: Company, doubtful: Letter) -> None:
    luc = signed_in(factories.a_user(company, Role.READER, "Luc"))
    assert "Elle est bien partie" not in luc.get(reverse("letters:outbox")).content.decode()
    assert luc.post(page_of(doubtful), {"geste": "confirmer"}).status_code == 409
    assert queries.states(company, [doubtful.pk]) == {doubtful.pk: "unclear"}


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_many(
    nadia: Client, a_letter: MakeLetter, django_assert_max_num_queries: Callable[[int], object],
    count: int,
) -> None:  # fmt: skip
    for _ in range(count):
        a_letter()
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        nadia.get(reverse("letters:outbox"))

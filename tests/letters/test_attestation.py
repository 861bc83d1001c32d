"""The proof file of a message, read back by what did not write it; its mail as it left."""

import datetime
import hashlib
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company, User
from encaisse.letters import operations
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Letter
from encaisse.letters.operations import proving
from tests import factories
from tests.api.conftest import a_caller
from tests.letters.conftest import AT, MESSAGE
from tests.letters.papers import faults, text_of
from tests.letters.servers import TAKEN, Server

MakeLetter = Callable[..., Letter]
ON = datetime.date(2026, 11, 24)
LATER = AT + datetime.timedelta(hours=1)


def plain(paper: bytes) -> str:
    """Without line ends nor the marks where a long word may be cut."""
    return re.sub(r"[\s\u200b]+", "", text_of(paper))


def test_the_proof_file_tells_the_record_and_what_it_proves(
    server: Server, a_letter: MakeLetter
) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    letter.refresh_from_db()
    operations.evidence.note(letter, "opened", at=LATER, source="Fournisseur", reference="evt-1")
    paper = proving.proof_of(letter, on=ON)
    assert faults(paper) == []
    told = plain(paper)
    for words in (
        "Attestation d'envoi", letter.subject[:20], "petit@garage.example", "Remis au serveur",
        TAKEN, "n° evt-1", "ni un constat", "non une preuve de lecture",
        "un point en tête de ligne",
    ):  # fmt: skip
        assert "".join(words.split()) in told, words
    assert hashlib.sha256(letter.text.encode()).hexdigest() in text_of(paper), "copied in one piece"
    mail = hashlib.sha256(proving.as_sent(letter)).hexdigest()
    assert mail in text_of(paper)
    assert proving.proof_of(letter, on=ON) == paper


def test_the_mail_given_back_is_the_one_that_left_to_the_byte(
    server: Server, a_letter: MakeLetter
) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    assert proving.as_sent(Letter.objects.get(pk=letter.pk)) in server.contents[0]


def test_after_a_doubt_it_is_the_mail_of_the_attempt(
    server: Server, a_letter: MakeLetter, company: Company
) -> None:
    server.at_data = lambda _: "hang up"
    letter = a_letter()
    operations.send(letter, at=AT)
    operations.confirm(letter, by=factories.a_user(company), at=LATER)
    assert b"Date: Mon, 23 Nov 2026 08:00:00" in proving.as_sent(Letter.objects.get(pk=letter.pk))


def test_what_never_left_has_no_mail_and_no_attestation(
    a_letter: MakeLetter, company: Company
) -> None:
    letter = a_letter()
    with pytest.raises(proving.NotLeft):
        proving.as_sent(letter)
    told = text_of(proving.proof_of(letter, on=ON))
    assert "Relevé de suivi d'un message" in told
    assert "Attestation" not in told


def test_what_no_font_draws_is_named_by_its_number(company: Company) -> None:
    message = Rendered("Relance", "Merci 🙏 de régler, 王先生.\n", MESSAGE.html)
    letter = operations.prepare(company, message, to=["petit@garage.example"], at=AT)
    told = plain(proving.proof_of(letter, on=ON))
    assert "Merci[U+1F64F]derégler,[U+738B]" in told
    assert "numéroUnicode" in told


def test_page_and_api_give_both_files(
    server: Server, a_letter: MakeLetter, company: Company
) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    nadia: User = factories.a_user(company)
    client = Client()
    client.force_login(nadia, settings.AUTHENTICATION_BACKENDS[1])
    paper = client.get(reverse("letters:attestation", args=[letter.pk]))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    mail = client.get(reverse("letters:letter_source", args=[letter.pk]))
    assert mail["Content-Type"] == "message/rfc822"
    assert mail["Content-Disposition"].startswith("attachment")
    headers = {"Authorization": f"Bearer {a_caller(company).token}"}
    for name, begins in (("attestation", b"%PDF-"), ("mail", b"From: ")):
        given = Client().get(f"/api/v1/letters/{letter.pk}/{name}", headers=headers)
        assert given.content.startswith(begins), name

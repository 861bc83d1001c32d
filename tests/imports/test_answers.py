"""Whoever sends files by mail is told what became of them."""

import pytest
from pytest_django.fixtures import Settings

from encaisse.imports.models import SourceFile
from encaisse.letters.models import Letter
from tests import imap
from tests.imports import test_sources as ways
from tests.imports.test_sources import BANK, STATEMENT, Passes, a_mail

pytestmark = pytest.mark.django_db
company, dovecot, box, passes = ways.company, ways.dovecot, ways.box, ways.passes


def test_the_sender_is_told_what_became_of_each_file(
    box: imap.Server, passes: Passes, settings: Settings
) -> None:
    settings.EMAIL_HOST = "localhost"
    box.receive(a_mail(("releve.txt", STATEMENT), ("logo.png", b"\x89PNG")))
    passes()
    told = Letter.objects.get()
    assert (told.to, told.about) == ([BANK], "import")
    assert "releve.txt : repris" in told.text
    assert "1 lignes prises" in told.text
    assert "logo.png : laissé" in told.text


def test_machines_and_strangers_are_not_answered(
    box: imap.Server, passes: Passes, settings: Settings
) -> None:
    settings.EMAIL_HOST = "localhost"
    box.receive(a_mail(("a.txt", STATEMENT), sender="noreply@compta.example", message_id="<2@b>"))
    box.receive(a_mail(("b.txt", STATEMENT), sender="x@ailleurs.example", message_id="<3@b>"))
    robot = a_mail(("c.txt", STATEMENT), message_id="<4@b>")
    box.receive(b"Auto-Submitted: auto-generated\r\n" + robot)
    passes()
    assert SourceFile.objects.filter(fate="taken").exists()
    assert not Letter.objects.exists()

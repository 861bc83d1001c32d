"""Whatever the portal refuses leaves a line in the log: what, by which link, from where."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from encaisse.parties.models import Customer
from encaisse.portal.models import PortalLink
from encaisse.portal.rules.proofs import PROOF_BYTES_MAX
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import NOON, a_visit, place_of, text_of

pytestmark = pytest.mark.django_db


@time_machine.travel(NOON, tick=False)
def test_another_s_number_and_a_file_refused_are_logged(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    client = a_visit(customer)
    link = PortalLink.objects.get()
    theirs = factories.a_receivable(factories.a_customer(customer.company, name="Studio Lemoine"))
    asked = place_of(theirs, of=customer)
    assert client.get(asked).status_code == 404
    told = f"GET {asked} refusé (404), lien {link.pk}, depuis 127.0.0.1"
    assert told in caplog.text
    mine = Receivable.objects.get(customer=customer, invoice__number="FA-1")
    for content in (b"<script>", b"%PDF-1.7 " + bytes(PROOF_BYTES_MAX)):
        caplog.clear()
        typed = {"cents": "10", "on": "2026-11-18", "proof": SimpleUploadedFile("a.pdf", content)}
        assert client.post(place_of(mine, "say_paid"), typed).status_code == 422
        assert f"POST {place_of(mine, 'say_paid')} refusé (422), lien {link.pk}" in caplog.text


@time_machine.travel(NOON, tick=False)
def test_what_is_granted_is_not(customer: Customer, caplog: pytest.LogCaptureFixture) -> None:
    assert "FA-1" in text_of(a_visit(customer))
    assert "refusé" not in caplog.text

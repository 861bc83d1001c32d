"""Whatever the portal refuses leaves a line in the log: what, by which link, from where."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from encaisse.parties.models import Customer
from encaisse.portal.models import PortalLink
from encaisse.portal.rules.proofs import PROOF_BYTES_MAX
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import NOON, a_visit, text_of

pytestmark = pytest.mark.django_db


@time_machine.travel(NOON, tick=False)
def test_another_s_number_and_a_file_refused_are_logged(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    client = a_visit(customer)
    link = PortalLink.objects.get()
    theirs = factories.a_receivable(factories.a_customer(customer.company, name="Studio Lemoine"))
    assert client.get(f"/espace/creance/{theirs.pk}/").status_code == 404
    told = f"GET /espace/creance/{theirs.pk}/ refusé (404), lien {link.pk}, depuis 127.0.0.1"
    assert told in caplog.text
    mine = Receivable.objects.get(customer=customer, invoice__number="FA-1")
    for content in (b"<script>", b"%PDF-1.7 " + bytes(PROOF_BYTES_MAX)):
        caplog.clear()
        typed = {"cents": "10", "on": "2026-11-18", "proof": SimpleUploadedFile("a.pdf", content)}
        assert client.post(f"/espace/creance/{mine.pk}/paye", typed).status_code == 422
        assert f"POST /espace/creance/{mine.pk}/paye refusé (422), lien {link.pk}" in caplog.text


@time_machine.travel(NOON, tick=False)
def test_what_is_granted_is_not(customer: Customer, caplog: pytest.LogCaptureFixture) -> None:
    assert "FA-1" in text_of(a_visit(customer))
    assert "refusé" not in caplog.text

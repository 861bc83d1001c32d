"""A claimed size is never believed: ten gigabytes announced, a few bytes sent."""

import http.client

import pytest
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.rules import Role
from encaisse.documents.models import Document
from tests import factories
from tests.api.conftest import a_caller

CLAIMED = 10 * 1024**3
BODY = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\nContent-Length: 10737418240\r\n\r\nBonjour\r\n--x--\r\n"
)


@pytest.mark.django_db(transaction=True)
def test_ten_gigabytes_announced_and_a_few_bytes_sent_keep_nothing(
    live_server: LiveServer,
) -> None:
    token = a_caller(factories.a_company(), Role.COLLECTOR).token
    line = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=20)
    line.putrequest("POST", "/api/v1/documents")
    line.putheader("Authorization", f"Bearer {token}")
    line.putheader("Content-Type", "multipart/form-data; boundary=x")
    line.putheader("Content-Length", str(CLAIMED))
    line.endheaders(BODY)
    line.sock.shutdown(1)
    answer = line.getresponse()
    kept = list(Document.objects.values_list("name", "size"))
    line.close()
    assert answer.status in {201, 400, 422}
    assert kept in ([], [("a.txt", 7)]), "what counts is what came"

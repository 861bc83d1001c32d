"""Letters of the workshop, and a server to send them to."""

import datetime
from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.letters import operations
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Letter
from tests import factories
from tests.letters.servers import Server, running

AT = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
MESSAGE = Rendered(
    subject="Votre facture FA-2291, 5\u202f240,00\u00a0€ à régler",
    text="Bonjour,\n\n.un point en tête de ligne\n",
    html='<p>Bonjour,</p><img src="cid:reglement">',
    images={"reglement": b"\x89PNG\r\n\x1a\nrien"},
)


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(email="compta@atelier-martin.example")


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def a_letter(company: Company) -> Callable[..., Letter]:
    def make(*to: str) -> Letter:
        return operations.prepare(
            company,
            MESSAGE,
            to=to or ("petit@garage.example",),
            at=AT,
            reply_to=company.email,
            thread="client-12",
        )

    return make

"""Only a person decides of a letter in doubt, and the journal says who."""

from collections.abc import Callable

import pytest

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import NotAllowed, Role
from encaisse.audit.models import Entry
from encaisse.letters import operations, queries
from encaisse.letters.models import Letter
from tests import factories
from tests.letters.conftest import AT
from tests.letters.servers import TAKEN, Server


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def doubtful(server: Server, a_letter: Callable[..., Letter]) -> Letter:
    server.at_data = lambda _: "hang up"
    letter = a_letter()
    assert operations.send(letter, at=AT) == "unclear"
    server.at_data = lambda _: TAKEN
    return letter


def test_in_doubt_it_never_leaves_by_itself(server: Server, doubtful: Letter) -> None:
    assert operations.send(doubtful, at=AT) == "unclear"
    assert queries.to_send(at=AT) == {}
    assert len(server.received) == 1


def test_it_left_says_nadia(doubtful: Letter, nadia: User, company: Company) -> None:
    operations.confirm(doubtful, by=nadia, at=AT)
    assert queries.states(company, [doubtful.pk]) == {doubtful.pk: "delivered"}
    entry = Entry.objects.get(verb="letter.confirmed")
    assert (entry.actor, entry.subject) == (nadia.email, f"letter:{doubtful.pk}")


def test_send_it_again_says_nadia(server: Server, doubtful: Letter, nadia: User) -> None:
    operations.send_again(doubtful, by=nadia, at=AT)
    assert queries.to_send(at=AT) == {doubtful.company_id: [doubtful.pk]}
    assert operations.send(doubtful, at=AT) == "delivered"
    assert server.identifiers == [doubtful.message_id] * 2
    assert Entry.objects.filter(verb="letter.sent_again").count() == 1


def test_one_decides_once(doubtful: Letter, nadia: User) -> None:
    operations.confirm(doubtful, by=nadia, at=AT)
    with pytest.raises(operations.NotUnclear, match="remis"):
        operations.send_again(doubtful, by=nadia, at=AT)


def test_a_reader_or_a_stranger_decides_nothing(doubtful: Letter, company: Company) -> None:
    reader = factories.a_user(company, Role.READER, "Luc")
    ines = factories.a_user(factories.a_company("Boulons du Rhône"), Role.MANAGER, "Inès")
    for person in (reader, ines):
        with pytest.raises(NotAllowed):
            operations.confirm(doubtful, by=person, at=AT)

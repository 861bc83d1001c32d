"""Until somebody has read what a customer wrote, nothing more leaves for it."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations.delivery import record_delivery
from encaisse.dunning.queries.explaining import explain
from encaisse.parties.models import Customer
from encaisse.replies import operations
from encaisse.replies.models import Reply
from tests import factories
from tests.replies.mails import AT, a_mail

pytestmark = pytest.mark.django_db
DAY = AT.date()
NEXT = DAY + datetime.timedelta(days=1)


@pytest.fixture
def scenario(company: Company) -> None:
    dunning.default_scenario(company, by="Paul")


def ran(company: Company, on: datetime.date) -> list[Message]:
    at = datetime.datetime.combine(on, datetime.time(6), datetime.UTC)
    dunning.run(company, on=on, by="Nadia", at=at)
    return list(Message.objects.filter(company=company, run__on=on))


def answered(company: Company, **headers: str) -> Reply:
    reply = operations.take_in(company, a_mail(**headers).as_bytes(), at=AT)
    assert reply is not None
    return reply


@pytest.mark.usefixtures("scenario")
def test_an_unread_reply_holds_every_receivable_until_it_is_read(
    company: Company, garage: Customer
) -> None:
    reply = answered(company)
    assert ran(company, DAY) == []
    operations.mark_read(reply, on=NEXT, by="Nadia")
    [message] = ran(company, NEXT)
    assert message.customer == garage


@pytest.mark.usefixtures("scenario")
def test_it_holds_those_for_whom_the_customer_pays_and_no_other(
    company: Company, garage: Customer
) -> None:
    child = factories.a_customer(company, "Succursale", parent=garage, pays_for_itself=False)
    other = factories.a_customer(company, "Studio Lemoine", email="studio@lemoine.example")
    for each in (child, other):
        factories.a_receivable(each)
    answered(company)
    assert {message.customer for message in ran(company, DAY)} == {other}


@pytest.mark.usefixtures("scenario")
def test_what_was_to_leave_is_left_when_a_reply_comes_meanwhile(
    company: Company, garage: Customer
) -> None:
    [message] = ran(company, DAY)
    answered(company)
    assert record_delivery(message, outcome="delivered", on=DAY, by="Nadia") is None
    message.refresh_from_db()
    assert message.state == MessageState.EMPTY


@pytest.mark.usefixtures("scenario", "garage")
def test_a_robot_holds_nothing(company: Company) -> None:
    answered(company, Auto_Submitted="auto-replied")
    assert len(ran(company, DAY)) == 1


@pytest.mark.usefixtures("scenario", "garage")
def test_the_explanation_says_which_reply_waits(company: Company) -> None:
    answered(company)
    told = explain(company, "FA-1", on=DAY)
    assert "Réponse du client du 20/11/2026, à lire." in str(told)

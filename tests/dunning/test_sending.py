"""From a released message to a server's yes, and what a dead process leaves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.queries import lists
from encaisse.letters.models import LetterState
from tests.factories import a_company, a_customer, a_receivable
from tests.letters.servers import Server, running

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
ON = date(2026, 11, 3)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def company() -> Company:
    company = a_company(email="compta@atelier.example", iban="FR7630006000011234567890189")
    operations.default_scenario(company, by="Paul")
    return company


def released(company: Company) -> Message:
    """A message that Nadia approved."""
    a_receivable(a_customer(company, email="compta@garage.example"), number="FA-2291")
    operations.run(company, on=ON, by="Nadia", at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by="Nadia")
    return Message.objects.get()


def test_an_approved_message_leaves_once(server: Server, company: Company) -> None:
    message = released(company)
    operations.deliver(company, [message.pk], at=AT)
    operations.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert (message.state, message.delivered_on) == (MessageState.DELIVERED, ON)
    assert len(server.identifiers) == 1
    assert message.letter is not None
    assert "FA-2291" in message.letter.text
    assert Proposal.objects.get().state == ProposalState.DELIVERED


def test_what_waited_for_one_customer_leaves_as_one_mail(server: Server, company: Company) -> None:
    customer = a_customer(company, email="compta@garage.example")
    for number, on in (("FA-1", ON), ("FA-2", ON + timedelta(days=3))):
        a_receivable(customer, number=number, due_on=on - timedelta(days=20))
        operations.run(company, on=on, by="Nadia", at=AT)
    older, newer = Message.objects.order_by("id").values_list("pk", flat=True)
    assert operations.approve(company, [older, newer], by="Nadia") == [newer]
    operations.deliver(company, [older, newer], at=AT + timedelta(days=3))
    assert dict(Message.objects.values_list("pk", "state")) == {
        older: MessageState.MERGED,
        newer: MessageState.DELIVERED,
    }
    (mail,) = server.received
    body = mail.get_body(("plain",))
    assert body is not None
    assert "FA-1" in body.get_content()
    assert "FA-2" in body.get_content()
    assert set(Proposal.objects.values_list("state", flat=True)) == {ProposalState.DELIVERED}


def test_a_letter_that_left_is_recorded_by_the_next_sweep(server: Server, company: Company) -> None:
    message = released(company)
    operations.deliver(company, [message.pk], at=AT)
    Message.objects.update(state=MessageState.SENDING, delivered_on=None)
    Proposal.objects.update(state=ProposalState.PENDING, taken_on=None)
    assert lists.to_deliver() == {company.pk: [message.pk]}
    operations.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED
    assert len(server.identifiers) == 1


def test_a_sender_that_died_leaves_an_unclear_message(server: Server, company: Company) -> None:
    message = released(company)
    operations.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.letter is not None
    message.letter.state = LetterState.SENDING
    message.letter.save()
    Message.objects.update(state=MessageState.SENDING, delivered_on=None)
    Proposal.objects.update(state=ProposalState.PENDING, taken_on=None)
    operations.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.UNCLEAR
    assert Proposal.objects.get().state == ProposalState.UNCLEAR
    assert len(server.identifiers) == 1


def test_what_was_paid_before_leaving_is_not_asked(server: Server, company: Company) -> None:
    message = released(company)
    paid = Proposal.objects.get().receivable
    paid.open_cents = 0
    paid.save()
    operations.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.EMPTY
    assert server.identifiers == []


def test_a_message_to_approve_stays(server: Server, company: Company) -> None:
    a_receivable(a_customer(company, email="compta@garage.example"))
    operations.run(company, on=ON, by="Nadia", at=AT)
    operations.deliver(company, [Message.objects.get().pk], at=AT)
    assert server.identifiers == []

"""A reminder that a provider took, then told to have come back: as a report read from a mailbox."""

import datetime
from collections.abc import Iterator

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, MessageState, Proposal, Task, TaskKind
from encaisse.letters.mail.accounts import account_at
from encaisse.letters.models import Letter, LetterState
from encaisse.letters.queries import notices_token
from encaisse.parties.models import Customer, RefusingAddress
from encaisse.replies import operations
from tests.letters.mail_providers import Provider, running
from tests.letters.notices import post_of
from tests.replies.mails import AT, CUSTOMER, a_mail

pytestmark = pytest.mark.django_db
NEXT = AT.date() + datetime.timedelta(days=1)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running(Provider("brevo")) as found:
        settings.MAIL_PROVIDER = account_at(found.url)
        yield found


@pytest.fixture
def reminded(company: Company, garage: Customer, provider: Provider) -> Message:
    """The garage was written to, and the provider took it."""
    dunning.default_scenario(company, by="Paul")
    at = datetime.datetime.combine(AT.date(), datetime.time(6), datetime.UTC)
    dunning.run(company, on=AT.date(), by="Nadia", at=at)
    message = Message.objects.get()
    dunning.approve(company, [message.pk], by="Nadia")
    dunning.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED
    return message


def told(message: Message, fate: str) -> None:
    """The provider posts, then the worker does what was asked of it."""
    assert message.letter is not None
    number = message.letter.message_id.strip("<>").partition("@")[0]
    body, content_type, _ = post_of("brevo", fate, number=number, to=CUSTOMER)
    url = f"/boite/avis/{notices_token()}/"
    assert Client().post(url, body, content_type=content_type).status_code == 200
    for job in ProcrastinateJob.objects.filter(task_name="dunning.refuse_address"):
        asked = {name: job.args[name] for name in ("address", "why", "said", "by")}
        dunning.refuse_address(message.company, **asked, at=AT)
        dunning.take_back(message.company, at=AT)


def test_a_reminder_refused_was_no_step(company: Company, reminded: Message) -> None:
    for _ in range(2):
        told(reminded, "refused")
    reminded.refresh_from_db()
    assert (reminded.state, reminded.delivered_on) == (MessageState.FAILED, None)
    assert Letter.objects.get().state == LetterState.BOUNCED
    assert set(Proposal.objects.values_list("taken_on", flat=True)) == {None}
    [address] = RefusingAddress.objects.all()
    assert (address.address, address.why, address.told_by) == (CUSTOMER, "refused", "Brevo")
    assert "5.1.1" in Task.objects.get(kind=TaskKind.ADDRESS).reason
    at = datetime.datetime.combine(NEXT, datetime.time(6), datetime.UTC)
    dunning.run(company, on=NEXT, by="Nadia", at=at)
    assert not Message.objects.filter(run__on=NEXT).exists()  # nobody is left to write to


def test_a_complaint_ends_the_mails_and_leaves_the_step(reminded: Message) -> None:
    told(reminded, "complained")
    reminded.refresh_from_db()
    assert reminded.state == MessageState.DELIVERED
    assert RefusingAddress.objects.get().why == "complaint"


def test_an_answer_to_the_provider_s_own_identifier_finds_its_customer(
    company: Company, garage: Customer, reminded: Message
) -> None:
    letter = Letter.objects.get()
    assert letter.reference == "<20261123.1@smtp-relay.example>"
    mail = a_mail(answers=letter.reference, sender="autre@x.example").as_bytes()
    reply = operations.take_in(company, mail, at=AT)
    assert reply is not None
    assert (reply.customer, reply.letter) == (garage, letter)

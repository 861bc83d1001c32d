"""A reminder comes back: nobody was told, its address is written to no more, somebody corrects it;
what a stranger makes up changes nothing."""

import datetime
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import (
    Message,
    MessageState,
    Proposal,
    ProposalState,
    Task,
    TaskEnd,
    TaskKind,
)
from encaisse.letters import operations as letters
from encaisse.letters.mail.reading import Kind, read
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Letter, LetterState
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer, RefusingAddress
from encaisse.replies import operations
from tests import factories, imap
from tests.letters.servers import Server, running
from tests.replies.mails import AT, CUSTOMER, a_complaint, a_report

pytestmark = pytest.mark.django_db
DAY = AT.date()
NEXT = DAY + datetime.timedelta(days=1)
PETIT = "petit@garage.example"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def ran(company: Company, on: datetime.date) -> list[Message]:
    at = datetime.datetime.combine(on, datetime.time(6), datetime.UTC)
    dunning.run(company, on=on, by="Nadia", at=at)
    return list(Message.objects.filter(company=company, run__on=on).order_by("id"))


@pytest.fixture
def reminded(company: Company, garage: Customer, server: Server) -> Message:
    """The garage was written to, and the server took it."""
    dunning.default_scenario(company, by="Paul")
    [message] = ran(company, DAY)
    dunning.approve(company, [message.pk], by="Nadia")
    dunning.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED
    return message


def letter_of(message: Message) -> Letter:
    assert message.letter is not None
    message.letter.refresh_from_db()
    return message.letter


def taken(company: Company, *mails: bytes) -> None:
    """The mailbox is read, then the worker does what was asked of it."""
    for mail in mails:
        operations.take_in(company, mail, at=AT)
    dunning.take_back(company, at=AT)


def refusing(company: Company) -> list[str]:
    found = RefusingAddress.objects.filter(company=company, lifted_on=None)
    return sorted(found.values_list("address", flat=True))


def test_a_mail_that_came_back_was_no_step(company: Company, reminded: Message) -> None:
    letter = letter_of(reminded)
    taken(company, a_report(CUSTOMER.upper(), letter.message_id))
    reminded.refresh_from_db()
    assert letter_of(reminded).state == LetterState.BOUNCED
    assert (reminded.state, reminded.delivered_on) == (MessageState.FAILED, None)
    assert set(Proposal.objects.values_list("state", "taken_on")) == {(ProposalState.FAILED, None)}
    [address] = RefusingAddress.objects.all()
    assert (address.address, address.since) == (CUSTOMER, DAY)
    assert (address.reason, address.told_by) == ("550 5.1.1 boîte inconnue", "avis de non-remise")
    task = Task.objects.get(kind=TaskKind.ADDRESS)
    assert task.reason == (
        "compta@garage.example refuse nos courriels depuis le 20/11/2026 : 550 5.1.1 boîte inconnue"
    )
    verbs = list(
        Entry.objects.filter(company=company).order_by("rank").values_list("verb", flat=True)
    )
    assert verbs[-2:] == ["address.refused", "dunning.returned"]


def test_the_next_run_writes_elsewhere_or_asks_for_a_person(
    company: Company, garage: Customer, reminded: Message
) -> None:
    taken(company, a_report(CUSTOMER, letter_of(reminded).message_id))
    assert ran(company, NEXT) == []
    reason = Task.objects.get(kind=TaskKind.NO_CONTACT).reason
    assert reason.startswith("Courriels refusés depuis le 20/11/2026, pas d'adresse postale : ")
    parties.add_contact(customer=garage, name="Mme Petit", email=PETIT, by="Nadia")
    [message] = ran(company, NEXT + datetime.timedelta(days=1))
    assert message.to == [{"name": "Mme Petit", "email": PETIT}]


def test_it_is_done_once_however_often_it_is_told(company: Company, reminded: Message) -> None:
    report = a_report(CUSTOMER, letter_of(reminded).message_id)
    again = report.replace(b"<rapport", b"<encore")
    taken(company, report, again)
    taken(company)
    assert RefusingAddress.objects.count() == 1
    assert Task.objects.filter(kind=TaskKind.ADDRESS).count() == 1
    assert Entry.objects.filter(verb="dunning.returned").count() == 1


def test_a_corrected_address_closes_the_task_and_is_written_to(
    company: Company, garage: Customer, reminded: Message
) -> None:
    taken(company, a_report(CUSTOMER, letter_of(reminded).message_id))
    parties.change_customer(garage, email=PETIT, by="Nadia")
    dunning.tasks.settle(company, on=DAY)
    task = Task.objects.get(kind=TaskKind.ADDRESS)
    assert (task.end, task.outcome) == (
        TaskEnd.SETTLED,
        "Plus aucune adresse de ce client ne refuse nos courriels.",
    )
    [message] = ran(company, NEXT)
    assert message.to[0]["email"] == PETIT


def test_a_person_says_that_the_address_works_again(company: Company, reminded: Message) -> None:
    taken(company, a_report(CUSTOMER, letter_of(reminded).message_id))
    address = RefusingAddress.objects.get()
    parties.accept_again(address, on=NEXT, by="Nadia")
    with pytest.raises(parties.AddressAccepts):
        parties.accept_again(address, on=NEXT, by="Nadia")
    [message] = ran(company, NEXT)
    assert message.to[0]["email"] == CUSTOMER


def test_one_address_of_two_that_refuses_leaves_the_mail_delivered(
    company: Company, garage: Customer
) -> None:
    message = Rendered(subject="FA-1", text="Merci de régler.", html="")
    letter = letters.prepare(company, message, to=[CUSTOMER, PETIT], at=AT,
                             thread=f"customer-{garage.pk}")  # fmt: skip
    Letter.objects.update(state=LetterState.DELIVERED)
    taken(company, a_report(PETIT, letter.message_id))
    letter.refresh_from_db()
    assert letter.state == LetterState.DELIVERED
    assert refusing(company) == [PETIT]
    taken(company, a_report(CUSTOMER, letter.message_id))
    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED


@pytest.mark.parametrize(
    "about_it",
    [
        pytest.param({"action": "delayed", "status": "4.4.1"}, id="a delay"),
        pytest.param({"action": "failed", "status": "4.2.2"}, id="a box that is full for now"),
    ],
)
def test_what_may_still_arrive_changes_nothing(
    company: Company, reminded: Message, about_it: dict[str, str]
) -> None:
    taken(company, a_report(CUSTOMER, letter_of(reminded).message_id, **about_it))
    reminded.refresh_from_db()
    assert reminded.state == MessageState.DELIVERED
    assert refusing(company) == []


def test_an_alias_is_known_by_the_address_that_we_wrote_to(
    company: Company, reminded: Message
) -> None:
    report = a_report("u1234@mx.garage.example", letter_of(reminded).message_id, written=CUSTOMER)
    taken(company, report)
    assert refusing(company) == [CUSTOMER]


def test_a_complaint_ends_the_mails_and_leaves_the_step(
    company: Company, reminded: Message
) -> None:
    taken(company, a_complaint(CUSTOMER, letter_of(reminded).message_id))
    reminded.refresh_from_db()
    assert reminded.state == MessageState.DELIVERED
    assert RefusingAddress.objects.get().why == "complaint"
    assert "ne veut plus de courriels" in Task.objects.get(kind=TaskKind.ADDRESS).reason


def test_a_report_that_a_mail_was_wanted_complains_of_nothing(
    company: Company, reminded: Message
) -> None:
    report = a_complaint(CUSTOMER, letter_of(reminded).message_id, sort="not-spam")
    assert read(report).kind == Kind.COMPLAINT
    taken(company, report)
    assert refusing(company) == []


def test_a_report_of_another_company_s_mail_is_believed_by_nobody(
    company: Company, reminded: Message
) -> None:
    stranger = factories.a_company("Delaunay Compta")
    about = letter_of(reminded).message_id
    taken(stranger, a_report(CUSTOMER, about), a_complaint(CUSTOMER, about))
    reminded.refresh_from_db()
    assert reminded.state == MessageState.DELIVERED
    assert letter_of(reminded).refused == {}
    assert refusing(stranger) == refusing(company) == []


@pytest.mark.parametrize("address", ["autre@garage.example", "", "compta@garage.example.evil"])
def test_addresses_that_the_mail_was_never_sent_to_are_left(
    company: Company, reminded: Message, address: str
) -> None:
    about = letter_of(reminded).message_id
    taken(company, a_report(address, about), a_complaint(address, about))
    reminded.refresh_from_db()
    assert reminded.state == MessageState.DELIVERED
    assert refusing(company) == []


@pytest.mark.parametrize("about", ["", "<inconnu@ailleurs.example>"])
@pytest.mark.usefixtures("reminded")
def test_a_report_about_no_mail_of_ours_is_only_shown(company: Company, about: str) -> None:
    taken(company, a_report(CUSTOMER, about), a_complaint(CUSTOMER, about))
    assert refusing(company) == []
    assert Message.objects.get().state == MessageState.DELIVERED


def test_a_server_that_knows_nobody_there_says_it_at_once(
    company: Company, garage: Customer, server: Server
) -> None:
    server.at_rcpt = lambda _address: "550 5.1.1 Utilisateur inconnu"
    dunning.default_scenario(company, by="Paul")
    [message] = ran(company, DAY)
    dunning.approve(company, [message.pk], by="Nadia")
    dunning.deliver(company, [message.pk], at=AT)
    assert refusing(company) == [garage.email]
    assert RefusingAddress.objects.get().told_by == "serveur d'envoi"
    assert Task.objects.filter(kind=TaskKind.ADDRESS).count() == 1


def test_a_server_that_refuses_us_says_nothing_of_the_address(
    company: Company,
    garage: Customer,
    server: Server,
) -> None:
    server.at_rcpt = lambda _address: "554 5.7.1 Relay access denied"
    dunning.default_scenario(company, by="Paul")
    [message] = ran(company, DAY)
    dunning.approve(company, [message.pk], by="Nadia")
    dunning.deliver(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert refusing(company) == []


def test_a_report_read_over_imap_takes_the_reminder_back(
    company: Company, reminded: Message, settings: Settings
) -> None:
    with imap.serve() as box:
        settings.REPLY_MAILBOXES = [box.mailbox]
        box.receive(a_report(CUSTOMER, letter_of(reminded).message_id))
        assert operations.read_mailbox(company, 0, at=AT) == 1
    dunning.take_back(company, at=AT)
    reminded.refresh_from_db()
    assert reminded.state == MessageState.FAILED

"""A mail received is filed to its customer, once, and says what it seems to say."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.replies import operations, queries
from encaisse.replies.models import Reply
from tests import factories
from tests.replies.mails import AT, CUSTOMER, a_mail

pytestmark = pytest.mark.django_db


def taken(company: Company, *mails: bytes) -> list[Reply]:
    found = [operations.take_in(company, mail, at=AT) for mail in mails]
    return [reply for reply in found if reply is not None]


def test_the_answer_to_one_of_our_mails_is_its_customers(
    company: Company, garage: Customer, sent: Letter
) -> None:
    stranger = a_mail(sender="Perso <perso@fai.example>", answers=sent.message_id)
    [reply] = taken(company, stranger.as_bytes())
    assert (reply.customer, reply.filed_by, reply.letter) == (garage, "thread", sent)
    assert reply.document is not None
    assert reply.document.media_type == "message/rfc822"


def test_the_token_of_the_answer_address_tells_as_well(
    company: Company, garage: Customer, sent: Letter
) -> None:
    token = sent.message_id.strip("<>").partition("@")[0]
    mail = a_mail(sender="x@fai.example", to=f"relances+{token}@atelier-martin.example")
    [reply] = taken(company, mail.as_bytes())
    assert (reply.customer, reply.filed_by) == (garage, "token")


def test_an_address_of_one_customer_or_of_its_contact_is_enough(
    company: Company, garage: Customer
) -> None:
    parties.add_contact(customer=garage, name="M. Roux", email="Roux@Garage.example", by="Nadia")
    own, contact = taken(
        company,
        a_mail(sender=CUSTOMER.upper()).as_bytes(),
        a_mail(sender="roux@garage.example", message_id="<2@garage.example>").as_bytes(),
    )
    assert {own.customer, contact.customer} == {garage}
    assert {own.filed_by, contact.filed_by} == {"address"}


def test_an_address_shared_by_two_customers_is_nobodys(company: Company, garage: Customer) -> None:
    factories.a_customer(company, "Garage Martin Sud", email=CUSTOMER)
    [reply] = taken(company, a_mail().as_bytes())
    assert reply.customer is None
    assert [each.name for each in queries.likely_customers(reply)] == [
        "Garage Martin", "Garage Martin Sud",
    ]  # fmt: skip


def test_an_unknown_sender_is_guessed_by_its_domain_or_the_invoices_it_names(
    company: Company, garage: Customer
) -> None:
    colleague, other = taken(
        company,
        a_mail(sender="direction@garage.example", subject="Relance").as_bytes(),
        a_mail(
            "La FA-2 est réglée.", sender="x@gmail.com", subject="Relance", message_id="<3@x>"
        ).as_bytes(),
    )
    assert queries.likely_customers(colleague) == [garage]
    assert queries.likely_customers(other) == [garage]
    assert [colleague.customer, other.customer] == [None, None]


def test_the_same_mail_twice_is_taken_once(company: Company, garage: Customer) -> None:
    mail = a_mail().as_bytes()
    assert len(taken(company, mail, mail)) == 1
    assert Reply.objects.count() == 1


def test_our_own_mail_found_in_the_mailbox_is_left(company: Company, sent: Letter) -> None:
    assert taken(company, a_mail(message_id=sent.message_id).as_bytes()) == []


def test_another_company_is_told_nothing(company: Company, garage: Customer, sent: Letter) -> None:
    other = factories.a_company("Boulons du Rhône")
    [reply] = taken(other, a_mail(answers=sent.message_id).as_bytes())
    assert reply.customer is None


def test_a_robot_asks_nothing_of_anybody(company: Company, garage: Customer) -> None:
    robot = a_mail("Je suis absente jusqu'au 4 janvier.", Auto_Submitted="auto-replied")
    [reply] = taken(company, robot.as_bytes())
    assert (reply.kind, reply.meaning) == ("robot", "absence")
    assert not queries.unread(company).exists()


def test_a_promise_is_read_with_its_day(company: Company, garage: Customer) -> None:
    mail = a_mail("Bonjour,\n\nLe virement sera fait le 30 novembre.")
    [reply] = taken(company, mail.as_bytes())
    assert reply.suggestions[0]["meaning"] == "promise"
    assert reply.suggestions[0]["day"] == datetime.date(2026, 11, 30).isoformat()

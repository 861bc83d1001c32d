"""Reminders by text message: from the rule to the telephone and back."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Policy, Proposal, ProposalState, Step
from encaisse.dunning.operations.taking_back import take_back
from encaisse.dunning.queries import lists
from encaisse.dunning.queries.leaving import coming, preview_of
from encaisse.letters.models import LetterState
from encaisse.letters.operations import texting
from encaisse.letters.rules.brief import BlockInText
from encaisse.letters.sms.gateway import SmsNotSet, provider_at
from encaisse.letters.sms.receipts import Fate, Receipt
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer, RefusingAddress
from tests.factories import a_company, a_customer, a_receivable, a_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
NIGHT = datetime(2026, 11, 3, 2, tzinfo=UTC)
ON = date(2026, 11, 3)
MOBILE = "+33639981234"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.SMS = provider_at(f"file://{tmp_path}/sms")
    return tmp_path / "sms"


@pytest.fixture
def company() -> Company:
    company = a_company(email="compta@atelier.example", iban="FR7630006000011234567890189")
    operations.default_scenario(company, by="Paul")
    Step.objects.filter(scenario__company=company).exclude(template_code__startswith="mise").update(
        channel="sms"
    )
    return company


@pytest.fixture
def garage(company: Company) -> Customer:
    customer = a_customer(company, email="compta@garage.example", phone="04 65 71 20 00")
    parties.add_contact(customer=customer, name="Mme Petit", by="Nadia", phone="06 39 98 12 34")
    return customer


def proposed(company: Company, customer: Customer, number: str = "FA-2291") -> Message:
    a_receivable(customer, number=number)
    operations.run(company, on=ON, by="Nadia", at=AT)
    return Message.objects.latest("pk")


def released(company: Company, customer: Customer) -> Message:
    message = proposed(company, customer)
    if message.state == MessageState.WAITING:
        operations.approve(company, [message.pk], by="Nadia")
    return message


def test_a_text_goes_to_the_mobile_once(folder: Path, company: Company, garage: Customer) -> None:
    message = released(company, garage)
    assert lists.to_deliver() == {company.pk: [message.pk]}
    for _ in range(2):
        operations.deliver_texts(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert (message.channel, message.state) == ("sms", MessageState.DELIVERED)
    assert message.delivered_on == ON
    (file,) = folder.iterdir()
    told = json.loads(file.read_text())
    assert (told["to"], told["parts"] <= 2) == (MOBILE, True)
    assert "FA-2291" in told["text"]
    assert Proposal.objects.get().state == ProposalState.DELIVERED


def test_the_hours_of_the_company_hold(folder: Path, company: Company, garage: Customer) -> None:
    Policy.objects.create(company=company, first_hour=8, end_hour=19)
    message = released(company, garage)
    operations.deliver_texts(company, [message.pk], at=NIGHT)
    message.refresh_from_db()
    assert message.state == MessageState.RELEASED
    assert not folder.exists()


def test_without_provider_approved_texts_wait(
    settings: Settings, company: Company, garage: Customer
) -> None:
    settings.SMS = None
    message = released(company, garage)
    assert lists.to_deliver() == {}
    with pytest.raises(SmsNotSet):
        operations.deliver_texts(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.RELEASED


def test_a_fixed_line_is_never_texted_and_the_reason_says_so(company: Company) -> None:
    customer = a_customer(company, email="compta@studio.example", phone="04 65 71 20 01")
    message = proposed(company, customer)
    assert message.channel == "mail"
    told = Proposal.objects.get().reason
    assert told.endswith("Sans mobile qui accepte les SMS : par courriel.")


def test_stop_between_approval_and_sending_takes_another_way(
    folder: Path, company: Company, garage: Customer
) -> None:
    message = released(company, garage)
    operations.stop_texts(company, MOBILE, said="STOP", by="Nadia", at=AT)
    operations.stop_texts(company, MOBILE, said="STOP", by="Nadia", at=AT)
    operations.deliver_texts(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert (message.channel, message.state) == ("mail", MessageState.RELEASED)
    assert not folder.exists()
    assert RefusingAddress.objects.get().get_why_display() == "ne veut plus de SMS"


def test_a_text_never_received_is_no_step(folder: Path, company: Company, garage: Customer) -> None:
    message = released(company, garage)
    operations.deliver_texts(company, [message.pk], at=AT)
    message.refresh_from_db()
    assert message.letter is not None
    texting.record_receipt(message.letter, Receipt(Fate.REFUSED, "hard_bounce"), at=AT)
    take_back(company, at=AT)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert message.letter.state == LetterState.BOUNCED
    assert Proposal.objects.get().state == ProposalState.FAILED


def test_what_is_shown_is_the_text_with_its_parts(company: Company, garage: Customer) -> None:
    message = proposed(company, garage)
    if message.state != MessageState.WAITING:
        Message.objects.filter(pk=message.pk).update(state="waiting")
        message.refresh_from_db()
    told = coming(message, on=ON)
    assert told is not None
    page = preview_of(told)
    assert "SMS</strong>" in page
    assert "FA-2291" in page
    assert "<table" not in page


def test_a_text_rewritten_by_a_person_stays_short(company: Company, garage: Customer) -> None:
    message = proposed(company, garage)
    Message.objects.filter(pk=message.pk).update(state="waiting")
    message.refresh_from_db()
    with pytest.raises(BlockInText):
        operations.edit_message(message, subject="SMS", text="{{ tableau }}", by="Nadia")


def test_the_board_says_why_approved_texts_wait(
    client: Client, company: Company, garage: Customer, settings: Settings, folder: Path
) -> None:
    released(company, garage)
    client.force_login(a_user(company))
    told = "1 SMS approuvé attend"
    assert told not in client.get("/relances/").content.decode().replace("\u202f", " ")
    settings.SMS = None
    page = client.get("/relances/").content.decode()
    assert told in page.replace("\u00a0", " ")
    assert "ENCAISSE_SMS_URL" in page

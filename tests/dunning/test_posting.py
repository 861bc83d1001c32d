"""Reminders by post: from the approved letter to the day it is posted."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from encaisse.accounts.models import Company
from encaisse.documents import operations as documents
from encaisse.documents.models import Attachment
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.operations import posting
from encaisse.dunning.queries import lists
from encaisse.dunning.queries import posting as queries
from encaisse.letters.models import Letter, LetterState, PrintBatch
from encaisse.letters.operations import posting as letters
from encaisse.parties.models import Customer
from tests.factories import a_company, a_customer, a_receivable
from tests.letters.papers import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
ON = date(2026, 11, 3)
BY = "Nadia"


@pytest.fixture
def company() -> Company:
    company = a_company(
        address="12 rue des Tanneurs\n42000 Saint-Étienne", iban="FR7630006000011234567890189"
    )
    operations.default_scenario(company, by="Paul")
    return company


def by_post(company: Company, name: str = "Garage Martin", **facts: object) -> Customer:
    """Whom nothing but the post reaches."""
    return a_customer(
        company, name, address=facts.pop("address", "1 quai Nord\n69002 Lyon"), **facts
    )


def approved(company: Company) -> list[int]:
    """What the run of the day proposes, let go."""
    operations.run(company, on=ON, by=BY, at=AT)
    waiting = Message.objects.filter(state=MessageState.WAITING).values_list("pk", flat=True)
    return operations.approve(company, waiting, by=BY)


def batch_of(company: Company, *, is_duplex: bool = False) -> PrintBatch:
    batch = posting.start_batch(company, is_duplex=is_duplex, by=BY, at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    batch.refresh_from_db()
    return batch


def pages_of(paper: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]


def test_an_approved_letter_is_printed_then_posted(company: Company) -> None:
    garage = by_post(company)
    a_receivable(garage, number="FA-2291")
    approved(company)
    message = Message.objects.get()
    assert (message.channel, message.state) == ("letter", MessageState.RELEASED)

    batch = batch_of(company)
    message.refresh_from_db()
    assert message.state == MessageState.SENDING
    letter = message.letter
    assert letter is not None
    assert (letter.state, letter.pages, letter.postcode) == (LetterState.PREPARED, 1, "69002")
    assert letter.to == ["Garage Martin", "1 quai Nord", "69002 LYON"]

    cover, paper = pages_of(letters.take(batch, by=BY, at=AT))
    assert "Garage Martin" in cover
    assert "FA-2291" in paper

    assert posting.post_batch(batch, on=ON, by=BY, at=AT) == 1
    posting.settle_posted(company, at=AT)
    message.refresh_from_db()
    assert (message.state, message.delivered_on) == (MessageState.DELIVERED, ON)
    assert Proposal.objects.get().state == ProposalState.DELIVERED


def test_a_letter_is_kept_as_it_was_printed_among_the_customer_s_documents(
    company: Company,
) -> None:
    garage = by_post(company)
    a_receivable(garage, number="FA-2291")
    approved(company)
    batch_of(company)
    letter = Letter.objects.get()
    assert letter.document is not None
    assert "FA-2291" in text_of(documents.content_of(letter.document))
    attached = Attachment.objects.get(subject_kind="letter", subject_id=letter.pk)
    assert attached.customer_id == garage.pk


def test_what_is_paid_before_the_batch_is_not_printed(company: Company) -> None:
    for name in ("Garage Martin", "Studio Lemoine"):
        a_receivable(by_post(company, name), number=f"FA-{name[0]}")
    approved(company)
    paid = Proposal.objects.get(message__customer__name="Garage Martin").receivable
    paid.open_cents = 0
    paid.save()
    batch = batch_of(company)
    assert [one.to[0] for one in Letter.objects.all()] == ["Studio Lemoine"]
    states = dict(Message.objects.values_list("customer__name", "state"))
    assert states == {"Garage Martin": "empty", "Studio Lemoine": "sending"}
    assert batch.left_out == []


def test_what_is_paid_after_the_batch_is_told(company: Company) -> None:
    a_receivable(by_post(company), number="FA-1")
    approved(company)
    batch = batch_of(company)
    assert queries.paid_since(batch) == 0
    receivable = Proposal.objects.get().receivable
    receivable.open_cents = 0
    receivable.save()
    assert queries.paid_since(batch) == 1


def test_a_letter_set_aside_fails_and_the_others_are_posted(company: Company) -> None:
    for name in ("Garage Martin", "Studio Lemoine"):
        a_receivable(by_post(company, name))
    approved(company)
    batch = batch_of(company)
    aside = Letter.objects.get(to__0="Garage Martin")
    with pytest.raises(letters.ReasonMissing):
        posting.set_letter_aside(aside, why=" ", by=BY)
    posting.set_letter_aside(aside, why="Pli déchiré", by=BY)
    assert posting.post_batch(batch, on=ON, by=BY, at=AT) == 1
    posting.settle_posted(company, at=AT)
    states = dict(Message.objects.values_list("customer__name", "state"))
    assert states == {"Garage Martin": "failed", "Studio Lemoine": "delivered"}
    with pytest.raises(letters.NotToPost):
        posting.set_letter_aside(aside, why="Encore", by=BY)


def test_an_address_that_no_postman_would_find_is_left_out_and_told(company: Company) -> None:
    a_receivable(by_post(company, address="Quelque part"))
    a_receivable(by_post(company, "Studio 株式会社"))
    a_receivable(by_post(company, "Fischer GmbH", address="Hauptstr. 1\nBerlin", country="DE"))
    approved(company)
    assert queries.incomplete_count(company) == 1
    batch = batch_of(company)
    assert [whom for whom, _why in batch.left_out] == ["Garage Martin", "Studio 株式会社"]
    assert "code postal" in batch.left_out[0][1]
    assert Letter.objects.get().to[-1] == "ALLEMAGNE"
    assert queries.to_print_count(company) == 2


def test_the_pile_is_sorted_for_folding(company: Company) -> None:
    for name, place, count in (
        ("Long", "13001 Marseille", 45), ("Nord", "59000 Lille", 1), ("Ain", "01000 Bourg", 1),
    ):  # fmt: skip
        customer = by_post(company, name, address=f"1 rue X\n{place}")
        for rank in range(count):
            a_receivable(customer, number=f"{name}-{rank:02}")
    approved(company)
    batch = batch_of(company)
    assert [one.customer.name for one in queries.letters_of(batch)] == ["Ain", "Nord", "Long"]
    cover, *pages = pages_of(letters.take(batch, by=BY, at=AT))
    assert cover.index("Ain") < cover.index("Nord") < cover.index("Long")
    assert ["Ain" in pages[0], "Nord" in pages[1], "Long" in pages[2]] == [True] * 3


def test_on_both_sides_each_letter_begins_on_a_new_sheet(company: Company) -> None:
    for name in ("Ain", "Nord"):
        a_receivable(by_post(company, name))
    approved(company)
    batch = batch_of(company, is_duplex=True)
    pages = pages_of(letters.take(batch, by=BY, at=AT))
    assert [bool(page.strip()) for page in pages] == [True, False] * 3


def test_an_e_mail_address_known_meanwhile_takes_the_letter_out_of_the_pile(
    company: Company,
) -> None:
    garage = by_post(company)
    a_receivable(garage)
    approved(company)
    garage.email = "compta@garage.example"
    garage.save()
    batch_of(company)
    assert Message.objects.get().channel == "mail"
    assert not Letter.objects.exists()


def test_one_batch_at_a_time_and_none_without_letters(company: Company) -> None:
    with pytest.raises(posting.NothingToPrint):
        batch_of(company)
    a_receivable(by_post(company))
    approved(company)
    posting.start_batch(company, is_duplex=False, by=BY, at=AT)
    with pytest.raises(letters.BatchUnderWay):
        posting.start_batch(company, is_duplex=False, by=BY, at=AT)


@pytest.mark.parametrize("day", [ON - timedelta(days=1), ON + timedelta(days=1)])
def test_a_batch_is_posted_between_its_day_and_today(company: Company, day: date) -> None:
    a_receivable(by_post(company))
    approved(company)
    with pytest.raises(letters.PostedBeforePrinted):
        posting.post_batch(batch_of(company), on=day, by=BY, at=AT)


def test_a_letter_put_back_waits_for_approval_again(company: Company) -> None:
    a_receivable(by_post(company))
    chosen = approved(company)
    assert posting.put_back(company, chosen, by=BY) == chosen
    assert Message.objects.get().state == MessageState.WAITING
    with pytest.raises(posting.NotToPrint):
        posting.put_back(company, chosen, by=BY)


def test_a_maker_that_died_loses_nothing_and_prints_nothing_twice(company: Company) -> None:
    for name in ("Ain", "Nord"):
        a_receivable(by_post(company, name))
    approved(company)
    batch = batch_of(company)
    PrintBatch.objects.update(made_at=None)  # it died here, the rest of the pile not drawn
    a_receivable(by_post(company, "Lot"))
    operations.run(company, on=ON + timedelta(days=1), by=BY, at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by=BY)
    posting.make_batch(company, batch.pk, at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    assert sorted(one.to[0] for one in batch.letters.all()) == ["Ain", "Lot", "Nord"]
    batch.refresh_from_db()
    assert len(pages_of(letters.take(batch, by=BY, at=AT))) == len(["list", "Ain", "Lot", "Nord"])


def test_the_clock_takes_up_what_nobody_finished(company: Company) -> None:
    a_receivable(by_post(company))
    approved(company)
    batch = batch_of(company)
    letters.post(batch, on=ON, by=BY, at=AT)
    assert queries.companies_to_settle() == [company.pk]
    assert lists.to_deliver() == {}, "the mail's own sweep leaves letters alone"
    posting.settle_posted(company, at=AT)
    assert queries.companies_to_settle() == []

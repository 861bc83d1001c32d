"""Reminders by post entrusted to a carrier: taken, refused, in doubt."""

import datetime
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.operations import posting
from encaisse.letters import operations as letters
from encaisse.letters import queries
from encaisse.letters.models import Evidence, Letter, LetterState, PrintBatch
from encaisse.letters.operations.entrusting import NothingToEntrust, SenderIncomplete
from encaisse.letters.operations.posting import BatchNotReady
from encaisse.letters.post.gateway import PostNotSet, carrier_at
from tests import factories
from tests.dunning.entrusting import (
    AT,
    BY,
    LATER,
    ON,
    TEN_MINUTES,
    a_sender,
    batch_of,
    entrusted,
    follow,
    give,
    only,
    scenario,
    told,
)  # fmt: skip
from tests.letters.carriers import Carriers

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_sender()


def test_a_letter_taken_is_entrusted_and_counts_when_it_is_posted(
    company: Company, maileva: Carriers
) -> None:
    batch = entrusted(company)
    letter = only()
    assert (letter.state, letter.carrier) == (LetterState.ENTRUSTED, "maileva")
    assert letter.reference == "110e8400-0"
    assert Message.objects.get().state == MessageState.SENDING
    assert Entry.objects.filter(verb="letters.batch_entrusted").count() == 1
    found = queries.batch_of(company, batch.pk)
    assert (found.stands, found.entrusted_count, found.to_post_count) == ("entrusted", 1, 0)

    sending = maileva.drafts[letter.reference]["sending"]
    sending |= {"status": "PROCESSED", "processed_date": "2026-11-04T16:00:00.000Z"}
    follow(company)
    letter = only()
    assert letter.state == LetterState.DELIVERED
    message = Message.objects.get()
    assert (message.state, message.delivered_on) == (MessageState.DELIVERED, date(2026, 11, 4))
    step = Proposal.objects.get()
    assert (step.state, step.taken_on) == (ProposalState.DELIVERED, date(2026, 11, 4))
    assert queries.batch_of(company, batch.pk).stands == "posted"
    assert told() == [("accepted", "Maileva"), ("accepted", "Maileva")]


def test_a_posted_letter_is_asked_about_once_a_day_for_two_months(
    company: Company, maileva: Carriers
) -> None:
    entrusted(company)
    found = maileva.drafts["110e8400-0"]
    found["sending"] |= {"status": "PROCESSED", "processed_date": "2026-11-04T16:00:00.000Z"}
    follow(company)
    for days, count in ((1, 1), (40, 1), (60, 0)):
        day = LATER + datetime.timedelta(days=days)
        asked = [queries.to_follow(at=day + turn * TEN_MINUTES) for turn in range(144)]
        assert sum(map(bool, asked)) == count


def test_given_and_followed_twice_is_once(company: Company, either: Carriers) -> None:
    entrusted(company, "Garage Martin", "Studio Lemoine")
    ids = list(Letter.objects.order_by("pk").values_list("pk", flat=True))
    states = letters.entrusting.give_batch(company, [*ids, *ids], at=AT)
    assert set(states.values()) == {"entrusted"}
    assert len(either.sent) == 2
    before = Evidence.objects.count()
    follow(company)
    follow(company)
    assert Evidence.objects.count() == before
    with pytest.raises(NothingToEntrust):
        posting.entrust_batch(PrintBatch.objects.get(), is_color=False, by=BY, at=AT)


def test_what_is_entrusted_is_not_printed(company: Company, either: Carriers) -> None:
    batch = entrusted(company)
    with pytest.raises(BatchNotReady):
        letters.posting.take(batch, by=BY, at=AT)
    assert posting.post_batch(batch, on=ON, by=BY, at=AT) == 0
    assert only().state == LetterState.ENTRUSTED


def test_a_letter_refused_goes_back_to_the_pile_with_the_reason(
    company: Company, either: Carriers
) -> None:
    either.mood = lambda asked: 400 if asked.endswith(("/submit", "/sendCourrier")) else 0
    batch = entrusted(company)
    letter = only()
    assert (letter.state, letter.carrier, letter.reference) == (LetterState.PREPARED, "", "")
    assert "HUMEUR_400" in letter.answer
    assert [kind for kind, _source in told()] == ["failed"]
    assert Entry.objects.filter(verb="letter.not_taken").count() == 1
    assert queries.batch_of(company, batch.pk).to_post_count == 1
    assert queries.to_entrust(at=LATER) == {}
    assert letters.posting.take(batch, by=BY, at=AT).startswith(b"%PDF")


def test_a_line_too_long_is_refused_before_anything_is_said(
    company: Company, maileva: Carriers
) -> None:
    entrusted(company, "Société des Grands Garages Réunis de la Loire")
    letter = only()
    assert (letter.state, letter.carrier) == (LetterState.PREPARED, "")
    assert "raccourcissez l'adresse sur la page du client" in letter.answer
    assert maileva.asked == []


def test_a_carrier_away_is_tried_again_then_given_up(company: Company, either: Carriers) -> None:
    either.mood = lambda _: "hang up"
    entrusted(company)
    letter = only()
    assert (letter.state, letter.carrier != "") == (LetterState.PREPARED, True)
    assert letter.not_before is not None
    assert queries.to_entrust(at=AT) == {}
    for _ in range(4):
        due = Letter.objects.get().not_before or LATER
        give(company, due)
    letter = only()
    assert (letter.state, letter.carrier) == (LetterState.PREPARED, "")
    assert "injoignable" in letter.answer


def test_an_order_without_answer_is_unclear_and_never_given_again(
    company: Company, either: Carriers
) -> None:
    either.mood = lambda asked: "lose" if asked.endswith(("/submit", "/sendCourrier")) else 0
    entrusted(company)
    assert only().state == LetterState.UNCLEAR
    assert list(queries.unclear(company)) == [only()]
    assert queries.to_entrust(at=LATER) == {}
    assert give(company, LATER) == {}
    letters.entrusting.give_batch(company, [only().pk], at=LATER)
    assert only().state == LetterState.UNCLEAR
    assert len(either.sent) == 1


def test_a_person_decides_of_a_doubt(company: Company, mercifacteur: Carriers) -> None:
    nadia = factories.a_user(company)
    mercifacteur.mood = lambda asked: "lose" if asked.endswith("/sendCourrier") else 0
    entrusted(company, "Garage Martin", "Studio Lemoine")
    first, second = Letter.objects.select_related("company").order_by("pk")
    letters.confirm(first, by=nadia, at=AT)
    first.refresh_from_db()
    assert (first.state, first.sent_at) == (LetterState.ENTRUSTED, None)

    letters.send_again(second, by=nadia, at=AT)
    second.refresh_from_db()
    assert (second.state, second.carrier) == (LetterState.PREPARED, "")
    mercifacteur.mood = lambda _: 0
    posting.entrust_batch(PrintBatch.objects.get(), is_color=False, by=BY, at=AT)
    give(company)
    second.refresh_from_db()
    assert second.state == LetterState.UNCLEAR
    assert "peut-être parce qu'il a déjà cette lettre" in second.answer
    assert len(mercifacteur.sent) == 2


def test_a_doubt_is_settled_by_what_the_carrier_holds(company: Company, maileva: Carriers) -> None:
    maileva.mood = lambda asked: "lose" if asked.endswith("/submit") else 0
    entrusted(company)
    assert only().state == LetterState.UNCLEAR
    maileva.mood = lambda _: 0
    follow(company)
    assert only().state == LetterState.ENTRUSTED


def test_a_draft_never_submitted_is_deleted_and_goes_back_to_the_pile(
    company: Company, maileva: Carriers
) -> None:
    maileva.mood = lambda asked: "hang up" if asked.endswith("/submit") else 0
    entrusted(company)
    assert only().state == LetterState.UNCLEAR
    maileva.mood = lambda asked: "hang up" if asked.startswith("DELETE") else 0
    follow(company)
    assert only().state == LetterState.UNCLEAR
    maileva.mood = lambda _: 0
    follow(company)
    letter = only()
    assert (letter.state, letter.carrier) == (LetterState.PREPARED, "")
    assert "jamais reçu l'ordre" in letter.answer
    assert maileva.sent == []


def test_a_process_killed_while_giving_leaves_a_doubt(company: Company, maileva: Carriers) -> None:
    batch = batch_of(company)
    posting.entrust_batch(batch, is_color=False, by=BY, at=AT)
    Letter.objects.update(state=LetterState.SENDING)
    give(company)
    assert only().state == LetterState.UNCLEAR
    assert maileva.asked == []


def test_a_sending_rejected_afterwards_goes_back_to_the_pile(
    company: Company, maileva: Carriers
) -> None:
    entrusted(company)
    maileva.drafts["110e8400-0"]["sending"] |= {
        "status": "REJECTED", "status_detail": "adresse non valide",
    }  # fmt: skip
    follow(company)
    letter = only()
    assert (letter.state, letter.carrier) == (LetterState.PREPARED, "")
    assert letter.answer == "Maileva refuse : adresse non valide"


def test_a_batch_entrusted_as_it_is_made(company: Company, either: Carriers) -> None:
    scenario(company)
    customer = factories.a_customer(company, "Garage Martin", address="1 quai Nord\n69002 Lyon")
    factories.a_receivable(customer)
    operations.run(company, on=ON, by=BY, at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by=BY)
    batch = posting.start_batch(
        company, is_duplex=True, by=BY, at=AT, is_entrusted=True, is_color=True
    )
    posting.make_batch(company, batch.pk, at=AT)
    assert give(company) == {only().pk: "entrusted"}
    (sent,) = either.sent
    if "sending" in sent:
        assert (sent["sending"]["color_printing"], sent["sending"]["duplex_printing"]) == (
            True,
            True,
        )
    else:
        assert sent["content"]["letter"]["print_sides"] == "rectoverso"


def test_what_was_paid_since_is_not_entrusted(company: Company, either: Carriers) -> None:
    batch = batch_of(company, "Garage Martin", "Studio Lemoine")
    paid = Proposal.objects.get(message__customer__name="Garage Martin").receivable
    paid.open_cents = 0
    paid.save()
    assert posting.entrust_batch(batch, is_color=False, by=BY, at=AT) == 1
    assert Letter.objects.get(to__0="Garage Martin").carrier == ""


def test_without_carrier_or_address_nothing_is_entrusted(
    company: Company, maileva: Carriers, settings: Settings
) -> None:
    batch = batch_of(company)
    company.address = ""
    company.save()
    batch.refresh_from_db()
    with pytest.raises(SenderIncomplete):
        posting.entrust_batch(batch, is_color=False, by=BY, at=AT)
    settings.POST = None
    with pytest.raises(PostNotSet, match="ENCAISSE_POST_URL"):
        posting.entrust_batch(batch, is_color=False, by=BY, at=AT)
    assert only().carrier == ""


def test_a_carrier_that_changed_meanwhile_is_not_given_the_letter(
    company: Company, maileva: Carriers, settings: Settings
) -> None:
    batch = batch_of(company)
    posting.entrust_batch(batch, is_color=False, by=BY, at=AT)
    settings.POST = carrier_at(maileva.mercifacteur)
    give(company)
    letter = only()
    assert (letter.state, letter.carrier) == (LetterState.PREPARED, "")
    assert "a changé" in letter.answer


def test_a_carrier_that_tells_nothing_is_noted_by_a_person(
    company: Company, mercifacteur: Carriers
) -> None:
    batch = entrusted(company)
    assert posting.post_batch(batch, on=ON, by=BY, at=AT, are_entrusted=True) == 1
    posting.settle_posted(company, at=AT)
    assert Message.objects.get().delivered_on == ON

"""Registered letters: from the step that asks for one to what the post says of it."""

import datetime
from datetime import UTC, date

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.operations import posting
from encaisse.dunning.rules.faults import faults
from encaisse.letters.models import Letter, LetterState, PrintBatch, Registration
from encaisse.letters.operations import posting as letters
from encaisse.letters.operations import registering
from encaisse.letters.operations.registering import Told
from tests import factories
from tests.letters.papers import text_of

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 3)
AT = datetime.datetime(2026, 11, 3, 7, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = "Nadia"


def days(count: int) -> date:
    return ON + datetime.timedelta(days=count)


@pytest.fixture
def company() -> Company:
    """Its only step is a registered letter."""
    company = factories.a_company(address="12 rue des Tanneurs\n42000 Saint-Étienne")
    step = rules.Step(1, 3, channel="letter", approval="approve", is_registered=True)
    scenario = rules.Scenario(0, "Le nôtre", (step,), lists="overdue")
    operations.save_scenario(company, scenario, by="Paul", is_default=True)
    found = factories.a_customer(company, "Garage Martin", address="1 quai Nord\n69002 Lyon")
    factories.a_receivable(found, number="FA-1")
    return company


def printed(company: Company) -> PrintBatch:
    operations.run(company, on=ON, by=BY, at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by=BY)
    batch = posting.start_batch(company, is_duplex=False, by=BY, at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def posted(company: Company) -> Letter:
    batch = printed(company)
    posting.post_batch(batch, on=ON, by=BY, at=AT)
    posting.settle_posted(company, at=AT)
    return Letter.objects.get()


def test_the_list_of_the_batch_tells_which_need_a_slip(company: Company) -> None:
    cover = text_of(letters.take(printed(company), by=BY, at=AT))
    assert "RECOMMANDÉ AR" in cover
    assert "dont recommandées avec avis de réception, en dernier" in cover


def test_registered_letters_come_after_the_others_in_the_pile(company: Company) -> None:
    ordinary = rules.Step(1, 3, channel="letter", approval="approve")
    other = rules.Scenario(0, "Ordinaire", (ordinary,), lists="overdue")
    scenario = operations.save_scenario(company, other, by="Paul")
    for name in ("Aude", "Zoé"):
        found = factories.a_customer(company, name, address="9 quai Sud\n75001 Paris")
        operations.choose(scenario, customer=found, by="Paul")
        factories.a_receivable(found, number=f"FA-{name}")
    cover = text_of(letters.take(printed(company), by=BY, at=AT)).split("FA-1")[0]
    assert cover.index("Aude") < cover.index("Garage Martin")
    assert cover.index("Zoé") < cover.index("Garage Martin")


def test_the_post_is_followed_until_it_is_received(posted: Letter) -> None:
    registering.note(posted, Told("1a 123 456 7890 1"), by=BY, today=TODAY)
    received = Told("1A12345678901", presented_on=days(2), received_on=days(3))
    registering.note(posted, received, by=BY, today=TODAY)
    found = Registration.objects.get()
    assert found.number == "1A12345678901"
    assert (found.presented_on, found.received_on) == (days(2), days(3))
    assert Letter.objects.get().state == LetterState.DELIVERED
    facts = Entry.objects.filter(verb="letter.registered").latest("id").facts
    assert facts["received_on"] == days(3).isoformat()


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(Told(presented_on=days(-1)), id="presented before it was posted"),
        pytest.param(Told(presented_on=days(5), received_on=days(4)), id="received too early"),
        pytest.param(Told(received_on=days(40)), id="to come"),
    ],
)
def test_days_that_the_post_cannot_have_told_are_refused(posted: Letter, told: Told) -> None:
    with pytest.raises(registering.PostDaysWrong, match="03/11/2026"):
        registering.note(posted, told, by=BY, today=TODAY)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        Told(received_on=days(3), returned_on=days(4), returned_why="refused"),
        Told(returned_on=days(4)),
        Told(returned_why="refused"),
    ],
)
def test_received_or_returned_with_its_reason(posted: Letter, told: Told) -> None:
    with pytest.raises(registering.ReceivedAndReturned):
        registering.note(posted, told, by=BY, today=TODAY)


@pytest.mark.parametrize("why", ["unclaimed", "refused"])
def test_a_letter_nobody_claims_was_still_sent(posted: Letter, why: str) -> None:
    registering.note(posted, Told(returned_on=days(16), returned_why=why), by=BY, today=TODAY)
    operations.take_back(posted.company, at=AT)
    assert Message.objects.get().state == MessageState.DELIVERED
    assert Proposal.objects.get().state == ProposalState.DELIVERED


def test_an_unknown_addressee_takes_the_step_back(posted: Letter) -> None:
    unknown = Told(returned_on=days(5), returned_why="unknown")
    registering.note(posted, unknown, by=BY, today=TODAY)
    operations.take_back(posted.company, at=AT)
    assert Message.objects.get().state == MessageState.FAILED
    assert Proposal.objects.get().state == ProposalState.FAILED
    with pytest.raises(registering.TakenBack):
        registering.note(posted, Told(), by=BY, today=TODAY)


def test_an_ordinary_letter_is_not_followed(company: Company) -> None:
    printed(company)
    with pytest.raises(registering.NotRegistered):
        registering.note(Letter.objects.get(), Told("1A"), by=BY, today=TODAY)


def test_its_page_takes_what_the_post_says(posted: Letter, client: Client) -> None:
    page = f"/boite/{posted.pk}/"
    client.force_login(factories.a_user(posted.company))
    said = client.get(page).content.decode()
    assert "Recommandé avec avis de réception" in said
    assert f"/documents/courrier/{posted.pk}/" in said
    wrong = client.post(f"{page}recommande", {"number": "1A", "returned_on": "2026-11-05"})
    assert wrong.status_code == 422
    assert "donnez l&#x27;un des deux jours" in wrong.content.decode()
    assert client.post(f"{page}recommande", {"number": "1A"}).status_code == 302
    assert 'value="1A"' in client.get(page).content.decode()


def test_a_reader_changes_nothing(posted: Letter, client: Client) -> None:
    client.force_login(factories.a_user(posted.company, Role.READER))
    assert client.post(f"/boite/{posted.pk}/recommande", {"number": "1A"}).status_code == 403
    assert not Registration.objects.exists()


def test_only_a_letter_is_registered() -> None:
    step = rules.Step(1, 3, channel="mail", is_registered=True)
    remarks = [str(each) for each in faults(rules.Scenario(0, "S", (step,)))]
    assert any("Un recommandé part par courrier" in each for each in remarks)

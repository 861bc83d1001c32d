"""What asks for a decision: formal notices, registered letters returned, limits exceeded."""

import datetime
from datetime import UTC, date

import pytest

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.agenda import columns, operations
from encaisse.agenda.operations import ClosesByItself, Doer, Then
from encaisse.agenda.queries import listing
from encaisse.agenda.rules import Item, Kind
from encaisse.dunning import operations as dunning
from encaisse.dunning import rules
from encaisse.dunning.models import Message
from encaisse.dunning.operations import posting
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter
from encaisse.letters.operations import registering
from encaisse.letters.operations.registering import Told
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.promises import operations as promises
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests import factories
from tests.replies.mails import CUSTOMER, a_mail

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 3)
AT = datetime.datetime(2026, 11, 3, 7, tzinfo=UTC)
IN_TIME, OVER = date(2026, 11, 13), date(2026, 11, 14)


@pytest.fixture
def company() -> Company:
    """Its only step is a formal notice, registered, which leaves ten days."""
    company = factories.a_company(address="12 rue des Tanneurs\n42000 Saint-Étienne")
    step = rules.Step(
        1, 3, channel="letter", approval="approve", is_registered=True, pay_within_days=10,
        template_code="mise-en-demeure",
    )  # fmt: skip
    scenario = rules.Scenario(0, "Le nôtre", (step,), lists="overdue")
    dunning.save_scenario(company, scenario, by="Paul", is_default=True)
    return company


@pytest.fixture
def garage(company: Company) -> Customer:
    found = factories.a_customer(
        company, "Garage Martin", address="1 quai Nord\n69002 Lyon", email=CUSTOMER
    )
    factories.a_receivable(found, number="FA-1")
    return found


@pytest.fixture
def proposed(company: Company, garage: Customer) -> Message:
    dunning.run(company, on=ON, by="Nadia", at=AT)
    return Message.objects.get()


@pytest.fixture
def noticed(company: Company, proposed: Message) -> Letter:
    dunning.approve(company, [proposed.pk], by="Nadia")
    batch = posting.start_batch(company, is_duplex=False, by="Nadia", at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    posting.post_batch(batch, on=ON, by="Nadia", at=AT)
    posting.settle_posted(company, at=AT)
    return Letter.objects.get()


def of_kind(company: Company, kind: Kind, on: date) -> list[Item]:
    return [item for item in listing.agenda(company, on=on).items if item.kind == kind]


def unheeded(company: Company, on: date = OVER) -> list[Item]:
    return of_kind(company, Kind.UNHEEDED, on)


def returned(company: Company) -> list[Item]:
    return of_kind(company, Kind.RETURNED, OVER)


def test_a_formal_notice_to_approve_is_a_decision(company: Company, proposed: Message) -> None:
    [item] = of_kind(company, Kind.NOTICE, ON)
    assert (item.subject, item.cents) == ("1 mise en demeure", 120_000)
    assert columns.address(item) == "/relances/?niveau=1"
    assert of_kind(company, Kind.APPROVAL, ON) == []


def test_a_formal_notice_without_answer_is_a_line_once_its_delay_is_over(
    company: Company, noticed: Letter
) -> None:
    assert unheeded(company, IN_TIME) == []
    [item] = unheeded(company)
    assert item.reason == "mise en demeure du 03/11/2026 sans réponse après 10 jours"
    assert (item.subject, item.cents, item.due_on) == ("Garage Martin", 120_000, OVER)
    paul = factories.a_user(company, Role.MANAGER, "Paul")
    who = Doer(paul, "Paul", OVER)
    operations.finish(company, item.source, words="Avocat saisi", then=Then(), who=who)
    assert unheeded(company) == []


def test_an_answer_or_a_payment_takes_the_notice_off(
    company: Company, garage: Customer, noticed: Letter
) -> None:
    matching.receive_payment(
        customer=garage, reference="FA-1", on=date(2026, 11, 10), amount=Money(20_000), by="Nadia"
    )
    [item] = unheeded(company)
    assert item.cents == 100_000
    replies.drop(
        company, "reponse.eml", a_mail().as_bytes(),
        at=datetime.datetime(2026, 11, 12, 7, tzinfo=UTC),
    )  # fmt: skip
    assert unheeded(company) == []


def test_a_promise_after_the_notice_takes_it_off_one_before_does_not(
    company: Company, noticed: Letter
) -> None:
    receivable = Receivable.objects.get()
    promises.promise(
        [receivable], by_on=date(2026, 11, 2), on=date(2026, 11, 1), by="Nadia", confirmed=True
    )
    assert len(unheeded(company)) == 1
    promises.promise(
        [receivable], by_on=date(2026, 11, 30), on=date(2026, 11, 12), by="Nadia", confirmed=True
    )
    assert unheeded(company) == []


def test_a_registered_letter_that_came_back_is_a_line_while_something_is_owed(
    company: Company, garage: Customer, noticed: Letter
) -> None:
    assert returned(company) == []
    told = Told(presented_on=date(2026, 11, 4), returned_on=OVER, returned_why="unclaimed")
    registering.note(noticed, told, by="Nadia", today=OVER)
    [item] = returned(company)
    assert item.reason == "lettre recommandée revenue le 14/11/2026 : avisée, non réclamée"
    assert (item.cents, item.customer_id, item.is_closable) == (120_000, garage.pk, True)
    matching.receive_payment(
        customer=garage, reference="FA-1", on=OVER, amount=Money(120_000), by="Nadia"
    )
    assert returned(company) == []


def test_a_customer_beyond_its_limit_is_a_line_until_it_is_under(company: Company) -> None:
    nadia = factories.a_user(company)
    studio = factories.a_customer(company, "Studio Lemoine", collector=nadia)
    factories.a_receivable(studio, due_on=date(2026, 11, 30), number="FA-9")
    parties.change_customer(studio, by="Paul", credit_limit_cents=120_000)
    assert of_kind(company, Kind.LIMIT, ON) == []
    parties.change_customer(studio, by="Paul", credit_limit_cents=0)
    parties.change_customer(studio, by="Paul", credit_limit_cents=100_000)
    [item] = of_kind(company, Kind.LIMIT, ON)
    assert (item.cents, item.person_id) == (20_000, nadia.pk)
    assert item.reason.replace("\u202f", " ").replace("\xa0", " ") == (
        "doit 1 200,00 € pour un encours autorisé de 1 000,00 €"
    )
    with pytest.raises(ClosesByItself):
        operations.finish(
            company, item.source, words="Vu", then=Then(), who=Doer(nadia, "Nadia", ON)
        )
    matching.receive_payment(
        customer=studio, reference="FA-9", on=ON, amount=Money(120_000), by="Nadia"
    )
    assert of_kind(company, Kind.LIMIT, ON) == []
    parties.change_customer(studio, by="Paul", credit_limit_cents=None)
    factories.a_receivable(studio, cents=9_000_000)
    assert of_kind(company, Kind.LIMIT, ON) == []

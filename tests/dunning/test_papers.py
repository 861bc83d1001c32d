"""What goes with a reminder: the papers of its step, those that a person ticks, or none."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.documents.rules.subjects import Subject
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations.papers import PapersTooHeavy, UnknownPaper
from encaisse.dunning.operations.setting_aside import WaitsNoMore
from encaisse.matching import operations as matching
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import a_caller
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
    return factories.a_company(email="compta@atelier.example")


def ladder(company: Company, *, encloses: bool) -> None:
    step = rules.Step(1, 3, approval="approve", encloses_invoices=encloses)
    scenario = rules.Scenario(0, "Le nôtre", (step,), lists="overdue")
    operations.save_scenario(company, scenario, by="Paul", is_default=True)


def owed(company: Company, number: str = "FA-1", email: str = "c@garage.example") -> Receivable:
    found = factories.a_customer(company, email=email)
    return factories.a_receivable(found, number=number)


def proposed(company: Company) -> Message:
    operations.run(company, on=ON, by="Nadia", at=AT)
    return Message.objects.get()


def a_copy(bearer: Receivable, name: str = "", *, kind: str = "invoice", size: int = 0) -> Document:
    """A document attached to the invoice, of that many bytes more than its name."""
    invoice = bearer.invoice
    name = name or f"{invoice.number}.pdf"
    document = documents.keep(
        company=bearer.company, name=name, content=name.encode() + b"." * size, on=ON, kind=kind
    )
    subject = Subject("invoice", invoice.pk, invoice.number, bearer.customer_id)
    documents.attach(document, subject, by="Nadia")
    return document


def deliver(message: Message) -> Message:
    operations.approve(message.company, [message.pk], by="Nadia")
    operations.deliver(message.company, [message.pk], at=AT)
    message.refresh_from_db()
    return message


def carried(server: Server) -> list[str | None]:
    (mail,) = server.received
    return [each.get_filename() for each in mail.iter_attachments()]


def choose(message: Message, *papers: Document) -> None:
    operations.choose_papers(message, [each.pk for each in papers], by="Nadia", on=ON)


@pytest.mark.parametrize(("encloses", "expected"), [(True, ["FA-1.pdf"]), (False, [])])
def test_a_step_encloses_the_copies_of_its_invoices(
    server: Server, company: Company, *, encloses: bool, expected: list[str]
) -> None:
    ladder(company, encloses=encloses)
    bearer = owed(company)
    a_copy(bearer)
    a_copy(bearer, "Bon de livraison.pdf", kind="delivery_note")
    a_copy(bearer, "Courriel du client.eml", kind="exchange")
    message = deliver(proposed(company))
    assert message.state == MessageState.DELIVERED
    assert carried(server) == expected
    assert message.letter is not None
    assert [each.name for each in message.letter.enclosures.all()] == expected


def test_a_person_picks_among_what_is_offered(server: Server, company: Company) -> None:
    ladder(company, encloses=True)
    bearer = owed(company)
    a_copy(bearer)
    note = a_copy(bearer, "Bon de livraison.pdf", kind="delivery_note")
    terms = documents.keep(company=company, name="CGV.pdf", content=b"CGV", on=ON, kind="terms")
    message = proposed(company)
    choose(message, note, terms)
    deliver(message)
    assert carried(server) == ["Bon de livraison.pdf", "CGV.pdf"]


def test_a_person_may_send_none_and_go_back_to_those_of_the_step(
    server: Server, company: Company
) -> None:
    ladder(company, encloses=True)
    a_copy(owed(company))
    message = proposed(company)
    choose(message)
    assert message.papers == []
    operations.choose_papers(message, None, by="Nadia", on=ON)
    deliver(message)
    assert carried(server) == ["FA-1.pdf"]


def test_what_is_settled_meanwhile_takes_its_copy_away(server: Server, company: Company) -> None:
    ladder(company, encloses=True)
    customer = factories.a_customer(company, email="c@garage.example")
    paid, open_one = (factories.a_receivable(customer, number=each) for each in ("FA-1", "FA-2"))
    copies = [a_copy(paid), a_copy(open_one)]
    message = proposed(company)
    choose(message, *copies)
    matching.write_off([paid], cents=paid.open_cents, reason="geste", on=ON, by="Paul")
    deliver(message)
    assert carried(server) == ["FA-2.pdf"]


def test_papers_too_heavy_stay_behind_and_the_page_says_so_before(
    server: Server, company: Company, settings: Settings
) -> None:
    settings.MAIL_PAPERS_MAX = 1024 * 1024
    ladder(company, encloses=True)
    a_copy(owed(company), size=2 * 1024 * 1024)
    message = proposed(company)
    nadia = Client()
    nadia.force_login(factories.a_user(company))
    message_page = reverse("dunning:message", args=[message.pk])
    assert "il part sans elles" in nadia.get(message_page).content.decode()
    deliver(message)
    assert carried(server) == []
    letter = message.letter
    assert letter is not None
    assert "les pièces pèsent 2,1 Mo" in letter.without
    told = nadia.get(reverse("letters:letter", args=[letter.pk])).content.decode()
    assert "il part sans elles" in told


def test_a_file_of_25_megabytes_is_refused_in_a_sentence(
    company: Company, settings: Settings
) -> None:
    ladder(company, encloses=False)
    heavy = a_copy(owed(company), "Plan.pdf", size=25 * 1024 * 1024)
    message = proposed(company)
    with pytest.raises(PapersTooHeavy, match=re.escape("25,1 Mo ; un message n'en porte que 10")):
        choose(message, heavy)
    message.refresh_from_db()
    assert message.papers is None


def test_a_document_of_another_customer_is_refused(company: Company) -> None:
    ladder(company, encloses=False)
    owed(company)
    other = factories.a_receivable(factories.a_customer(company, "Studio"), due_on=date(2027, 1, 1))
    message = proposed(company)
    with pytest.raises(UnknownPaper):
        choose(message, a_copy(other, "Secret.pdf"))


def test_papers_of_a_message_that_left_are_what_they_were(server: Server, company: Company) -> None:
    ladder(company, encloses=False)
    copy = a_copy(owed(company))
    message = deliver(proposed(company))
    with pytest.raises(WaitsNoMore):
        choose(message, copy)


def test_a_message_whose_papers_were_chosen_leaves_by_itself(company: Company) -> None:
    ladder(company, encloses=False)
    bearer = owed(company)
    copy = a_copy(bearer)
    first = proposed(company)
    choose(first, copy)
    factories.a_receivable(bearer.customer, number="FA-2")
    later = date(2026, 11, 6)
    operations.run(company, on=later, by="Nadia", at=AT)
    both = list(Message.objects.order_by("id").values_list("pk", flat=True))
    assert operations.approve(company, both, by="Nadia") == both


def test_the_api_offers_them_and_keeps_what_is_chosen(company: Company) -> None:
    ladder(company, encloses=False)
    customer = factories.a_customer(company, email="c@garage.example")
    bearer = factories.a_receivable(customer, due_on=timezone.localdate())
    copy = a_copy(bearer)
    Receivable.objects.update(due_on=date(2026, 1, 1))
    operations.run(company, on=timezone.localdate(), by="Nadia", at=timezone.now())
    nadia, path = a_caller(company), f"/dunning/messages/{Message.objects.get().pk}/papers"
    offered = {"id": str(copy.pk), "name": copy.name, "size": copy.size, "goes": False}
    assert nadia.get(path).said == {"papers": [offered], "is_chosen": False, "without": ""}
    chosen = nadia.put(path, {"documents": [str(copy.pk)]})
    assert chosen.said == {
        "papers": [offered | {"goes": True}], "is_chosen": True, "without": "",
    }  # fmt: skip
    refused = nadia.put(path, {"documents": ["999999"]})
    assert (refused.status, refused.said["code"]) == (409, "unknown_paper")
    assert nadia.put(path, {"documents": None}).said["is_chosen"] is False


def test_the_page_offers_them_and_keeps_what_is_ticked(company: Company) -> None:
    ladder(company, encloses=False)
    nadia = Client()
    nadia.force_login(factories.a_user(company))
    customer = factories.a_customer(company, email="c@garage.example")
    bearer = factories.a_receivable(customer, due_on=timezone.localdate())
    copy = a_copy(bearer)
    Receivable.objects.update(due_on=date(2026, 1, 1))
    operations.run(company, on=timezone.localdate(), by="Nadia", at=timezone.now())
    message = Message.objects.get()
    where = reverse("dunning:message", args=[message.pk])
    assert copy.name in nadia.get(where).content.decode()
    act = reverse("dunning:papers", args=[message.pk])
    assert nadia.post(act, {"document": str(copy.pk)}).status_code == 302
    message.refresh_from_db()
    assert message.papers == [copy.pk]
    assert "checked" in nadia.get(where).content.decode()
    nadia.post(act, {"act": "step"})
    message.refresh_from_db()
    assert message.papers is None

"""Retention: proposed with its rule, refused while something is open, never silent."""

import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import strip_tags

from encaisse.accounts.models import Company
from encaisse.accounts.rules import NotAllowed, Role
from encaisse.audit.models import Entry
from encaisse.documents import operations, queries
from encaisse.documents.models import Document
from encaisse.documents.operations import purging
from encaisse.documents.rules.retention import rule_of
from encaisse.documents.rules.subjects import Subject
from encaisse.law.reader import LawUnknown
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from encaisse.replies.models import Reply
from tests import factories
from tests.documents.conftest import client_of
from tests.documents.test_pages import seen

TODAY = datetime.date(2026, 11, 22)
LONG_AGO = datetime.date(2014, 6, 30)


def kept(
    company: Company, name: str = "vieux.txt", *, on: datetime.date = LONG_AGO,
    kind: str = "invoice", subjects: tuple[Subject, ...] = (), content: bytes = b"",
) -> Document:  # fmt: skip
    given = operations.GivenFile(name, content or f"{name}{on}{kind}".encode())
    return operations.receive(company, given, kind=kind, by="Nadia", on=on, subjects=subjects)


def proposed(company: Company) -> set[str]:
    return {each.document.name for each in queries.to_purge(company, on=TODAY)}


def let_go(*documents: Document, role: Role = Role.MANAGER) -> int:
    named = [document.pk for document in documents]
    return purging.purge(documents[0].company, named, role=role, by="Paul", on=TODAY)


@pytest.mark.parametrize(
    ("kind", "dated_on", "until"),
    [
        pytest.param("invoice", (2014, 1, 1), (2025, 12, 31), id="ten years after the year after"),
        pytest.param("invoice", (2014, 12, 31), (2025, 12, 31), id="whatever the day of the year"),
        pytest.param("other", (2014, 6, 1), (2025, 12, 31), id="what is unknown, as accounts"),
        pytest.param("exchange", (2020, 6, 1), (2025, 12, 31), id="five years after its year"),
    ],
)
def test_the_last_day_of_a_document(
    kind: str, dated_on: tuple[int, int, int], until: tuple[int, int, int]
) -> None:
    rule = rule_of(kind, on=TODAY)
    assert rule is not None
    assert rule.until(datetime.date(*dated_on)) == datetime.date(*until)
    assert datetime.date(*dated_on) < rule.dated_before(datetime.date(2026, 1, 1))
    assert datetime.date(*dated_on) >= rule.dated_before(datetime.date(2025, 12, 31))


def test_beyond_what_the_law_is_known_nothing_is_proposed(company: Company) -> None:
    with pytest.raises(LawUnknown):
        queries.to_purge(company, on=datetime.date(2090, 1, 1))


def test_only_what_is_beyond_its_rule_is_proposed(company: Company) -> None:
    kept(company)
    kept(company, "récent.txt", on=datetime.date(2016, 1, 1))
    kept(company, "échange.txt", on=datetime.date(2020, 1, 1), kind="exchange")
    kept(company, "FEC.txt", kind="imported")
    assert proposed(company) == {"vieux.txt", "échange.txt"}


def test_nothing_is_proposed_of_an_invoice_that_is_still_owed(company: Company) -> None:
    receivable = factories.a_receivable(factories.a_customer(company))
    invoice = queries.subject_for(company, "invoice", receivable.invoice_id)
    kept(company, subjects=(invoice,))
    assert proposed(company) == set()
    type(receivable).objects.filter(pk=receivable.pk).update(open_cents=0)
    assert proposed(company) == {"vieux.txt"}


def test_a_manager_ticks_reads_again_and_confirms(
    company: Company, paul: Client, nadia: Client, store: Path
) -> None:
    old = kept(company)
    page = seen(paul, "/documents/a-purger/")
    assert "vieux.txt" in page
    assert "C. com. L123-22" in strip_tags(page)
    asked = paul.post("/documents/a-purger/", {"document": old.pk}).content.decode()
    assert "Purger ce document ?" in asked
    assert "Ses octets sont effacés" in asked
    assert Document.objects.filter(pk=old.pk).exists(), "asked, not done"
    assert (
        nadia.post("/documents/a-purger/", {"document": old.pk, "confirmed": 1}).status_code == 403
    )
    done = paul.post("/documents/a-purger/", {"document": old.pk, "confirmed": 1})
    assert done.status_code == 302
    assert not Document.objects.filter(pk=old.pk).exists()
    entry = Entry.objects.get(verb="document.purged")
    assert "C. com. L123-22" in entry.reason
    assert entry.facts["sha256"] == old.sha256
    assert list(store.rglob(old.sha256)), "the worker removes the bytes, not the page"
    purging.forget_bytes(old.sha256)
    assert not list(store.rglob(old.sha256))


def test_bytes_that_another_company_keeps_stay(company: Company, store: Path) -> None:
    same = b"Conditions communes"
    old = kept(company, content=same)
    other = kept(factories.a_company("Delaunay Compta"), on=TODAY, content=same)
    let_go(old)
    purging.forget_bytes(old.sha256)
    assert operations.content_of(other) == same


def test_what_must_be_kept_is_not_purged_even_beside_what_may(company: Company) -> None:
    old, recent = kept(company), kept(company, "récent.txt", on=TODAY)
    with pytest.raises(purging.NotToPurge):
        let_go(old, recent)
    with pytest.raises(NotAllowed):
        let_go(old, role=Role.COLLECTOR)
    with pytest.raises(purging.NothingToPurge):
        purging.purge(company, [], role=Role.MANAGER, by="Paul", on=TODAY)
    assert Document.objects.count() == 2


def test_a_file_that_bank_lines_came_from_stays_with_them(company: Company) -> None:
    old = kept(company, "relevé.txt", kind="other")
    BankLine.objects.create(
        company=company, document=old, key="k", on=TODAY, cents=1, label="VIR SEPA"
    )
    assert proposed(company) == set()
    with pytest.raises(purging.NotToPurge):
        let_go(old)
    assert Document.objects.filter(pk=old.pk).exists()


def a_mail(customer: Customer) -> Reply:
    """A reply of long ago."""
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = customer.email, "<vieux@client.example>"
    mail["Subject"] = "Votre facture"
    mail.set_content("Nous contestons la facture.")
    at = datetime.datetime(2014, 6, 30, 9, tzinfo=datetime.UTC)
    taken = replies.take_in(customer.company, mail.as_bytes(), at=at)
    assert taken is not None
    return taken


def test_the_mail_of_a_reply_goes_once_read_and_takes_what_it_said_away(company: Company) -> None:
    customer = factories.a_customer(company, email="compta@client.example")
    reply = a_mail(customer)
    assert proposed(company) == set()
    replies.mark_read(reply, on=TODAY, by="Nadia", outcome="Litige clos.")
    bearer = factories.a_receivable(customer)
    assert proposed(company) == set()
    Receivable.objects.filter(pk=bearer.pk).delete()
    assert proposed(company) == {"Votre facture.eml"}
    assert reply.document is not None
    let_go(reply.document)
    reply.refresh_from_db()
    assert reply.document is None
    assert (reply.said, reply.text, reply.outcome) == ("", "", "Litige clos.")
    assert Entry.objects.get(verb="document.purged").facts["kind"] == "exchange"
    page = client_of(company).get(f"/reponses/{reply.pk}/").content.decode()
    assert "il a été purgé" in page
    assert "Nous contestons" not in page


def test_a_file_in_quarantine_is_proposed_at_once(company: Company, store: Path) -> None:
    bad = operations.keep(
        company=company, name="bad.txt", content=b"bad", on=TODAY, kind="other", threat="Eicar"
    )
    (only,) = queries.to_purge(company, on=TODAY)
    assert "Eicar" in only.reason
    let_go(bad)
    purging.forget_bytes(bad.sha256)
    assert not list(store.rglob(bad.sha256))


def test_another_company_purges_nothing_of_ours(company: Company) -> None:
    old = kept(company)
    stranger = client_of(factories.a_company("Delaunay Compta"), Role.MANAGER)
    assert "vieux.txt" not in seen(stranger, "/documents/a-purger/")
    answer = stranger.post("/documents/a-purger/", {"document": old.pk, "confirmed": 1})
    assert answer.status_code == 409
    assert Document.objects.filter(pk=old.pk).exists()

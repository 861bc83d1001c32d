"""Undoing a whole import: exactly the state before, or a sentence naming what depends on it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.imports import operations
from encaisse.imports.listing.facts import Scope
from encaisse.imports.models import FileImport, Trace
from encaisse.imports.operations import GivenFile, undoing
from encaisse.imports.operations.undoing import (
    ChangedSince,
    ImportNotTaken,
    ImportWithoutTrace,
    LaterImportDepends,
    ThingsDepend,
)
from encaisse.imports.queries.depending import ORDER
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.promises import operations as promises
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.imports import maker, papers, sheets
from tests.imports.test_lists_taken import APRIL, FIRST, MARCH, MONTHS, life_listed, listed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
STATEMENT = GivenFile(
    "releve.csv",
    sheets.text(
        [
            ("Date", "Libellé", "Montant"),
            (date(2026, 4, 8), "VIR GARAGE MARTIN FA1", 1000.0),
            (date(2026, 4, 9), "VIR INCONNU", 77.0),
        ]
    ),
)
LIFE = maker.live(1, [2022, 2023])
BOOKS = {
    year: GivenFile(f"FEC{year}.txt", maker.text_of(maker.fec_rows(LIFE, year)).encode())
    for year in (2022, 2023)
}
OLD_LIST = GivenFile("liste.csv", life_listed(LIFE, MONTHS[1]), scope=Scope.LEDGER)
NEW_LIST = GivenFile("liste2.csv", life_listed(LIFE, MONTHS[3]), scope=Scope.LEDGER)
LIST = GivenFile("mars.csv", listed(MARCH, *FIRST))
NEXT = GivenFile("avril.csv", listed(APRIL, FIRST[1], FIRST[3]))
PAPER = GivenFile("facture.xml", papers.cii(papers.Paper()))


@pytest.fixture
def company() -> Company:
    return factories.a_company(name="Atelier", siren=papers.SELLER_SIREN)


def take(company: Company, given: GivenFile) -> FileImport:
    done = operations.take_file(company, given, by="test", at=AT)
    assert not done["refused"]
    return FileImport.objects.order_by("-id")[0]


def state() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that an import writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in ORDER:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")
            found[table] = cursor.fetchall()
    return found


PAIRS = {
    "a year of books after another": (BOOKS[2022], BOOKS[2023]),
    "an earlier year": (BOOKS[2023], BOOKS[2022]),
    "a list after books": (BOOKS[2022], OLD_LIST),
    "books after a list": (OLD_LIST, BOOKS[2022]),
    "a list after a list": (OLD_LIST, NEW_LIST),
    "a statement after a list": (LIST, STATEMENT),
    "a list after a statement": (STATEMENT, LIST),
    "a later list": (LIST, NEXT),
    "an e-invoice after a list": (LIST, PAPER),
    "a statement after an e-invoice": (PAPER, STATEMENT),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_undone_never_was(company: Company, name: str) -> None:
    first, second = PAIRS[name]
    take(company, first)
    before = state()
    row = take(company, second)
    with_both = state()
    assert with_both != before
    undone = undoing.undo(row, by="Nadia", at=AT)
    assert state() == before
    assert (undone.state, undone.undone_by) == ("undone", "Nadia")
    assert undone.document.size
    assert not Trace.objects.filter(source=row).exists()
    assert Entry.objects.filter(verb="file.undone").get().facts["name"] == second.name
    take(company, second)
    assert [len(rows) for rows in state().values()] == [len(rows) for rows in with_both.values()]


def test_the_first_import_of_all_leaves_nothing(company: Company) -> None:
    row = take(company, BOOKS[2022])
    undoing.undo(row, by="Nadia", at=AT)
    assert not any(state().values())
    with pytest.raises(ImportNotTaken, match=r"« FEC2022.txt » est défait"):
        undoing.undo(row, by="Nadia", at=AT)


def test_a_later_file_that_stands_on_it_is_named(company: Company) -> None:
    first = take(company, LIST)
    take(company, NEXT)
    with pytest.raises(
        LaterImportDepends, match=r"« avril.csv », repris ensuite, s'appuie sur « m"
    ):
        undoing.undo(first, by="Nadia", at=AT)
    books = take(company, BOOKS[2022])
    take(company, BOOKS[2023])
    with pytest.raises(LaterImportDepends, match=r"« FEC2023.txt », repris ensuite"):
        undoing.undo(books, by="Nadia", at=AT)


def test_what_people_made_of_it_is_named_and_nothing_changes(company: Company) -> None:
    row = take(company, LIST)
    claim = Receivable.objects.get(invoice__number="FA1")
    promises.promise([claim], by_on=date(2026, 5, 5), on=APRIL, by="Nadia", amount=Money(5000))
    before = state()
    with pytest.raises(ThingsDepend, match="1 créance promise") as refused:
        undoing.undo(row, by="Nadia", at=AT)
    assert str(refused.value).startswith("« mars.csv » ne peut plus être défait, ceci en dépend : ")
    assert state() == before


def test_a_payment_matched_by_a_person_holds_the_import(company: Company) -> None:
    row = take(company, LIST)
    claim = Receivable.objects.get(invoice__number="FA1")
    matching.receive_payment(
        customer=claim.customer, reference="CHQ", on=APRIL, amount=Money(5000), pays=[claim],
        by="Nadia",
    )  # fmt: skip
    with pytest.raises(ThingsDepend, match="1 affectation"):
        undoing.undo(row, by="Nadia", at=AT)


def test_what_has_changed_since_holds_the_import(company: Company) -> None:
    row = take(company, LIST)
    customer = Customer.objects.get(code="C1")
    Customer.objects.filter(pk=customer.pk).update(address="12 rue des Lilas")
    with pytest.raises(ChangedSince, match="a changé depuis : clients"):
        undoing.undo(row, by="Nadia", at=AT)
    Customer.objects.filter(pk=customer.pk).update(address="")
    undoing.undo(row, by="Nadia", at=AT)
    assert not Invoice.objects.exists()


def test_a_customer_whom_somebody_completed_is_not_lost(company: Company) -> None:
    row = take(company, LIST)
    customer = Customer.objects.get(code="C1")
    parties.add_contact(customer=customer, name="Mme Roux", by="Nadia")
    with pytest.raises(ThingsDepend, match="1 contact"):
        undoing.undo(row, by="Nadia", at=AT)


def test_an_import_of_before_is_not_undone(company: Company) -> None:
    row = take(company, LIST)
    FileImport.objects.update(written=None)
    with pytest.raises(ImportWithoutTrace, match="avant que les imports puissent être défaits"):
        undoing.undo(row, by="Nadia", at=AT)


def test_acts_of_people_leave_no_trace(company: Company) -> None:
    take(company, LIST)
    count = Trace.objects.count()
    claim = Receivable.objects.get(invoice__number="FA1")
    matching.receive_payment(
        customer=claim.customer, reference="CHQ", on=APRIL, amount=Money(5000), by="Nadia"
    )
    assert Trace.objects.count() == count


def test_the_page_undoes_and_says_what_became_of_the_file(company: Company, client: Client) -> None:
    row = take(company, LIST)
    client.force_login(factories.a_user(company))
    assert "Défaire l'import" in client.get(f"/imports/{row.pk}/").content.decode()
    answer = client.post(f"/imports/{row.pk}/defaire/", follow=True).content.decode()
    assert "mars.csv est défait : tout est comme avant." in answer
    assert "Le fichier est gardé et peut être repris." in answer
    assert not Credit.objects.exists()
    client.force_login(factories.a_user(company, Role.READER))
    assert client.post(f"/imports/{row.pk}/defaire/").status_code == 403


def test_the_api_undoes_or_says_what_depends_on_it(company: Company) -> None:
    nadia = a_caller(company, Role.COLLECTOR)
    row = take(company, LIST)
    claim = Receivable.objects.get(invoice__number="FA1")
    promises.promise([claim], by_on=date(2026, 5, 5), on=APRIL, by="Nadia", amount=Money(5000))
    refused = nadia.post(f"/imports/{row.pk}/undo", {})
    assert (refused.status, refused.said["code"]) == (409, "things_depend")
    other = take(company, STATEMENT)
    assert nadia.post(f"/imports/{other.pk}/undo", {}).said["state"] == "undone"

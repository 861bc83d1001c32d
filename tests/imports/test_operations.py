"""Files into the tables: nothing twice, nothing lost, whatever the order."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.imports import operations, queries
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules.report import Report
from encaisse.kernel.days import end_of_month
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.imports import maker
from tests.imports.maker import Life, Row
from tests.imports.reading import balances_in, open_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


def take(company: Company, rows: list[Row], name: str = "FEC.txt") -> Report:
    given = GivenFile(name, maker.text_of(rows).encode())
    return operations.take_file(company, given, by="test", at=AT)


def in_tables(company: Company, day: date) -> dict[tuple[str, str], int]:
    """What the tables say is open of each document at the end of a day."""
    found: dict[tuple[str, str], int] = {}
    for row in queries.open_receivables(company, day).iter_rows(named=True):
        key = (row["code"], row["number"])
        found[key] = found.get(key, 0) + row["open_cents"]
    for row in queries.unallocated_credits(company, day).iter_rows(named=True):
        key = (row["code"], row["reference"])
        found[key] = found.get(key, 0) - row["open_cents"]
    return {key: cents for key, cents in found.items() if cents}


def balances(company: Company, day: date) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (code, _), cents in in_tables(company, day).items():
        sums[code] = sums.get(code, 0) + cents
    return {code: cents for code, cents in sums.items() if cents}


def check_tables(company: Company, life: Life, day: date) -> None:
    """The stored open amounts are what the allocations leave, and what the accounts say."""
    for receivable in Receivable.objects.filter(company=company).select_related("invoice"):
        paid = sum(allocation.cents for allocation in receivable.allocations.all())
        left = 0 if receivable.invoice.cancelled_on else receivable.face_cents - paid
        assert receivable.open_cents == left
    for credit in Credit.objects.filter(company=company, cancelled_on=None):
        paid = sum(allocation.cents for allocation in credit.allocations.all())
        assert credit.open_cents == credit.face_cents - paid
    assert balances(company, day) == balances_in(life, day)


def test_a_year_is_open_in_the_tables_as_in_life(company: Company) -> None:
    life = maker.live(1, [2023, 2024])
    report = take(company, maker.fec_rows(life, 2024))
    assert all(check["ok"] for check in report["checks"])
    for day in (date(2024, 12, 31), date(2024, 7, 1)):
        assert in_tables(company, day) == open_in(life, day)
    check_tables(company, life, date(2024, 12, 31))
    entry = Entry.objects.get(verb="file.imported")
    assert entry.facts["taken"] == report["taken"] == report["fec"]["lines"]


def test_the_same_bytes_under_another_name_change_nothing(company: Company) -> None:
    rows = maker.fec_rows(maker.live(1, [2024]), 2024)
    take(company, rows)
    counts = [model.objects.count() for model in (Invoice, Credit, Allocation, FileImport, Entry)]
    again = take(company, rows, "autre.txt")
    assert again["taken"] == 0
    assert "déjà repris" in again["ignored"][0]["reason"]
    assert counts == [
        model.objects.count() for model in (Invoice, Credit, Allocation, FileImport, Entry)
    ]


@pytest.mark.parametrize("opening", ["detail", "total"])
def test_years_in_any_order_end_alike(opening: str) -> None:
    life = maker.live(4, [2022, 2023, 2024], customers=5)
    files = [
        maker.fec_rows(life, 2022),
        maker.fec_rows(life, 2023, opening=opening),
        maker.fec_rows(life, 2024, opening=opening),
    ]
    day = date(2024, 12, 31)
    for order in permutations(files):
        company = factories.a_company()
        for rows in order:
            report = take(company, rows)
            assert all(check["ok"] for check in report["checks"])
        check_tables(company, life, day)
        if opening == "detail":
            assert in_tables(company, day) == open_in(life, day)


@pytest.mark.parametrize("opening", ["detail", "total"])
def test_monthly_exports_take_only_what_is_new_and_letter_what_was_open(opening: str) -> None:
    life = maker.live(5, [2023, 2024], customers=5)
    days = [date(2024, 3, 31), date(2024, 8, 31), date(2024, 12, 31)]
    company = factories.a_company()
    for day in days:
        take(company, maker.fec_rows(life, 2024, opening=opening, until=day))
        check_tables(company, life, day)
    assert not Invoice.objects.filter(company=company).exclude(cancelled_on=None).exists()
    numbers = list(Invoice.objects.filter(company=company).values_list("entry_key", flat=True))
    assert len(numbers) == len(set(numbers))


def test_an_invoice_first_seen_in_an_opening_keeps_its_row(company: Company) -> None:
    life = maker.live(3, [2023, 2024])
    take(company, maker.fec_rows(life, 2024))
    openings = set(Invoice.objects.filter(kind="opening").values_list("pk", flat=True))
    assert openings
    take(company, maker.fec_rows(life, 2023))
    found = Invoice.objects.filter(pk__in=openings)
    assert {invoice.kind for invoice in found} <= {"invoice", "return"}
    assert not found.exclude(cancelled_on=None).exists()


def test_an_entry_that_a_newer_export_dropped_is_withdrawn(company: Company) -> None:
    life = maker.live(6, [2024])
    rows = maker.fec_rows(life, 2024, until=date(2024, 9, 30))
    draft = dict(rows[0]), dict(rows[1])
    for row in draft:
        row |= {"EcritureNum": "VE99999", "PieceRef": "FA2499999", "EcritureLet": ""}
    take(company, [*rows, *draft])
    take(company, maker.fec_rows(life, 2024))
    gone = Invoice.objects.get(number="FA2499999")
    assert gone.cancelled_on == gone.issued_on
    check_tables(company, life, date(2024, 12, 31))


def test_customers_keep_what_people_wrote_of_them(company: Company) -> None:
    life = maker.live(1, [2024])
    take(company, maker.fec_rows(life, 2024, until=date(2024, 6, 30)))
    Customer.objects.filter(code="C0000").update(name="Nom corrigé", payment_days=45)
    take(company, maker.fec_rows(life, 2024))
    assert Customer.objects.get(code="C0000").name == "Nom corrigé"
    assert Receivable.objects.filter(customer__code="C0000", due_source="terms").exists()


def test_terms_in_words_date_what_the_books_do_not(company: Company) -> None:
    factories.a_customer(
        company, code="C0000", payment_terms="fin de mois, 45 jours", payment_days=10
    )
    company.payment_terms = "45 jours, fin de mois"
    company.save()
    unlettered = [row | {"EcritureLet": ""} for row in maker.fec_rows(maker.live(1, [2024]), 2024)]
    take(company, unlettered)
    dated = Receivable.objects.filter(invoice__kind="invoice").select_related("invoice")
    own = dated.filter(customer__code="C0000", due_source="terms")
    usual = dated.filter(due_source="default")
    assert own.exists()
    assert usual.exists()
    for receivable in own:
        end = end_of_month(receivable.invoice.issued_on)
        assert (receivable.due_on, receivable.due_estimated) == (end + timedelta(days=45), True)
    for receivable in usual:
        reached = end_of_month(receivable.invoice.issued_on + timedelta(days=45))
        assert (receivable.due_on, receivable.due_estimated) == (reached, True)


def test_a_payment_typed_before_its_entry_came_is_that_entry(company: Company) -> None:
    life = maker.live(1, [2024], customers=3)
    take(company, maker.fec_rows(life, 2024, until=date(2024, 6, 30)))
    coming = next(
        item
        for item in life.items
        if item.journal == "BQ" and item.pays and item.on > date(2024, 7, 1) and item.cents < 0
        and all(paid.on <= date(2024, 6, 30) for paid, _ in item.pays)
    )  # fmt: skip
    customer = Customer.objects.get(company=company, code=coming.customer)
    typed = matching.receive_payment(
        customer=customer, reference="chèque", on=coming.on - timedelta(days=3),
        amount=Money(-coming.cents), by="nadia",
    )  # fmt: skip
    take(company, maker.fec_rows(life, 2024))
    typed.refresh_from_db()
    assert typed.entry_key.startswith("fec|BQ|")
    assert typed.on == coming.on
    check_tables(company, life, date(2024, 12, 31))


def test_what_a_person_matched_gives_way_to_the_lettering(company: Company) -> None:
    life = maker.live(5, [2024], customers=4)
    take(company, maker.fec_rows(life, 2024, until=date(2024, 9, 30)))
    for credit in Credit.objects.filter(company=company, open_cents__gt=0):
        matching.allocate_oldest_first(credit, on=date(2024, 9, 30), by="nadia")
    take(company, maker.fec_rows(life, 2024))
    check_tables(company, life, date(2024, 12, 31))


def test_books_without_lettering_are_matched_as_proposals(company: Company) -> None:
    life = maker.live(2, [2024])
    take(company, maker.fec_rows(life, 2024, lettered=False))
    assert Allocation.objects.filter(is_proposal=True).exists()
    assert not Allocation.objects.filter(is_proposal=False).exists()
    take(company, maker.fec_rows(life, 2024))
    assert in_tables(company, date(2024, 12, 31)) == open_in(life, date(2024, 12, 31))
    check_tables(company, life, date(2024, 12, 31))

"""Lists of open items into the books: the first opens them, the next say what has changed since."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.imports import operations, queries
from encaisse.imports.listing.facts import Scope
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile
from encaisse.imports.rules.report import Report
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching.queries import drift
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Invoice, Receivable
from tests import factories
from tests.imports import maker, papers, sheets
from tests.imports.maker import Life, name_of
from tests.imports.reading import open_in
from tests.imports.sheets import Value
from tests.imports.test_commands import printed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
HEADER = ("Code client", "Nom", "N° pièce", "Date", "Échéance", "Montant TTC", "Solde")
NAMES = {"C1": "Garage Martin", "C2": "Studio Lemoine"}
Line = tuple[Value, ...]


def line(
    code: str, number: str, left: float, *, total: float | None = None, due: date | None = None
) -> Line:
    issued = date(2026, 2, 1)
    amount = left if total is None else total
    return (
        code,
        NAMES.get(code, f"Société {code}"),
        number,
        issued,
        due or date(2026, 3, 3),
        amount,
        left,
    )


def listed(on: date, *lines: Line) -> bytes:
    return sheets.text([(f"Échéancier clients au {on:%d/%m/%Y}",), HEADER, *lines])


def take(
    company: Company, on: date, *lines: Line, scope: Scope = Scope.AUTO, name: str = "liste.csv"
) -> Report:
    given = GivenFile(name, listed(on, *lines), scope=scope)
    done = operations.take_file(company, given, by="test", at=AT)
    assert not drift(company)
    return done


def opened(company: Company, on: date) -> dict[str, int]:
    """What is open of each document at the end of a day, credits below zero."""
    found: dict[str, int] = {}
    for row in queries.open_receivables(company, on).iter_rows(named=True):
        found[row["number"]] = found.get(row["number"], 0) + row["open_cents"]
    for row in queries.unallocated_credits(company, on).iter_rows(named=True):
        found[row["reference"]] = found.get(row["reference"], 0) - row["open_cents"]
    return found


def changes(done: Report) -> list[tuple[str, str, int]]:
    return sorted((one["what"], one["number"], one["cents"]) for one in done["changes"])


@pytest.fixture
def company() -> Company:
    return factories.a_company()


FIRST = (
    line("C1", "FA1", 1000.0),
    line("C1", "FA2", 400.0, total=1200.0),
    line("C2", "FA3", 250.0),
    line("C2", "AV4", -50.0),
)


def test_a_first_list_opens_customers_invoices_and_what_stands(company: Company) -> None:
    done = take(company, MARCH, *FIRST)
    assert opened(company, MARCH) == {"FA1": 100000, "FA2": 40000, "FA3": 25000, "AV4": -5000}
    assert [one.name for one in Customer.objects.order_by("code")] == [
        "Garage Martin",
        "Studio Lemoine",
    ]
    partly = Invoice.objects.get(number="FA2")
    assert (partly.total_cents, partly.issued_on) == (120000, date(2026, 2, 1))
    claim = partly.receivables.get()
    assert (claim.due_on, claim.due_estimated) == (date(2026, 3, 3), False)
    before = Credit.objects.get(face_cents=80000)
    assert (before.kind, before.reference) == ("opening", "Reprise du 31/03/2026")
    assert Credit.objects.get(reference="AV4").kind == "credit_note"
    checks = {one["name"]: (one["expected"], one["found"], one["ok"]) for one in done["checks"]}
    assert checks["books_open"] == (160000, 160000, True)
    assert (done["taken"], done["refused"], done["listed"]["on"]) == (4, [], "2026-03-31")


def test_the_same_list_again_changes_nothing(company: Company) -> None:
    take(company, MARCH, *FIRST)
    again = take(company, MARCH, *FIRST)
    assert (again["taken"], "déjà repris" in again["ignored"][0]["reason"]) == (0, True)
    turned = take(company, MARCH, *FIRST[::-1])
    assert (changes(turned), turned["new"]["invoices"], turned["new"]["credits"]) == ([], 0, 0)


def test_a_later_list_says_what_is_new_paid_and_gone(company: Company) -> None:
    take(company, MARCH, *FIRST)
    done = take(
        company, APRIL, line("C1", "FA2", 150.0, total=1200.0), line("C2", "AV4", -50.0),
        line("C3", "FA5", 90.0),
    )  # fmt: skip
    assert opened(company, APRIL) == {"FA2": 15000, "FA5": 9000, "AV4": -5000}
    assert opened(company, MARCH)["FA1"] == 100000
    assert changes(done) == [
        ("gone", "FA1", 100000), ("gone", "FA3", 25000), ("new", "FA5", 9000),
        ("paid", "FA2", 25000),
    ]  # fmt: skip
    paid = Credit.objects.get(
        face_cents=25000, kind="payment", allocations__receivable__invoice__number="FA2"
    )
    assert (paid.reference, paid.on) == ("Liste du 30/04/2026", APRIL)
    assert all(one["ok"] for one in done["checks"])


def test_what_a_list_had_settled_is_open_again_when_the_next_says_so(company: Company) -> None:
    take(company, MARCH, *FIRST)
    take(company, APRIL, *FIRST[1:])
    done = take(company, date(2026, 5, 29), line("C1", "FA1", 600.0, total=1000.0), *FIRST[1:])
    assert changes(done) == [("reopened", "FA1", 60000)]
    assert opened(company, date(2026, 5, 29))["FA1"] == 60000
    assert "FA1" not in opened(company, APRIL)
    assert all(one["ok"] for one in done["checks"])


def test_a_payment_known_by_the_bank_explains_the_fall(company: Company) -> None:
    take(company, MARCH, *FIRST)
    customer = Customer.objects.get(code="C1")
    credit = matching.receive_payment(
        customer=customer, reference="VIR", on=date(2026, 4, 10), amount=Money(140000), by="test",
    )  # fmt: skip
    assert credit.open_cents in {0, 140000}
    take(company, APRIL, *FIRST[2:])
    assert opened(company, APRIL) == {"FA3": 25000, "AV4": -5000}
    assert not Credit.objects.filter(reference="Liste du 30/04/2026").exists()


def test_a_list_does_not_reopen_what_a_person_settled(company: Company) -> None:
    take(company, MARCH, *FIRST)
    claim = Receivable.objects.get(invoice__number="FA3")
    matching.receive_payment(
        customer=claim.customer, reference="VIR", on=date(2026, 4, 10), amount=Money(25000),
        pays=[claim], by="test",
    )  # fmt: skip
    done = take(company, APRIL, *FIRST)
    assert "FA3" not in opened(company, APRIL)
    assert any("rien n'est rouvert" in one["reason"] for one in done["ignored"])
    assert not next(one for one in done["checks"] if one["name"] == "books_open")["ok"]


def test_a_credit_note_used_since_pays_what_fell(company: Company) -> None:
    take(company, MARCH, *FIRST)
    done = take(company, APRIL, *FIRST[:2], line("C2", "FA3", 200.0, total=250.0))
    assert opened(company, APRIL) == {"FA1": 100000, "FA2": 40000, "FA3": 20000}
    assert changes(done) == [("paid", "FA3", 5000)]
    assert not Credit.objects.filter(reference="Liste du 30/04/2026").exists()


def test_a_credit_used_elsewhere_leaves_nothing_standing(company: Company) -> None:
    take(company, MARCH, *FIRST)
    done = take(company, APRIL, *FIRST[:3])
    assert opened(company, APRIL) == {"FA1": 100000, "FA2": 40000, "FA3": 25000}
    assert changes(done) == [("used", "AV4", 5000)]


def test_an_older_list_is_refused_with_the_remedy(company: Company) -> None:
    take(company, APRIL, *FIRST)
    done = take(company, MARCH, *FIRST[:2])
    assert done["refused"][0]["reason"] == (
        "Cette liste est du 31/03/2026, et celle du 30/04/2026 est déjà reprise : elle ne dit plus "
        "ce qui est dû. Reprenez la liste la plus récente."
    )
    assert FileImport.objects.count() == 1


def test_a_list_of_a_few_customers_is_not_taken_for_the_whole(company: Company) -> None:
    many = [line(f"C{rank}", f"FA{rank}", 100.0) for rank in range(8)]
    take(company, MARCH, *many)
    done = take(company, APRIL, line("C0", "FA0", 40.0, total=100.0))
    assert done["refused"][0]["reason"].startswith(
        "Cette liste ne nomme plus 7 des 8 clients qui devaient encore à la liste du 31/03/2026."
    )
    assert len(opened(company, APRIL)) == 8
    done = take(
        company, APRIL, line("C0", "FA0", 40.0, total=100.0), scope=Scope.CUSTOMERS, name="b.csv"
    )
    assert (opened(company, APRIL)["FA0"], len(opened(company, APRIL))) == (4000, 8)
    take(company, APRIL, line("C0", "FA0", 30.0, total=100.0), scope=Scope.LEDGER)
    assert opened(company, APRIL) == {"FA0": 3000}


def test_what_came_otherwise_is_recognised_and_its_guessed_day_replaced(company: Company) -> None:
    customer = factories.a_customer(company, "GARAGE MARTIN SARL", code="411C1")
    factories.a_receivable(
        customer, cents=100000, number="FA1", due_on=date(2026, 4, 2), estimated=True,
        issued_on=date(2026, 2, 1),
    )  # fmt: skip
    done = take(company, MARCH, *FIRST)
    claim = Receivable.objects.get(invoice__number="FA1")
    assert (claim.due_on, claim.due_estimated, claim.customer) == (
        date(2026, 3, 3),
        False,
        customer,
    )
    assert ("due", "FA1", 100000) in changes(done)
    assert Customer.objects.count() == 2


def test_another_amount_or_another_customer_is_said_and_changes_nothing(company: Company) -> None:
    mine, other = (factories.a_customer(company, name, code=name) for name in ("C1", "AUTRE"))
    factories.a_receivable(mine, cents=90000, number="FA1", due_on=date(2026, 4, 2))
    factories.a_receivable(other, cents=25000, number="FA3", due_on=date(2026, 4, 2))
    done = take(company, MARCH, *FIRST)
    reasons = [" ".join(one["reason"].split()) for one in done["refused"]]
    assert reasons == [
        "La facture FA1 est connue ici pour 900,00 €, la liste dit 1 000,00 € : elle n'est pas "
        "changée. Vérifiez le montant, ou notez un avoir.",
        "La facture FA3 est déjà celle de AUTRE : vérifiez de quel client elle est, dans la liste "
        "ou ici.",
    ]
    assert done["taken"] == 2
    assert Invoice.objects.filter(number="FA1").get().total_cents == 90000


def test_a_bank_line_is_the_payment_that_a_later_list_had_supposed(company: Company) -> None:
    take(company, MARCH, *FIRST)
    take(company, APRIL, *FIRST[1:])
    statement = sheets.text(
        [("Date", "Libellé", "Montant"), (date(2026, 4, 8), "VIR GARAGE MARTIN", 1000.0)]
    )
    done = operations.take_file(company, GivenFile("releve.csv", statement), by="test", at=AT)
    assert [one["outcome"] for one in done["movements"]] == ["known"]
    assert not [key for key, cents in opened(company, APRIL).items() if cents < -5000]


def life_listed(life: Life, on: date, *, rows: int | None = None) -> bytes:
    """The list that accounting software would export of a life on a day."""
    lines = []
    for (code, number), cents in sorted(open_in(life, on).items()):
        items = [item for item in life.items if (item.customer, item.number) == (code, number)]
        issued = min(item.on for item in items)
        lines.append((code, name_of(code), number, issued, None, None, cents / 100))
    return sheets.text([(f"Échéancier clients au {on:%d/%m/%Y}",), HEADER, *lines[:rows]])


def in_tables(company: Company, on: date) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in queries.open_receivables(company, on).iter_rows(named=True):
        key = (row["code"], row["number"])
        found[key] = found.get(key, 0) + row["open_cents"]
    for row in queries.unallocated_credits(company, on).iter_rows(named=True):
        key = (row["code"], row["reference"])
        found[key] = found.get(key, 0) - row["open_cents"]
    return {key: cents for key, cents in found.items() if cents}


MONTHS = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 29), date(2023, 12, 29)]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_company_lives_on_lists_alone(company: Company, seed: int) -> None:
    life = maker.live(seed, [2022, 2023])
    for on in MONTHS:
        given = GivenFile("liste.csv", life_listed(life, on), scope=Scope.LEDGER)
        done = operations.take_file(company, given, by="test", at=AT)
        assert not done["refused"]
        assert all(one["ok"] for one in done["checks"])
        assert in_tables(company, on) == open_in(life, on)
        assert not drift(company)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("order", ["books first", "list first"])
def test_books_and_a_later_list_say_the_same_in_any_order(
    company: Company, seed: int, order: str
) -> None:
    life = maker.live(seed, [2022, 2023])
    books = GivenFile("FEC.txt", maker.text_of(maker.fec_rows(life, 2022)).encode())
    given = GivenFile("liste.csv", life_listed(life, MONTHS[1]), scope=Scope.LEDGER)
    files = [books, given] if order == "books first" else [given, books]
    for file in files:
        done = operations.take_file(company, file, by="test", at=AT)
        assert not done["refused"]
        assert not drift(company)
    assert in_tables(company, MONTHS[1]) == open_in(life, MONTHS[1])
    assert not Customer.objects.exclude(code__startswith="C0").filter(is_pseudo=False)


def test_the_command_takes_what_a_person_says_of_a_list(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(sheets.text([HEADER, *FIRST]))
    asked = ("--on", "2026-03-31", "--covers", "customers")
    document = printed(capsys, "import", str(path), "--company", company.code, *asked)
    assert document["files"][0]["listed"] == {"on": "2026-03-31", "scope": "customers"}


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("Balance âgée arrêtée au 31/03/2026", "liste.csv", MARCH),
        ("Situation au 31 mars 2026", "liste.csv", MARCH),
        ("Échéancier clients", "echeancier_2026-03-31.csv", MARCH),
        ("Échéancier clients", "echeancier_31-03-2026.csv", MARCH),
        ("Échéancier clients", "liste.csv", AT.date()),
        ("Échéancier au 31/12/2030", "liste.csv", AT.date()),
        ("Échéancier au 01/01/2020", "liste.csv", AT.date()),
    ],
)
def test_a_list_is_of_the_day_that_it_says(
    company: Company, title: str, name: str, expected: date
) -> None:
    given = GivenFile(name, sheets.text([(title,), HEADER, *FIRST]))
    done = operations.take_file(company, given, by="test", at=AT)
    assert done["listed"]["on"] == expected.isoformat()


def test_the_worker_takes_a_list_as_it_was_given_or_says_why_not(company: Company) -> None:
    many = [line(f"C{rank}", f"FA{rank}", 100.0) for rank in range(8)]
    take(company, MARCH, *many)
    given = GivenFile("b.csv", listed(APRIL, many[0]))
    row = operations.receive(company, given, by="test", at=AT)
    operations.take_received(row, at=AT)
    row.refresh_from_db()
    assert (row.state, "Dites ce qu'elle couvre" in row.report["refused"][0]["reason"]) == (
        "refused", True
    )  # fmt: skip
    row = operations.receive(company, replace(given, scope=Scope.CUSTOMERS), by="test", at=AT)
    operations.take_received(row, at=AT)
    row.refresh_from_db()
    assert (row.state, row.report["listed"]["scope"]) == ("done", "customers")


def test_what_a_list_changes_is_read_on_its_page(company: Company, client: Client) -> None:
    take(company, MARCH, *FIRST)
    take(company, APRIL, *FIRST[1:])
    client.force_login(factories.a_user(company))
    row = FileImport.objects.order_by("-id").first()
    assert row is not None
    page = client.get(f"/imports/{row.pk}/").content.decode()
    assert "absente de la liste : réglée" in page
    assert "Restant dû de la société ce jour-là" in page


def test_an_invoice_as_data_states_the_day_that_a_list_did_not(company: Company) -> None:
    company.siren = papers.SELLER_SIREN
    company.save()
    paper = papers.Paper()
    rows: sheets.Rows = [
        ("Client", "N° pièce", "Date", "Solde"),
        (paper.buyer, paper.number, date(2026, 5, 1), 900.0),
    ]
    given = GivenFile("liste.csv", sheets.text(rows))
    operations.take_file(company, given, by="test", at=AT)
    assert Receivable.objects.get().due_estimated
    operations.take_file(company, GivenFile("fa.xml", papers.cii(paper)), by="test", at=AT)
    claim = Receivable.objects.get()
    assert (claim.due_estimated, claim.due_source) == (False, "stated")

"""Lists declared as columns: order, filters, search, pages, export."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from encaisse.accounts.models import Company
from encaisse.web import export
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Table

ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Étoile", "cents": 824_000, "on": date(2026, 5, 12), "late": 41},
    {"id": 2, "name": "vial", "cents": 12_050, "on": date(2026, 6, 1), "late": None},
    {"id": 3, "name": '=HYPERLINK("http://mal.example";"ici")', "cents": 5, "on": None, "late": 2},
    {"id": 4, "name": "Lemoine", "cents": 824_000, "on": date(2026, 1, 2), "late": 2},
]
LISTING = Listing(
    name="essai",
    columns=(
        Column(
            key="name", label="Client", sort="name", place="title", link=lambda r: f"/{r['id']}/"
        ),
        Column(key="on", label="Échéance", kind=Kind.DAY, sort="on"),
        Column(key="late", label="Retard", kind=Kind.DAYS, sort="late"),
        Column(key="cents", label="Reste dû", kind=Kind.MONEY, sort="cents"),
        Column(key="id", label="N°", kind=Kind.NUMBER),
    ),
    order="-cents",
    search=("name",),
    filters=(
        Filter("age", "Âge", (Choice("late", "En retard", where=lambda row: bool(row["late"])),)),
    ),
    page_size=3,
)


def shown(table: Table) -> list[int]:
    return [line.key for line in table.lines]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, [1, 4, 2], id="the list's own order, ties by the unique column"),
        pytest.param({"sort": "late"}, [3, 4, 1], id="ascending; what is unknown comes last"),
        pytest.param({"sort": "-late"}, [1, 3, 4], id="descending; what is unknown still last"),
        pytest.param({"sort": "on"}, [4, 1, 2], id="by day"),
        pytest.param({"sort": "id"}, [1, 4, 2], id="a column without order is not obeyed"),
        pytest.param({"sort": "password"}, [1, 4, 2], id="nor a column that is not there"),
        pytest.param({"q": "LEM"}, [4], id="search ignores case"),
        pytest.param({"age": "late"}, [1, 4, 3], id="filter"),
        pytest.param({"age": "anything"}, [1, 4, 2], id="an unknown filter value is ignored"),
        pytest.param({"page": "2"}, [3], id="second page"),
        pytest.param({"page": "2²"}, [1, 4, 2], id="a page that is no number is the first"),
    ],
)
def test_what_a_list_shows(asked: dict[str, str], expected: list[int]) -> None:
    assert shown(LISTING.table(ROWS, asked)) == expected


def test_a_page_knows_its_neighbours() -> None:
    first, second = LISTING.table(ROWS, {}), LISTING.table(ROWS, {"page": "2", "q": ""})
    assert (first.previous_url, first.next_url) == ("", "?page=2")
    assert (second.previous_url, second.next_url) == ("?page=1", "")
    assert (second.first, second.last) == (4, 4)


def test_heads_turn_the_order_and_forget_the_page() -> None:
    table = LISTING.table(ROWS, {"sort": "-cents", "page": "2", "age": "late"})
    heads = {head.column.key: (head.url, head.direction) for head in table.headers}
    assert heads["cents"] == ("?sort=cents&age=late", "descending")
    assert heads["name"] == ("?sort=name&age=late", "")
    assert heads["id"] == ("", "")


def test_cells_carry_link_currency_and_totals() -> None:
    table = LISTING.table(ROWS, {}, totals={"name": "4 clients", "cents": 1_660_055})
    cells = table.lines[0].cells
    assert (cells[0].href, cells[0].value, cells[3].currency) == ("/1/", "Étoile", "EUR")
    assert [cell.value for cell in table.totals] == ["4 clients", None, None, 1_660_055, None]


def test_the_export_holds_every_row_and_no_formula() -> None:
    response = export.spreadsheet(LISTING.table(ROWS, {"export": "xlsx", "sort": "name"}))
    assert response["Content-Disposition"] == 'attachment; filename="essai.xlsx"'
    workbook = CalamineWorkbook.from_filelike(BytesIO(response.content))
    assert workbook.get_sheet_by_index(0).to_python() == [
        ["Client", "Échéance", "Retard", "Reste dû", "N°"],
        ['=HYPERLINK("http://mal.example";"ici")', "", 2.0, 0.05, 3.0],
        ["Lemoine", date(2026, 1, 2), 2.0, 8240.0, 4.0],
        ["vial", date(2026, 6, 1), "", 120.5, 2.0],
        ["Étoile", date(2026, 5, 12), 41.0, 8240.0, 1.0],
    ]
    assert b"<f>" not in response.content


COMPANIES = Listing(
    name="societes",
    columns=(Column(key="name", label="Société", sort="name", place="title"),),
    order="name",
    search=("name", "code"),
    filters=(
        Filter("kind", "Sorte", (Choice("demo", "Démonstration", Q(is_demonstration=True)),)),
    ),
    page_size=10,
)


@pytest.mark.django_db
def test_a_queryset_is_one_query_whatever_its_length() -> None:
    Company.objects.bulk_create(
        Company(name=f"Société {rank:03}", code=f"s{rank}", is_demonstration=rank % 2 == 0)
        for rank in range(200)
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        table = COMPANIES.table(
            Company.objects.all(), {"page": "3", "kind": "demo", "q": "société"}
        )
    assert len(queries) == 1
    assert [line.cells[0].value for line in table.lines][:2] == ["Société 040", "Société 042"]
    assert "ORDER BY" in queries[0]["sql"]
    assert '"accounts_company"."id" ASC' in queries[0]["sql"]
    assert table.more


@pytest.mark.django_db
def test_a_queryset_is_not_narrowed_by_a_function() -> None:
    with pytest.raises(TypeError):
        LISTING.table(Company.objects.all(), {"age": "late"})

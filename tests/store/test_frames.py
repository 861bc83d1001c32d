"""Frames go in and out of the tables unchanged."""

import datetime
import json

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction

from encaisse.parties.models import Customer
from encaisse.store import frames, isolation
from tests import factories

pytestmark = pytest.mark.django_db

SCHEMA = {"code": pl.String, "address": pl.String, "grace_until": pl.Date, "is_pseudo": pl.Boolean}


def customers(company_id: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "company_id": company_id,
            "code": ["C1", "C2"],
            "name": ['Garage "Martin", père & fils', "Ligne\nsuivante"],
            "kind": "company",
            "is_pseudo": [False, True],
            "siren": "", "numero_tva": "", "address": ["", "à Bœuf"], "email": "", "phone": "",
            "language": "fr", "currency": "EUR", "imputation": "interest-first",
            "pays_for_itself": True, "grace_until": [None, datetime.date(2026, 2, 28)],
            "created_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        }
    )  # fmt: skip


def test_rows_come_back_as_they_went_in() -> None:
    company = factories.a_company()
    assert frames.copy_in("parties_customer", customers(company.pk)) == 2
    back = frames.copy_out(
        "SELECT code, address, grace_until, is_pseudo FROM parties_customer"
        " WHERE company_id = %s ORDER BY code",
        [company.pk],
        schema=SCHEMA,
    )
    assert back.rows() == [
        ("C1", "", None, False),
        ("C2", "à Bœuf", datetime.date(2026, 2, 28), True),
    ]
    assert Customer.objects.get(code="C1").name == 'Garage "Martin", père & fils'


def believed(company_id: int) -> int:
    """The customers of a company as the planner of the server counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT json) SELECT * FROM parties_customer WHERE company_id = %s",
            [company_id],
        )
        [(plan,)] = cursor.fetchall()
    found = json.loads(plan) if isinstance(plan, str) else plan
    return int(found[0]["Plan"]["Plan Rows"])


def test_the_server_knows_at_once_how_many_rows_came_in() -> None:
    company, other = factories.a_company(), factories.a_company("Boulons du Rhône")
    many = pl.concat(
        customers(company.pk).with_columns(code=pl.col("code") + f"-{rank}")
        for rank in range(frames.BULK // 2)
    )
    frames.copy_in("parties_customer", many)
    frames.copy_in("parties_customer", customers(other.pk))
    assert believed(company.pk) == pytest.approx(frames.BULK, rel=0.1)
    assert believed(other.pk) < frames.BULK / 10


def test_no_row_is_an_empty_frame_with_its_columns() -> None:
    empty = frames.copy_out(
        "SELECT code, address, grace_until, is_pseudo FROM parties_customer", schema=SCHEMA
    )
    assert empty.is_empty()
    assert empty.columns == list(SCHEMA)


def test_the_wall_stands_for_frames_too() -> None:
    atelier, other = factories.a_company(), factories.a_company("Boulons du Rhône")
    with isolation.seeing(atelier.pk), pytest.raises(DatabaseError), transaction.atomic():
        frames.copy_in("parties_customer", customers(other.pk))


def test_reserved_identifiers_follow_each_other() -> None:
    first = frames.reserve_ids("parties_customer", 3)
    second = frames.reserve_ids("parties_customer", 2)
    assert len(first) == 3
    assert second.start == first.stop


def test_rows_are_changed_by_identifier_and_only_in_the_columns_given() -> None:
    garage, studio = (factories.a_customer(factories.a_company(), name) for name in ("A", "B"))
    frames.copy_over(
        "parties_customer", pl.DataFrame({"id": [garage.pk], "address": ['1 rue "X",\nSorbiers']})
    )
    for customer in (garage, studio):
        customer.refresh_from_db()
    assert (garage.name, garage.address) == ("A", '1 rue "X",\nSorbiers')
    assert studio.address == ""


def test_the_wall_stands_for_changes_too() -> None:
    garage = factories.a_customer(factories.a_company())
    with isolation.seeing(factories.a_company("Boulons du Rhône").pk):
        frames.copy_over("parties_customer", pl.DataFrame({"id": [garage.pk], "address": ["x"]}))
    isolation.see_all()
    garage.refresh_from_db()
    assert garage.address == ""

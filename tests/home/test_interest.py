"""How interest is counted, on the page of the invoice: what is known, an estimate beside it."""

import datetime

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.rules import Role
from encaisse.home.queries import claims
from tests import factories

pytestmark = pytest.mark.django_db


def page_of_an_invoice(on: datetime.date, due_on: datetime.date) -> str:
    company = factories.a_company()
    owed = factories.a_receivable(factories.a_customer(company), cents=100_000, due_on=due_on)
    with time_machine.travel(datetime.datetime.combine(on, datetime.time(9)), tick=False):
        client = Client()
        client.force_login(factories.a_user(company, Role.COLLECTOR))
        html = client.get(f"/factures/{owed.invoice_id}/").content.decode()
    return html.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_segment_has_its_days_its_rate_and_its_text() -> None:
    html = page_of_an_invoice(datetime.date(2026, 9, 3), datetime.date(2026, 4, 20))
    assert "21/04/2026 – 30/06/2026" in html
    assert "23,63 €" in html
    assert "22,08 €" in html
    assert "C. com. L441-10, II" in html
    assert "estimation" not in html


def test_where_no_rate_is_known_the_known_part_and_an_estimate_are_shown() -> None:
    html = page_of_an_invoice(datetime.date(2027, 1, 31), datetime.date(2026, 12, 21))
    assert "seule la part connue est comptée" in html
    assert "22/12/2026 – 31/12/2026" in html
    assert "Environ 13,93 € d" in html
    assert "une estimation, jamais écrite" in html


def test_the_list_by_customer_says_what_is_incomplete_or_to_confirm() -> None:
    company = factories.a_company()
    incomplete, old = (factories.a_customer(company, name) for name in ("Garage", "Studio"))
    factories.a_receivable(incomplete, due_on=datetime.date(2026, 12, 21))
    factories.a_receivable(old, due_on=datetime.date(2019, 6, 20))
    rows = claims.by_customer(company, on=datetime.date(2027, 1, 31))
    marks = {row["name"]: row["mark"] for row in rows}
    assert marks == {"Garage": "incomplet", "Studio": "incomplet, à confirmer"}
    whole = claims.of_company(company, on=datetime.date(2026, 12, 31))
    assert whole.doubts == "taux à confirmer compris"

"""The page of a customer of the demonstration, opened by the link of each start."""

import datetime

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.demonstration.operations.welcoming import WELCOMED, welcome
from encaisse.demonstration.rules.customers import BY_NAME
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def company() -> Company:
    company = factories.a_company(is_demonstration=True)
    factories.a_customer(company, name=WELCOMED, code=BY_NAME[WELCOMED].code)
    return company


@time_machine.travel(NOON, tick=False)
def test_the_link_of_each_start_takes_the_place_of_the_one_before(company: Company) -> None:
    _name, before = welcome(company, at=NOON)
    name, token = welcome(company, at=NOON)
    assert name == WELCOMED
    assert Client().get(f"/espace/l/{before}").status_code == 404
    client = Client()
    client.get(f"/espace/l/{token}")
    assert WELCOMED in client.get("/espace/").content.decode()

"""`encaisse user`: the operator opens accounts and gives the right to complete the law."""

import json

import pytest

from encaisse.accounts import queries
from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.config.cli import main
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def company() -> Company:
    return factories.a_company()


def add(company: Company, email: str, *words: str) -> int:
    return main(["user", "add", "--company", company.code, "--email", email, "--json", *words])


def test_an_administrator_is_made_with_the_account(company: Company, capsys: Capture) -> None:
    assert add(company, "lea@atelier.example", "--role", "manager", "--administrator") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["role"], said["administrator"]) == ("manager", True)
    assert queries.is_administrator(queries.user_named("lea@atelier.example"))


def test_a_member_becomes_one_and_keeps_role_and_password(
    company: Company, capsys: Capture
) -> None:
    paul = factories.a_user(company, Role.MANAGER, "Paul")
    assert add(company, paul.email, "--administrator") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["role"], said["administrator"], said["password"]) == ("manager", True, None)


def test_nobody_is_one_without_being_asked(company: Company, capsys: Capture) -> None:
    assert add(company, "lea@atelier.example") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["role"], said["administrator"]) == ("collector", False)

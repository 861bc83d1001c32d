"""Companies, members, tokens: who may see and do what."""

import json

import pytest
from django.http import Http404
from django.test import Client

from encaisse.accounts import operations, queries, rules
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.config.cli import main
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "collects", "imports", "manages"),
    [
        (Role.MANAGER, True, True, True),
        (Role.COLLECTOR, True, True, False),
        (Role.READER, False, False, False),
        (None, False, False, False),
    ],
)
def test_rights_by_role(role: str | None, collects: bool, imports: bool, manages: bool) -> None:
    assert rules.may_collect(role) is collects
    assert rules.may_import(role) is imports
    assert rules.may_manage(role) is manages


def test_a_company_is_found_by_name_siren_or_code() -> None:
    company = operations.open_company(name="Boulons du Rhône", siren="552100554", by="Paul")
    for named in ("boulons du rhône", "552100554", company.code):
        assert queries.company_named(named) == company


def test_the_bank_account_is_noted_and_checked() -> None:
    company = operations.open_company(name="Boulons du Rhône", by="Paul")
    operations.change_bank_account(company, iban="FR14 2004 1010 0505 0001 3M02 606", by="Paul")
    company.refresh_from_db()
    assert company.iban == "FR1420041010050500013M02606"
    with pytest.raises(operations.IbanWrong):
        operations.change_bank_account(company, iban="FR15 2004 1010", by="Paul")


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_usual_terms_of_a_company(capsys: pytest.CaptureFixture[str]) -> None:
    company = operations.open_company(name="Boulons", by="Paul", payment_terms="net 30")
    assert company.payment_terms == "30 jours"
    named = ["company", "--company", "Boulons", "--json"]
    assert main([*named, "--terms", "45 days, end of month"]) == 0
    assert json.loads(capsys.readouterr().out)["payment_terms"] == "45 jours, fin de mois"
    entry = Entry.objects.get(verb="company.changed")
    assert entry.facts == {"payment_terms": ["30 jours", "45 jours, fin de mois"]}
    assert main([*named, "--terms", "45 days end of month"]) == 1
    assert "deux façons" in capsys.readouterr().err
    assert main(named) == 0
    assert json.loads(capsys.readouterr().out)["payment_terms"] == "45 jours, fin de mois"


def test_an_unknown_company_is_refused_with_those_that_are_known() -> None:
    operations.open_company(name="Boulons du Rhône", by="Paul")
    with pytest.raises(queries.UnknownCompany, match="Boulons du Rhône"):
        queries.company_named("Boulons de Loire")


def test_a_stranger_finds_no_company() -> None:
    theirs = factories.a_company()
    ines = factories.a_user(factories.a_company("Boulons du Rhône"), name="Ines")
    with pytest.raises(Http404):
        queries.company_for(ines, theirs.pk)


def test_a_token_opens_until_it_is_revoked_and_its_text_is_not_kept() -> None:
    company = factories.a_company()
    nadia = factories.a_user(company)
    text = operations.make_token(company=company, user=nadia, name="script", by="Nadia")
    token = queries.token_holder(text)
    assert token is not None
    assert token.user == nadia
    assert text not in vars(token).values()
    assert queries.token_holder(text + "x") is None


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    answer = client.get("/compte/signup/")
    assert b'name="password1"' not in answer.content


def test_sign_in_by_e_mail_and_wrong_password_is_refused(client: Client) -> None:
    nadia = factories.a_user(factories.a_company())
    refused = client.post("/compte/login/", {"login": nadia.email, "password": "faux"})
    assert refused.status_code == 200
    accepted = client.post("/compte/login/", {"login": nadia.email.upper(), "password": "secret"})
    assert accepted.status_code == 302
    assert client.session["_auth_user_id"] == str(nadia.pk)


def test_the_first_administrator_of_an_installation_keeps_what_companies_share() -> None:
    company = factories.a_company()
    paul = operations.add_user(
        company=company, email="paul@atelier.example", role=Role.MANAGER, by="Paul",
        password="secret", is_administrator=True,
    )  # fmt: skip
    assert queries.is_administrator(paul)
    assert queries.has_administrator()
    assert not queries.is_administrator(factories.a_user(company))


def test_the_demonstration_s_administrator_keeps_nothing_once_real_books_are_here() -> None:
    demonstration = factories.a_company(is_demonstration=True)
    paul = factories.a_user(demonstration, Role.MANAGER, is_administrator=True)
    assert queries.is_administrator(paul)
    assert not queries.has_administrator()
    factories.a_company("Boulons du Rhône")
    assert not queries.is_administrator(paul)


def test_a_member_made_administrator_keeps_the_role() -> None:
    company = factories.a_company()
    paul = factories.a_user(company, Role.MANAGER)
    operations.add_user(
        company=company, email=paul.email, by="exploitant", password=None, is_administrator=True
    )
    paul.refresh_from_db()
    assert queries.role_in(paul, company) == Role.MANAGER
    assert queries.is_administrator(paul)


def test_a_newcomer_without_a_role_collects() -> None:
    company = factories.a_company()
    lea = operations.add_user(company=company, email="lea@a.example", by="Paul", password="secret")
    assert queries.role_in(lea, company) == Role.COLLECTOR
    assert not queries.is_administrator(lea)

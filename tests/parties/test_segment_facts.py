"""Country, sector and tags: what segments look at."""

import pytest

from encaisse.accounts.models import Company
from encaisse.parties import operations
from encaisse.parties.rules import CountryNotUnderstood, TooManyTags, country_of_vat, tags_read
from tests import factories


@pytest.mark.parametrize(
    ("number", "country"),
    [("FR40303265045", "FR"), ("el123456789", "GR"), ("XI123456789", "GB"), ("", None),
     ("123456789", None)],
)  # fmt: skip
def test_a_vat_number_names_its_country(number: str, country: str | None) -> None:
    assert country_of_vat(number) == country


def test_a_tag_is_kept_once_whatever_its_capitals() -> None:
    assert tags_read([" Grand  compte ", "grand compte", "", "Export"]) == [
        "Grand compte",
        "Export",
    ]
    with pytest.raises(TooManyTags):
        tags_read(str(number) for number in range(21))


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company()


def test_the_vat_number_fills_the_country(company: Company) -> None:
    brussels = operations.open_customer(
        company=company, name="Brasserie", by="Nadia", numero_tva="BE0123456789"
    )
    assert brussels.country == "BE"
    operations.change_customer(brussels, by="Nadia", numero_tva="DE123456789", country="BE")
    assert brussels.country == "DE"
    operations.change_customer(brussels, by="Nadia", numero_tva="DE123456789", country="at")
    assert brussels.country == "AT"
    with pytest.raises(CountryNotUnderstood):
        operations.change_customer(brussels, by="Nadia", country="Belgique")


def test_a_country_given_with_the_number_is_kept(company: Company) -> None:
    branch = operations.open_customer(
        company=company, name="Succursale", by="Nadia", numero_tva="FR40303265045", country="LU"
    )
    assert branch.country == "LU"


def test_sector_and_tags_are_kept_in_the_journal(company: Company) -> None:
    garage = factories.a_customer(company)
    operations.change_customer(garage, by="Nadia", sector=" Automobile ", tags=["VIP", "vip"])
    garage.refresh_from_db()
    assert (garage.sector, garage.tags) == ("Automobile", ["VIP"])

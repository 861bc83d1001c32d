"""Whatever an address says, a calculator answers or says why: nothing breaks it."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from encaisse.calculators.forms.fields import ChoiceField, DayField
from encaisse.calculators.views.catalogue import CALCULATORS, Calculator
from tests.calculators.test_pages import LATE, read

DAYS = [
    *("9999-12-31", "0001-01-01", "2026-02-31", "31/12/2026", "1975-01-01", "2012-12-31"),
    *("2026-11-21", "demain", "\x00", "9" * 500, ""),
]
TEXTS = [
    *("0", "-1", "1", "20", "7,5 %", "100", "10000000.01", "1e5", "١٢", "NaN", "\x00", "9" * 5000),
    *("", "12 USD", "30 jours", "fin de mois, 45 jours", "le 31/12/9999", "30 % comptant"),
]


def addresses(one: Calculator) -> st.SearchStrategy[dict[str, str]]:
    """Queries made of what its fields may receive."""
    fields = one.form({}, on=date(2026, 11, 23)).fields
    return st.fixed_dictionaries({}, optional={name: texts(each) for name, each in fields.items()})


def texts(field: object) -> st.SearchStrategy[str]:
    if isinstance(field, ChoiceField):
        return st.sampled_from([*field.labels, "martian", "\x00"])
    return st.sampled_from(DAYS if isinstance(field, DayField) else TEXTS)


class AddressesTest(TestCase):
    """Hypothesis needs a transaction for each of its examples."""

    @given(
        st.sampled_from(CALCULATORS).flatmap(lambda one: st.tuples(st.just(one), addresses(one)))
    )
    @hypothesis_settings(max_examples=100)
    def test_nothing_breaks_a_calculator(self, drawn: tuple[Calculator, dict[str, str]]) -> None:
        one, query = drawn
        assert Client().get(one.url, query).status_code == 200
        assert Client().get(one.paper_url, query).status_code in {200, 409}


@pytest.mark.django_db
def test_the_ends_of_the_calendar_are_said_at_the_field(client: Client) -> None:
    found = read(client, LATE, {"montant": "5", "echeance": "9999-12-31"})
    assert "Le 31/12/9999 ne se compte pas : donnez un jour de 1900 à 9900." in found

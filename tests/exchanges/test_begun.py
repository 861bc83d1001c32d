"""A mail begun with the text of the step that what is owed has come to."""

from datetime import timedelta

import pytest

from encaisse.accounts.models import Company
from encaisse.dunning.models import Profile, Step
from encaisse.exchanges.queries.begun import begun
from encaisse.letters.models import Template
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.exchanges.conftest import TODAY

pytestmark = pytest.mark.django_db


def owing(garage: Customer, days_late: int, number: str) -> Receivable:
    return factories.a_receivable(
        garage, cents=250_00, due_on=TODAY - timedelta(days=days_late), number=number
    )


@pytest.mark.parametrize(
    ("days_late", "step"),
    [
        (-20, "Rappel de courtoisie"),
        (1, "Première relance"),
        (4, "Première relance"),
        (16, "Deuxième relance"),
        (31, "Troisième relance"),
        (90, "Troisième relance"),
    ],
)
def test_its_age_says_which_text_and_never_the_formal_notice(
    garage: Customer, days_late: int, step: str
) -> None:
    owing(garage, days_late, "FA-1")
    found = begun(garage, [], on=TODAY)
    assert found is not None
    assert found.step == step
    assert "FA-1" in found.text
    assert "{{" not in found.subject + found.text


def test_it_tells_what_is_named_and_nothing_else(garage: Customer) -> None:
    first, _second = owing(garage, 20, "FA-1"), owing(garage, 40, "FA-2")
    named = begun(garage, [first.pk], on=TODAY)
    assert named is not None
    assert named.step == "Deuxième relance"
    assert "FA-1" in named.text
    assert "FA-2" not in named.text
    every = begun(garage, [], on=TODAY)
    assert every is not None
    assert "FA-1" in every.text
    assert "FA-2" in every.text


def test_it_speaks_in_the_tone_and_the_language_of_the_customer(garage: Customer) -> None:
    late = owing(garage, 20, "FA-1")
    gentle = begun(garage, [late.pk], on=TODAY)
    Profile.objects.create(company=garage.company, customer=garage, chosen="firm", why="Ment")
    firm = begun(garage, [late.pk], on=TODAY)
    assert gentle != firm
    garage.language = "en"
    english = begun(garage, [late.pk], on=TODAY)
    assert english is not None
    assert "invoice" in english.text.lower()


def test_a_step_that_speaks_elsewhere_lends_the_text_of_its_level(
    company: Company, garage: Customer
) -> None:
    Step.objects.filter(company=company, level=2).update(channel="sms", template_code="rappel-sms")
    owing(garage, 20, "FA-1")
    found = begun(garage, [], on=TODAY)
    assert found is not None
    assert found.step == "Deuxième relance"


def test_nothing_owed_or_no_text_begins_nothing(company: Company, garage: Customer) -> None:
    assert begun(garage, [], on=TODAY) is None
    owing(garage, 20, "FA-1")
    Template.objects.filter(company=company).delete()
    assert begun(garage, [], on=TODAY) is None


def test_the_same_over_rest(garage: Customer) -> None:
    late = owing(garage, 20, "FA-1")
    caller = a_caller(garage.company)
    answer = caller.get(f"/exchanges/mails/begun?customer={garage.pk}&receivable={late.pk}")
    assert answer.status == 200, answer.said
    assert answer.said["step"] == "Deuxième relance"
    assert "FA-1" in answer.said["text"]
    alone = factories.a_customer(garage.company)
    assert caller.get(f"/exchanges/mails/begun?customer={alone.pk}").status == 404

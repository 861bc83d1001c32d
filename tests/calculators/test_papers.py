"""The PDF of an answer: the figures of the screen, refused while a value is not confirmed."""

import re
from datetime import date

import pytest
from django.test import Client

from encaisse.calculators.views.catalogue import CALCULATORS, Calculator
from encaisse.law.reader import Confirmation
from encaisse.legal_values import operations as legal_values
from tests.letters.papers import faults, text_of

pytestmark = pytest.mark.django_db
LATE = (
    "/calculs/interets-de-retard/pdf?montant=4200&echeance=2026-04-20&jusqu_au=2026-09-03"
    "&versement_1=1500&versement_1_le=2026-06-01"
)


def test_the_paper_says_what_the_screen_says(client: Client) -> None:
    answer = client.get(LATE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(text_of(answer.content).split())
    for told in (
        "146,27 €", "2 886,27 €", "21/04/2026 – 01/06/2026", "12,15 %", "C. com. L441-10, II",
        "Versement 1 1 500,00 €, 01/06/2026", "Pour refaire ce calcul",
    ):  # fmt: skip
        assert told in text, told
    assert not faults(answer.content)
    assert client.get(LATE).content == answer.content


@pytest.mark.parametrize("one", CALCULATORS, ids=lambda one: one.name)
def test_each_example_has_its_paper_or_says_why_not(one: Calculator, client: Client) -> None:
    page = client.get(f"{one.url}?{one.example}").content.decode()
    answer = client.get(f"{one.paper_url}?{one.example}")
    offered = re.search(r'href="[^"]*/pdf\?[^"]*"', page) is not None
    assert answer.status_code == (200 if offered else 409)


def test_a_value_seen_once_does_not_leave(client: Client) -> None:
    answer = client.get("/calculs/cout-d-un-impaye/pdf?montant=1000&activite=shops")
    assert answer.status_code == 409
    said = answer.content.decode().replace("\u00a0", " ")
    assert "Marge usuelle, commerces : 14,00 % (lu dans une seule source)" in said
    assert "Un administrateur doit" in said


def test_nothing_is_extrapolated_on_paper(client: Client) -> None:
    answer = client.get(LATE.replace("jusqu_au=2026-09-03", "jusqu_au=2027-03-01"))
    assert answer.status_code == 409
    assert "aucune valeur connue au 01/01/2027" in answer.content.decode()


def test_what_is_not_complete_has_no_paper(client: Client) -> None:
    answer = client.get("/calculs/interets-de-retard/pdf?montant=4200")
    assert answer.status_code == 409
    assert "pas complet" in answer.content.decode()


def test_a_value_that_was_confirmed_leaves(client: Client) -> None:
    on = date(2026, 11, 23)
    vouched = Confirmation(
        parameter="usual_margins.shops",
        first=date(2026, 1, 1),
        on=on,
        by="Paul Roux",
        source="comptes de la profession",
    )
    legal_values.confirm(vouched, on=on, recorded_by="paul@atelier-martin.example")
    answer = client.get("/calculs/cout-d-un-impaye/pdf?montant=1000&activite=shops")
    assert answer.status_code == 200
    assert "7 142,86 €" in text_of(answer.content)
    page = client.get("/calculs/cout-d-un-impaye/?montant=1000&activite=shops").content.decode()
    assert "à vérifier" not in page
    assert "confirmé le 23/11/2026, comptes de la profession" in page
    assert "Paul Roux" not in page

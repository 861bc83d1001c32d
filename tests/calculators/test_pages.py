"""The pages of the calculators: for everybody, with or without HTMX, in French."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from encaisse.accounts.rules import Role
from encaisse.calculators.views.catalogue import CALCULATORS, Calculator
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#calculator"}
LATE = "/calculs/interets-de-retard/"
ASKED = {"montant": "4 200,00", "echeance": "2026-04-20", "jusqu_au": "2026-09-03"}


def read(client: Client, where: str, asked: dict[str, str] | None = None, **headers: str) -> str:
    answer = client.get(where, asked or {}, headers=headers)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(html: str) -> str:
    """The words of a page, spaces made plain."""
    words = re.sub(r"<[^>]*>", " ", html.replace("&#x27;", "'"))
    return " ".join(words.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("one", CALCULATORS, ids=lambda one: one.name)
def test_a_calculator_says_what_it_needs_then_answers_its_example(
    one: Calculator, client: Client
) -> None:
    empty = read(client, one.url)
    if one.name != "indemnity":
        assert "Il manque encore :" in empty
        assert "Lien vers ce calcul" not in empty
    filled = client.get(f"{one.url}?{one.example}").content.decode()
    assert "Lien vers ce calcul" in filled
    assert "Textes et sources" in filled


@pytest.mark.parametrize("one", CALCULATORS, ids=lambda one: one.name)
def test_what_htmx_swaps_equals_the_page(one: Calculator, client: Client) -> None:
    where = f"{one.url}?{one.example}"
    whole = client.get(where).content.decode()
    fragment = client.get(where, headers=HTMX).content.decode()
    assert fragment.strip().startswith('<div class="calculator"')
    assert "<html" not in fragment
    assert plain(fragment) in plain(whole)


def test_late_interest_shows_its_figures_and_its_texts(client: Client) -> None:
    found = read(client, LATE, ASKED)
    # 4 200 × 12,15 % × 71 / 365 = 99,26; × 12,40 % × 65 / 365 = 92,75
    assert "Intérêts de retard 192,01 € 136 jours de retard" in found
    assert "Total dû au 03/09/2026 4 432,01 €" in found
    assert "21/04/2026 – 30/06/2026 71 j 4 200,00 € 12,15 % 99,26 € C. com. L441-10, II" in found
    assert "01/07/2026 – 03/09/2026 65 j 4 200,00 € 12,40 % 92,75 €" in found
    assert "C. com. D441-5" in found


def test_a_payment_is_imputed_in_both_orders(client: Client) -> None:
    paid = {"versement_1": "1500", "versement_1_le": "2026-06-01"}
    found = read(client, LATE, ASKED | paid)
    assert "146,27 €" in found
    assert "01/06/2026 1 500,00 € 58,72 € 1 441,28 €" in found
    assert "D'abord le principal, s'il en est convenu ainsi 144,40 €" in found
    assert 'name="versement_2"' in client.get(LATE, ASKED | paid).content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"montant": "-5"}, "-5,00 € : le montant doit être supérieur à zéro"),
        ({"montant": "10 000 000,01"}, "et d'au plus 10 000 000,00 €."),
        ({"montant": "12 USD"}, "les calculs se font en euros"),
        ({"montant": "12,345"}, "« 12,345 » n'est pas un montant"),
        ({"echeance": "2026-02-31"}, "« 2026-02-31 » n'est pas un jour du calendrier"),
        ({"taux": "200"}, "« 200 » n'est pas un taux en pour cent"),
        ({"taux": "12", "debiteur": "public"}, "qu'entre professionnels"),
        ({"debiteur": "martian"}, "« martian » n'est pas l'un des choix proposés."),
        ({"versement_1": "100"}, "Indiquez le jour de ce versement."),
        ({"versement_1_le": "2026-06-01"}, "Indiquez le montant de ce versement."),
        (
            {"versement_1": "100", "versement_1_le": "2026-12-01"},
            "Le versement du 01/12/2026 est postérieur au 03/09/2026, jour du calcul :",
        ),
        ({"jusqu_au": "2027-03-01"}, "aucune valeur connue au 01/01/2027. Rien n'est extrapolé"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    asked: dict[str, str], sentence: str, client: Client
) -> None:
    found = read(client, LATE, ASKED | asked)
    assert sentence in found
    assert "Lien vers ce calcul" not in found


def test_paid_on_the_due_date_nothing_is_due(client: Client) -> None:
    found = read(client, LATE, ASKED | {"jusqu_au": "2026-04-20"})
    assert "Intérêts de retard 0,00 € aucun retard" in found
    assert "Total dû au 20/04/2026 4 200,00 €" in found


def test_legal_interest_is_raised_after_its_delay(client: Client) -> None:
    asked = {
        "montant": "4200", "depuis": "2026-01-15", "jusqu_au": "2026-06-30",
        "executoire": "2026-02-10",
    }  # fmt: skip
    found = read(client, "/calculs/interet-legal/", asked)
    # two months and a day: from 11/04; 85 days at 2,62 %, 81 at 7,62 %
    assert "16/01/2026 – 10/04/2026 85 j 4 200,00 € 2,62 % 25,63 €" in found
    assert "11/04/2026 – 30/06/2026 81 j 4 200,00 € 7,62 % 71,02 €" in found
    assert "Intérêts au taux légal 96,65 €" in found
    assert "Taux majoré à partir du 11/04/2026" in found


def test_the_indemnity_of_three_invoices(client: Client) -> None:
    where = "/calculs/indemnite-forfaitaire/"
    found = read(client, where, {"factures": "3", "echeance": "2026-04-20"})
    assert "120,00 € 3 factures × 40,00 €" in found
    found = read(client, where, {"debiteur": "consumer", "echeance": "2026-04-20"})
    assert "Un particulier ne la doit pas" in found
    assert "n'est pas un nombre de factures" in read(client, where, {"factures": "0"})


def test_the_turnover_to_be_made_anew(client: Client) -> None:
    where = "/calculs/cout-d-un-impaye/"
    found = read(client, where, {"montant": "1000", "activite": "shops"})
    assert "7 142,86 € marge de 14,00 %, commerces" in found
    assert "documents fondateurs du projet · lu dans une seule source à vérifier" in found
    found = read(client, where, {"montant": "1000", "marge": "20"})
    assert "5 000,00 € marge de 20,00 %" in found
    assert "à vérifier" not in found
    assert "supérieure à zéro" in read(client, where, {"montant": "1000", "marge": "0"})


def test_the_yearly_cost_of_a_discount(client: Client) -> None:
    where = "/calculs/cout-d-un-escompte/"
    found = read(client, where, {"escompte": "2", "jours": "20"})
    assert "Coût annuel de l'escompte 37,24 % taux simple" in found
    assert "composé sur l'année 44,59 %" in found
    assert "2 ÷ 98 2,0408 %" in found
    assert "inférieur à 100 %" in read(client, where, {"escompte": "100", "jours": "20"})
    assert "de 1 à 365" in read(client, where, {"escompte": "2", "jours": "366"})


def test_the_link_gives_the_same_answer_another_day(client: Client) -> None:
    with travel(date(2026, 9, 3), tick=False):
        answer = client.get(LATE, {"montant": "4200", "echeance": "2026-04-20"})
    link = re.search(r'<a href="(http[^"]*)">Lien', answer.content.decode())
    assert link is not None
    with travel(date(2026, 10, 1), tick=False):
        again = read(client, link[1].replace("&amp;", "&"))
    assert "192,01 €" in again


def test_the_rail_is_for_who_is_signed_in(client: Client) -> None:
    page = client.get(LATE).content.decode()
    assert 'id="rail"' not in page
    assert reverse("account_login") in page
    nadia = Client()
    nadia.force_login(factories.a_user(factories.a_company(), Role.COLLECTOR, "Nadia"))
    page = nadia.get(LATE).content.decode()
    assert 'id="rail"' in page
    assert 'href="/calculs/" aria-current="page"' in page


def test_the_sign_in_page_and_the_list_lead_to_each_calculator(client: Client) -> None:
    assert 'href="/calculs/"' in client.get(reverse("account_login")).content.decode()
    cards = client.get("/calculs/").content.decode()
    assert all(f'href="{one.url}"' in cards for one in CALCULATORS)


def test_no_script_nor_style_inside_the_pages(client: Client) -> None:
    html = client.get(LATE, ASKED).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r"""(?:src|action)=["'](?:https?:)?//""", html)

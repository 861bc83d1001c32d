"""The pages of the legal values: what they list, what an administrator adds and confirms there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.legal_values import models, queries
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/valeurs-legales/"
ADD = "/valeurs-legales/ajouter/?valeur=ecb_mro_semester"
ECB = "/valeurs-legales/ecb_mro_semester/"
CONFIRM = "/valeurs-legales/legal_interest_other/confirmer/2015-01-01/"
TYPED = {
    "first": "2027-01-01",
    "last": "2027-06-30",
    "value": "2,65 %",
    "article": "C. com. L441-10, II",
    "source": "Banque centrale européenne, taux directeurs",
    "read_on": "2026-12-28",
}
VOUCHED = {
    "by": "Me Garnier, avocate",
    "read_on": "28/12/2026",
    "source": "arrêté du 23 décembre 2014",
}


@pytest.fixture(autouse=True)
def _end_of_december() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 28, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def paul(company: Company) -> Client:
    client = Client()
    client.force_login(
        factories.a_user(company, Role.MANAGER, "Paul Mercier", is_administrator=True)
    )
    return client


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def text(client: Client, where: str, **headers: str) -> str:
    answer = client.get(where, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_figure_is_listed_with_its_article_and_its_mark(nadia: Client) -> None:
    page = text(nadia, LIST)
    for name in queries.law().names():
        assert f'href="/valeurs-legales/{name}/"' in page
    for words in ("12,40\u00a0%", "C. com. L441-10, II", "lue deux fois", "lue une fois"):
        assert words in page


def test_a_search_keeps_what_holds_the_words(nadia: Client) -> None:
    page = text(nadia, f"{LIST}?q=facture+%C3%A9lectronique")
    assert "einvoice_fines" in page
    assert "limitation_period.b2b/" in text(nadia, f"{LIST}?q=prescription")
    assert "ecb_mro_semester/" not in page.split('id="list"')[1].split("<aside")[0]
    assert "Rien ne correspond" in text(nadia, f"{LIST}?q=licorne")


def test_the_swapped_list_is_that_of_the_whole_page(nadia: Client) -> None:
    where = f"{LIST}?q=prescription"
    swapped = text(nadia, where, **{"HX-Request": "true", "HX-Target": "div#list"})
    assert swapped.strip() in text(nadia, where)


def test_a_half_year_without_a_rate_is_told_before_it_begins(nadia: Client, paul: Client) -> None:
    assert "Rien n'est connu au 01/01/2027" in text(nadia, LIST)
    assert "/valeurs-legales/ajouter/?valeur=ecb_mro_semester" in text(paul, LIST)
    assert "/ajouter/" not in text(nadia, LIST)


def test_the_form_proposes_the_next_half_year_and_its_article(paul: Client) -> None:
    page = text(paul, ADD)
    for value in ("2027-01-01", "2027-06-30", "C. com. L441-10, II ; CCP R2192-31"):
        assert f'value="{value}"' in page


def test_an_administrator_adds_a_half_year(paul: Client, nadia: Client) -> None:
    answer = paul.post(ADD, TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (302, ECB)
    page = text(nadia, ECB)
    assert "2,65\u00a0%" in page
    assert "par Paul Mercier, le 28/12/2026" in page
    assert "Banque centrale européenne, taux directeurs" in text(nadia, LIST)
    assert str(queries.law().ecb_mro_semester.on(date(2027, 1, 1)).value) == "2.65"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"value": "beaucoup"}, "n&#x27;est pas une valeur", id="no figure"),
        pytest.param({"value": "26,5"}, "vérifiez la virgule", id="comma"),
        pytest.param({"last": "2026-12-31"}, "ne peut finir le 31/12/2026", id="upside down"),
        pytest.param({"last": "2027-02-30"}, "pas un jour du calendrier", id="30 February"),
        pytest.param({"read_on": "2026-12-29"}, "pas encore arrivé", id="read tomorrow"),
        pytest.param({"source": ""}, "champ est obligatoire", id="no source"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    paul: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = paul.post(ADD, TYPED | changes)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not models.Addition.objects.exists()


def test_a_superseded_value_stays_readable(paul: Client) -> None:
    paul.post(ADD, TYPED)
    paul.post(ADD, TYPED | {"value": "2.60"})
    page = text(paul, ECB)
    replaced = page.split("Valeurs remplacées")[1]
    assert "2,65\u00a0%" in replaced
    assert "le 28/12/2026, par Paul Mercier" in replaced


def test_a_marked_value_is_confirmed_by_name(paul: Client, nadia: Client) -> None:
    where = "/valeurs-legales/legal_interest_other/"
    assert CONFIRM in text(paul, where)
    assert CONFIRM not in text(nadia, where)
    assert paul.post(CONFIRM, VOUCHED).status_code == 302
    page = text(paul, where)
    assert "par Me Garnier, avocate, le 28/12/2026 : arrêté du 23 décembre 2014" in page
    assert CONFIRM not in page


def test_a_confirmation_twice_is_refused_in_words(paul: Client) -> None:
    paul.post(CONFIRM, VOUCHED)
    answer = paul.post(CONFIRM, VOUCHED)
    assert "déjà certaine" in answer.content.decode()
    assert models.Confirmation.objects.count() == 1


@pytest.mark.parametrize("where", [ADD, CONFIRM])
def test_only_an_administrator_completes_the_law(nadia: Client, where: str) -> None:
    assert nadia.get(where).status_code == 403
    assert nadia.post(where, TYPED | VOUCHED).status_code == 403
    assert not models.Addition.objects.exists()
    assert not models.Confirmation.objects.exists()


@pytest.mark.parametrize(
    "where",
    [
        "/valeurs-legales/taux_inconnu/",
        "/valeurs-legales/ajouter/?valeur=b2b_default_penalty",
        "/valeurs-legales/legal_interest_other/confirmer/2015-01-02/",
        "/valeurs-legales/legal_interest_other/confirmer/hier/",
        "/valeurs-legales/b2b_default_penalty/confirmer/2026-07-01/",
    ],
)
def test_what_does_not_exist_is_not_found(paul: Client, where: str) -> None:
    assert paul.get(where).status_code == 404


AGAIN = "/valeurs-legales/relire/"
READ = {"until": "2027-06-30", "read_on": "2026-12-28", "source": "Légifrance, textes en vigueur"}


def test_texts_read_again_go_on_and_the_penalty_rate_is_known_without_a_release(
    paul: Client, nadia: Client
) -> None:
    paul.post(ADD, TYPED)
    assert queries.law().b2b_default_penalty.known(date(2027, 1, 1)) is None
    assert 'value="b2b_penalty_margin"' in text(paul, AGAIN)
    ticked = {"figure": ["b2b_penalty_margin", "recovery_indemnity", "einvoice_fines.no_platform"]}
    assert paul.post(AGAIN, READ | ticked).status_code == 302
    found = queries.law().b2b_default_penalty.on(date(2027, 1, 1))
    assert (str(found.value), found.is_certain) == ("12.65", True)
    assert "et 2 autres" in text(nadia, LIST)
    assert 'value="b2b_penalty_margin"' not in text(paul, AGAIN)


def test_a_text_is_read_again_every_half_year(paul: Client) -> None:
    paul.post(AGAIN, READ | {"figure": "b2b_penalty_margin"})
    with time_machine.travel(datetime(2027, 6, 20, 10, tzinfo=UTC), tick=False):
        paul.force_login(User.objects.get(is_staff=True))
        assert 'value="b2b_penalty_margin"' in text(paul, AGAIN)
        later = {"until": "2027-12-31", "figure": "b2b_penalty_margin"}
        assert paul.post(AGAIN, READ | later).status_code == 302
    margin = queries.law().b2b_penalty_margin
    assert margin.on(date(2027, 12, 31)).value == margin.on(date(2026, 12, 31)).value


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({}, "Cochez les valeurs", id="none ticked"),
        pytest.param({"figure": "ecb_mro_semester"}, "Cochez les valeurs", id="not a rate"),
        pytest.param(
            {"figure": "recovery_indemnity", "until": "2026-12-31"},
            "ne peut finir",
            id="no day more",
        ),
        pytest.param(
            {"figure": "recovery_indemnity", "read_on": "2027-01-01"}, "pas encore", id="tomorrow"
        ),
    ],
)
def test_a_reading_that_is_unsound_adds_nothing(
    paul: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = paul.post(AGAIN, READ | changes)
    assert sentence in answer.content.decode()
    assert not models.Addition.objects.exists()


def test_only_an_administrator_reads_again(nadia: Client) -> None:
    assert nadia.post(AGAIN, READ | {"figure": "recovery_indemnity"}).status_code == 403
    assert AGAIN not in text(nadia, LIST)

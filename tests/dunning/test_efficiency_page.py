"""The page of efficiency: each figure opens what it counts; periods, lists, spreadsheets."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from python_calamine import CalamineWorkbook

from encaisse.accounts.models import User
from encaisse.accounts.rules import Role
from encaisse.dunning.models import Scenario
from encaisse.dunning.queries import efficiency as queries
from encaisse.dunning.story.scene import Scene
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.receivables.models import Receivable
from tests import factories
from tests.dunning.reminded_lives import LIFE, day, lived

pytestmark = pytest.mark.django_db
PERIOD = {"du": "2026-03-01", "au": "2026-03-31"}
DOOR = re.compile(r'<a href="([^"]*creances[^"]*)">([^<]*)</a>(?: <span class="hint">(\d+)/)?')


@pytest.fixture(autouse=True)
def a_later_day() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(day(40), tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return lived(LIFE)


@pytest.fixture
def nadia(scene: Scene) -> Client:
    client = Client()
    client.force_login(factories.a_user(scene.company, Role.READER))
    return client


def read(client: Client, name: str = "dunning:efficiency", **asked: str) -> str:
    answer = client.get(reverse(name), PERIOD | asked)
    assert answer.status_code == 200
    return answer.content.decode()


def sheet(client: Client, address: str) -> list[list[object]]:
    answer = client.get(address)
    found = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    return [list(row) for row in found.to_python()]


def test_every_figure_opens_as_many_receivables_as_it_says(nadia: Client) -> None:
    doors = DOOR.findall(read(nadia))
    assert len(doors) > 10
    for address, shown, counted in doors:
        behind = nadia.get(unescape(address)).content.decode()
        said = counted or re.sub(r"\D", "", shown)
        assert re.search(rf"<strong>{said} créances?</strong>", behind), address
        assert behind.count("data-row") == int(said), address


def test_it_says_that_what_follows_is_not_caused(nadia: Client) -> None:
    page = read(nadia)
    assert "n'en vient pas toujours" in unescape(page)
    assert "Niveau 1" in page
    assert "USD" in page
    assert "1/9" in page


def test_a_scenario_without_delivery_has_nothing_to_show(nadia: Client, scene: Scene) -> None:
    other = Scenario.objects.create(company=scene.company, name="Autre")
    assert "Aucune relance remise" in read(nadia, scenario=str(other.pk))
    assert "Aucune relance remise" in read(nadia, du="2025-01-01", au="2025-12-31")


def test_a_period_upside_down_is_said_at_its_field(nadia: Client) -> None:
    page = unescape(read(nadia, du="2026-03-31", au="2026-03-01"))
    assert "avant d'avoir commencé" in page
    assert "<table" not in page


def test_both_lists_are_spreadsheets(nadia: Client) -> None:
    period = urlencode(PERIOD | {"export": "xlsx"})
    heads, *lines = sheet(nadia, f"{reverse('dunning:efficiency')}?{period}")
    euros = dict(zip(heads, lines[0], strict=True))
    assert (euros["Remises"], euros["Payées 15 j"], euros["Suivies 15 j"]) == (9, 3, 9)
    assert (euros["Demandé 15 j"], euros["Reçu 15 j"]) == (870.00, 310.00)
    assert euros["Part payée 15 j"] == pytest.approx(1 / 3)
    address = unescape(DOOR.findall(read(nadia))[0][0])
    assert len(sheet(nadia, f"{address}&export=xlsx")) == 1 + 9


def test_words_tell_what_followed(nadia: Client) -> None:
    page = unescape(nadia.get(unescape(DOOR.findall(read(nadia))[0][0])).content.decode())
    told = dict(re.findall(r">([A-Z]+)/1</a></td>.*?Suite\">([^<]+)</td>", page, re.DOTALL))
    assert told == {
        "SEVEN": "payée sous 7 j",
        "EIGHT": "payée sous 15 j",
        "THATDAY": "payée sous 15 j",
        "PART": "en partie",
        "WORD": "promesse",
        "QUARREL": "litige",
        "NOTE": "avoir",
        "BACK": "sans effet",
        "SILENCE": "sans effet",
    }


def test_words_wait_for_their_days_too(nadia: Client) -> None:
    with time_machine.travel(day(13), tick=False):
        nadia.force_login(User.objects.get())
        page = unescape(nadia.get(unescape(DOOR.findall(read(nadia))[0][0])).content.decode())
    told = dict(re.findall(r">([A-Z]+)/1</a></td>.*?Suite\">([^<]+)</td>", page, re.DOTALL))
    assert told["SEVEN"] == "payée sous 7 j, trop récente"
    assert told["EIGHT"] == "payée, trop récente"
    assert told["PART"] == "en partie, trop récente"
    assert told["SILENCE"] == "trop récente"


def test_where_there_is_much_to_count_the_page_comes_first(
    nadia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MANY", 3)
    first = read(nadia)
    assert "compter=1" in first
    assert "<table" not in first
    assert "1/9" in read(nadia, compter="1")
    assert "1/9" in read(nadia), "remembered from then on"


def pay(scene: Scene, number: str, on: date) -> None:
    receivable = Receivable.objects.get(company=scene.company, invoice__number=number)
    matching.receive_payment(
        customer=receivable.customer, reference=f"tard {number}", on=on,
        amount=Money(10_000, "EUR"), by="Nadia", pays=[receivable],
    )  # fmt: skip


def test_what_is_remembered_is_forgotten_at_the_next_act(nadia: Client, scene: Scene) -> None:
    assert "1/9" in read(nadia)
    pay(scene, "SILENCE", day(3))
    assert "2/9" in read(nadia)


def test_what_had_been_paid_before_is_said_apart(nadia: Client, scene: Scene) -> None:
    assert "appris depuis" not in read(nadia)
    pay(scene, "SILENCE", day(-1))
    page = unescape(read(nadia))
    assert "Déjà réglées au moment de la relance, appris depuis" in page
    assert "1/8" in page
    (where,) = re.findall(r'"([^"]*suite=deja-reglees)"', page)
    assert "SILENCE/1" in nadia.get(where).content.decode()


def test_another_company_sees_none_of_it(scene: Scene) -> None:
    stranger = Client()
    other = factories.a_company("Delaunay Compta")
    stranger.force_login(factories.a_user(other, Role.MANAGER))
    assert "<table" not in read(stranger)
    line = f"{Scenario.objects.get(company=scene.company).pk}.1.mail.relance.EUR"
    where = reverse("dunning:efficiency_steps")
    assert stranger.get(where, PERIOD | {"ligne": line, "suite": "envoyees"}).status_code == 404
    assert stranger.get(where, PERIOD | {"ligne": "n'importe quoi"}).status_code == 200

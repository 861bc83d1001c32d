"""Openings: nothing is asked nor kept unless the company wants to know; then once a day, whoever
fetches the picture."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.letters import operations, queries
from encaisse.letters.models import Evidence, Letter, LetterState
from encaisse.letters.rules.openings import OPENINGS_MAX, reader_of, with_picture
from tests.letters.conftest import AT, MESSAGE
from tests.letters.servers import Server

MakeLetter = Callable[..., Letter]
PUBLIC = "https://relances.atelier.example"


@pytest.fixture
def counted(company: Company, settings: Settings) -> Company:
    """A company that wants to know."""
    settings.PUBLIC_ADDRESS = PUBLIC
    Company.objects.update(tracks_opens=True)
    company.refresh_from_db()
    return company


def html_of(server: Server) -> str:
    part = server.received[-1].get_body(("html",))
    assert part is not None
    return str(part.get_content())


def fetch(address: str, agent: str = "Mozilla/5.0 (Windows) Thunderbird/140.0") -> int:
    answer = Client().get(address.removeprefix(PUBLIC), headers={"User-Agent": agent})
    if answer.status_code == 200:
        assert answer["Content-Type"] == "image/gif"
        assert answer.content[:6] == b"GIF89a"
        assert not answer.cookies
    return answer.status_code


def kept(letter: Letter) -> list[str]:
    return list(Evidence.objects.filter(letter=letter).values_list("said", flat=True))


def a_page(a_letter: MakeLetter) -> Letter:
    letter = a_letter()
    letter.html = "<html><body><p>Bonjour</p></body></html>"
    letter.save(update_fields=["html"])
    return letter


def test_a_company_that_does_not_ask_is_told_nothing(
    server: Server, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = PUBLIC
    letter = a_page(a_letter)
    operations.send(letter, at=AT)
    assert html_of(server).count("<img") == 0
    number, _, seal = seal_of(letter, settings).rpartition("-")
    assert fetch(f"/boite/vu/{number}-{seal}.gif") == 200
    assert kept(letter) == []


def seal_of(letter: Letter, settings: Settings) -> str:
    """The end of the address that a company would have that asks."""
    settings.PUBLIC_ADDRESS, letter.company.tracks_opens = PUBLIC, True
    return queries.opening_address(letter).rpartition("/")[2].removesuffix(".gif")


def test_without_a_public_address_nothing_is_asked(
    server: Server, a_letter: MakeLetter, counted: Company, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = ""
    operations.send(a_page(a_letter), at=AT)
    assert "<img" not in html_of(server)


def test_an_opening_is_kept_once_a_day(
    server: Server, a_letter: MakeLetter, counted: Company
) -> None:
    letter = a_page(a_letter)
    operations.send(letter, at=AT)
    address = queries.opening_address(Letter.objects.get(pk=letter.pk))
    assert f'<img src="{address}" width="1" height="1" alt="">' in html_of(server)
    for day in (0, 0, 1, 2):
        with time_machine.travel(AT + datetime.timedelta(days=day, minutes=3), tick=False):
            assert fetch(address) == 200
    assert kept(letter) == ["par Thunderbird"] * 3
    letter.refresh_from_db()
    assert letter.state == LetterState.DELIVERED
    assert letter.html.count("<img") == 0  # what was written stays as it was written


def test_openings_are_never_counted_without_end(
    server: Server, a_letter: MakeLetter, counted: Company
) -> None:
    letter = a_page(a_letter)
    operations.send(letter, at=AT)
    days = [AT + datetime.timedelta(days=rank) for rank in range(OPENINGS_MAX + 5)]
    for at in days:
        operations.hearing.open_by_picture(letter, agent="", at=at)
    assert len(kept(letter)) == OPENINGS_MAX


def test_a_seal_made_up_is_a_picture_and_nothing_else(
    server: Server, a_letter: MakeLetter, counted: Company
) -> None:
    letter = a_page(a_letter)
    operations.send(letter, at=AT)
    good = queries.opening_address(Letter.objects.get(pk=letter.pk))
    number = letter.message_id.strip("<>").partition("@")[0]
    assert fetch(f"/boite/vu/{number}-{'0' * 24}.gif") == 200
    assert fetch(good.replace(number, "f" * 32)) == 200
    assert fetch("/boite/vu/%25-%25.gif") == 404
    assert kept(letter) == []
    assert Client().post(good.removeprefix(PUBLIC)).status_code == 405


def test_a_company_that_no_longer_asks_is_told_no_more(
    server: Server, a_letter: MakeLetter, counted: Company
) -> None:
    letter = a_page(a_letter)
    operations.send(letter, at=AT)
    address = queries.opening_address(Letter.objects.get(pk=letter.pk))
    Company.objects.update(tracks_opens=False)
    assert fetch(address) == 200
    assert kept(letter) == []


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("", "par un relais qui tait son nom, peut-être d'avance"),
        ("Mozilla/5.0", "par un relais qui tait son nom, peut-être d'avance"),
        ("Mozilla/5.0 (Windows NT 5.1; ggpht.com GoogleImageProxy)", "par le relais de Gmail"),
        ("YahooMailProxy; https://help.yahoo.com", "par le relais de Yahoo"),
        ("Mozilla/5.0 (compatible; SomeBot/2.0)", "par un robot"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)", "par un lecteur de courriel"),
    ],
)
def test_who_fetched_it_is_told_as_far_as_it_says_so(agent: str, expected: str) -> None:
    assert reader_of(agent) == expected


def test_the_picture_stands_at_the_end_of_the_text() -> None:
    assert with_picture(MESSAGE.html, "https://x") == MESSAGE.html  # no page, nowhere to put it
    assert with_picture("<body>a</body>b", "") == "<body>a</body>b"
    assert with_picture("<body>a</body>", "u").endswith('alt=""></body>')

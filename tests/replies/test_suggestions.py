"""What replies seem to say: plain rules, against replies written by somebody who never saw them.

``design*.yaml`` served to write the rules; ``held_out.yaml`` never did, and is read by nobody who
changes them."""

import datetime
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from encaisse.letters.mail.cutting import said_in
from encaisse.letters.mail.reading import Kind, read
from encaisse.replies.rules import Suggestion, suggest

CORPUS = Path(__file__).parent / "corpus"
RIGHT = 0.9
FOUND = 0.75
DAYS = 0.75
DAY = datetime.date(2026, 11, 20)


def corpus(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(
        (CORPUS / f"{name}.yaml").read_text("utf-8")
    )
    return found


def suggested(told: dict[str, Any]) -> list[Suggestion]:
    """What the product suggests of a mail as it came."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@client.example", told["subject"]
    mail.set_content(told["body"])
    found = read(mail.as_bytes())
    written_on = datetime.date.fromisoformat(str(told["received_on"]))
    return suggest(found.said, written_on=written_on, is_automatic=found.kind == Kind.ROBOT)


@pytest.mark.parametrize("name", ["design", "held_out"])
def test_suggestions_are_mostly_right_and_none_is_wrongly_sure(name: str) -> None:
    told = corpus(name)
    first = [(each, suggested(each)[:1]) for each in told]
    made = [(each, found[0]) for each, found in first if found]
    right = [one for one in made if one[1].meaning in {one[0]["kind"], *one[0].get("also", [])}]
    wrong = [each["id"] for each, found in made if found.is_sure and (each, found) not in right]
    due = [each for each in told if each["kind"] != "other"]
    assert wrong == []
    assert len(right) >= RIGHT * len(made)
    assert len(right) >= FOUND * len(due)


def test_what_is_promised_for_is_the_day_that_the_writer_meant() -> None:
    promises = [each for each in corpus("held_out") if each["kind"] == "promise"]
    told = [each for each in promises if each["day"]]
    days = [(str(each["day"]), [str(one.day) for one in suggested(each)]) for each in told]
    assert sum(day in read for day, read in days) >= DAYS * len(told)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Le virement sera fait le 30 novembre.", "2026-11-30"),
        ("Virement le 5.", "2026-12-05"),
        ("Nous réglerons vendredi.", "2026-11-27"),
        ("Je vous règle demain.", "2026-11-21"),
        ("Paiement sous 8 jours.", "2026-11-28"),
        ("Nous paierons fin de mois.", "2026-11-30"),
        ("Règlement prévu fin janvier.", "2027-01-31"),
        ("Le virement partira le 15/12.", "2026-12-15"),
        ("Le paiement sera fait le 2 janvier 2027.", "2027-01-02"),
        ("Règlement la semaine prochaine.", "None"),
        ("La facture du 12/10/2026 sera réglée prochainement.", "None"),
    ],
)
def test_a_day_is_read_when_it_is_told_for_sure(said: str, day: str) -> None:
    [found] = [one for one in suggest(said, written_on=DAY) if one.meaning == "promise"]
    assert str(found.day) == day


@pytest.mark.parametrize(
    "said",
    [
        "Merci, bonne journée.",
        "Bien reçu, je transmets.",
        "Pourrions-nous payer en plusieurs fois ?",
        "Vous commencez à m'énerver avec vos relances.",
        "",
    ],
)
def test_nothing_is_suggested_of_what_says_nothing(said: str) -> None:
    assert suggest(said, written_on=DAY) == []


@pytest.mark.parametrize("text", ["virement ", "a ", "le ", "\n> ", "Le 3 nov. a écrit :\n", "- "])
def test_a_long_text_is_read_in_a_moment(text: str) -> None:
    def seconds(length: int) -> float:
        start = time.perf_counter()
        suggest(said_in(text * (length // len(text))), written_on=DAY)
        return time.perf_counter() - start

    seconds(2_000)
    assert seconds(160_000) < 20 * max(seconds(16_000), 0.05)

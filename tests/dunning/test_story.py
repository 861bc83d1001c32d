"""Stories: what they refuse, what they notice, what they leave behind."""

import json
import re
from pathlib import Path

import pytest

from encaisse.accounts.models import Company
from encaisse.config import cli
from encaisse.dunning import story
from encaisse.dunning.story.reading import StoryNotUnderstood

STORY = """
company: {name: Librairie Verne}
scenarios: {doux: {steps: [{level: 1, days: 7}]}}
customers: {Menuiserie Roux: {}}
invoices:
  - {number: V1, customer: Menuiserie Roux, issued: 2026-02-03, due: 2026-03-05, amount: 900.00}
"""


@pytest.mark.parametrize(
    ("added", "named"),
    [
        ("couleur: bleu", "couleur"),
        ("runs: [{on: 2026-03-12, fast: true}]", "fast"),
        ("events: [{on: 2026-03-12, payement: P1}]", "aucun événement connu"),
        ("events: [{on: 2026-03-12, cancel: V1, because: x}]", "because"),
        ("expect_messages: {2026-03-12: [{subject: x}]}", "subject"),
        ("claims: {2026-03-12: {V1: {principal: 1.00}}}", "principal"),
        ("deliver: tomorrow", "tomorrow"),
        ("runs: [hier]", "hier"),
        ("company: {name: twice}", "company"),
    ],
)
def test_an_unknown_word_is_refused_by_name(added: str, named: str) -> None:
    with pytest.raises(StoryNotUnderstood, match=named):
        story.read(STORY + added)


UNREADABLE = {
    "invoices, n° 1, due : « 2026-02-30 » n'est pas un jour": ("2026-03-05", "2026-02-30"),
    "invoices, n° 1, amount : « .nan » n'est pas un nombre": ("900.00", ".nan"),
    "invoices, n° 1, amount : « 1.0E+30 » est trop grand": ("900.00", "1.0e+30"),
    "ligne 4, colonne 31 : ce n'est pas du YAML": ("Roux: {}}", "Roux: {]}"),
    "ligne 3, colonne 1 : « company » est écrit deux fois": ("scenarios:", "company:"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("told", "change"), UNREADABLE.items())
def test_what_cannot_be_read_is_told_in_french_with_its_place(
    told: str, change: tuple[str, str]
) -> None:
    with pytest.raises(StoryNotUnderstood, match=re.escape(f"Histoire illisible, {told}")):
        story.play(story.read(STORY.replace(*change)))


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["company: {currency: euro", "customers: {D: {currency: EURO}"])
def test_a_currency_is_its_code(place: str) -> None:
    text = "company: {currency: USD}\ncustomers: {D: {}}"
    key = place.split(":", maxsplit=1)[0]
    lines = [place + "}" if line.startswith(key) else line for line in text.splitlines()]
    with pytest.raises(StoryNotUnderstood, match="n'est pas une devise : écrivez EUR, USD"):
        story.play(story.read("\n".join(lines)))


def test_the_place_is_told() -> None:
    with pytest.raises(StoryNotUnderstood, match="events, n° 2"):
        story.read(STORY + "events: [{on: 2026-03-12, cancel: V1}, {on: 2026-03-12, nothing: V1}]")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("expect: {2026-03-12: []}", "relancée au niveau 1, non attendue"),
        ("expect: {2026-03-12: [{receivable: V1, open: 1.00}]}", "open : 100 attendu"),
        ("expect: {2026-03-12: [{receivable: V2/1}]}", "V2/1 attendue"),
        ("expect: {2026-03-12: refused}", "refus attendu"),
        ("expect: {2026-03-13: []}", "aucun passage ce jour-là"),
        ("expect_holds: {2026-03-12: {V1: blocked}}", "blocked attendu"),
        ("expect_messages: {2026-03-12: []}", "non attendu"),
        ("expect_messages: {2026-03-12: [{total: 1.00}]}", "attendu {total: 100}"),
        ("expect_sent: {2026-03-12: []}", "non attendu"),
        ("claims: {2026-03-12: {V1: {indemnity: 0.00}}}", "4000 trouvé"),
        ("events: [{on: 2026-03-12, cancel: A9}]", "A9"),
        ("events: [{on: 2026-03-06, block: V1, why: x, refused: true}]", "refus attendu"),
        ("events: [{on: 2026-03-06, block: V1, until: 2026-03-05, why: x}]", "serait déjà fini"),
    ],
)
def test_each_difference_is_a_sentence(expected: str, told: str) -> None:
    text = STORY + "runs: [2026-03-12]\n" + expected
    try:
        found = story.play(story.read(text)).differences
    except StoryNotUnderstood as refusal:
        found = [str(refusal)]
    assert any(told in line for line in found), found


@pytest.mark.django_db
def test_nothing_is_left_behind() -> None:
    story.play(story.read(STORY + "runs: [2026-03-12]"))
    assert not Company.objects.filter(name="Librairie Verne").exists()


@pytest.mark.django_db
def test_the_command_prints_one_document_and_says_whether_all_went_as_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "prepare_database", lambda: None)
    path = tmp_path / "verne.yaml"
    path.write_text(STORY + "runs: [2026-03-12]\nexpect: {2026-03-12: []}", encoding="utf-8")
    assert cli.main(["story", "play", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["runs"][0]["decisions"][0]["decision"] == "send"
    assert told["runs"][0]["messages"][0]["total"] == 90_000
    assert len(told["differences"]) == 1


@pytest.mark.django_db
def test_a_story_that_cannot_be_played_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "prepare_database", lambda: None)
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(STORY + "runs: [2026-03-12]", encoding="utf-8")
    bad.write_text(STORY + "events: [{on: 2026-03-12, couleur: V1}]", "utf-8")
    assert cli.main(["story", "play", str(bad), str(good), "--json"]) == 1
    printed = capsys.readouterr()
    refused, played = json.loads(printed.out)["stories"]
    assert "aucun événement connu" in refused["refused"]
    assert "aucun événement connu" in printed.err
    assert (played["refused"], len(played["runs"])) == (None, 1)

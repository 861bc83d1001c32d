"""The demonstration company's months, exported: the same decisions when played, nobody named."""

import argparse
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from encaisse.accounts.models import Company
from encaisse.demonstration import operations as demonstration
from encaisse.dunning import commands, story
from encaisse.dunning.story.export import DaysBackwards
from encaisse.parties.models import Contact, Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Invoice

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 23)
A_WEEK = timedelta(days=7)
OUR_WORDS = {"client", "personne", "adresse", "société", "scénario", "motif"}


@pytest.fixture
def atelier() -> Company:
    return demonstration.ensure(on=TODAY).company


def test_months_of_the_demonstration_company_play_again_as_they_went(
    db: None, atelier: Company
) -> None:
    """From before its first run; then from the middle, where levels were already taken."""
    for weeks in (17, 4):
        told = story.export(atelier, first=TODAY - weeks * A_WEEK, last=TODAY)
        played = story.play(story.read(told))
        assert played.differences == []
        assert sum(len(run.messages) for run in played.runs) > 10


def test_an_anonymous_story_names_nobody(db: None, atelier: Company) -> None:
    first = TODAY - 17 * A_WEEK
    told = story.export(atelier, first=first, last=TODAY, anonymous=True)
    found = set(re.findall(r"\w{4,}", told.lower()))
    assert sorted(found & original_words(atelier)) == []
    assert told == story.export(atelier, first=first, last=TODAY, anonymous=True)
    plain = story.export(atelier, first=first, last=TODAY)
    amounts, days = re.compile(r"\d+\.\d\d\b"), re.compile(r"\d{4}-\d\d-\d\d")
    assert sorted(amounts.findall(told)) == sorted(amounts.findall(plain))
    assert sorted(days.findall(told)) == sorted(days.findall(plain))
    assert story.play(story.read(told)).differences == []


def original_words(company: Company) -> set[str]:
    """Every word by which the books call somebody or something."""
    texts = [company.name]
    for model, fields in (
        (Customer, ("name", "code", "email", "address", "siren")),
        (Contact, ("name", "email")),
        (Invoice, ("number", "label")),
        (Credit, ("reference", "label", "reason")),
    ):
        found = model._default_manager.filter(company=company).values_list(*fields)
        texts += [str(text) for row in found for text in row]
    words = re.findall(r"\w{4,}", " ".join(texts).lower())
    return {word for word in words if not word.isdigit() or len(word) >= 9} - OUR_WORDS


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(words)
    return int(args.handler(args))


def test_the_command_writes_a_file_that_plays(
    db: None, atelier: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "atelier.yaml"
    days = ["--from", "2026-10-01", "--to", "2026-11-23"]
    named = ["story", "export", "--company", atelier.name]
    assert command(*named, *days, "--output", str(path)) == 0
    assert command(*named, *days) == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")
    assert command("story", "play", str(path)) == 0
    with pytest.raises(commands.FileNotWritable, match="choisissez un autre endroit"):
        command(*named, *days, "--output", str(tmp_path))
    with pytest.raises(DaysBackwards, match="vient avant"):
        command(*named, "--from", "2026-11-23", "--to", "2026-10-01")

"""Every command answers alike: help, misuse, an unknown company, one JSON document."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from encaisse.config.cli import COMMANDS, main
from encaisse.kernel.money import Money
from encaisse.matching.operations import receive_payment
from tests import factories
from tests.running.product import ROOT, encaisse, environment

with_tables = pytest.mark.django_db(databases=["default", "owner"])
Capture = pytest.CaptureFixture[str]
EMAIL = "nadia@atelier.example"
UNKNOWN = "introuvable"
STORY = ROOT / "tests/scenarios/a_blocked_invoice_is_not_even_listed.yaml"
SERVING = ("start", "web", "worker")  # they work until stopped, and have no document to print
OF_A_DAY = "--company {company} --on 2026-11-21"
ANSWERING = {
    "migrate": "",
    "doctor": "",
    "import": "{fec} --company Nouvelle",
    "open-items": OF_A_DAY,
    "aged-balance": OF_A_DAY,
    "match": "--company {company} --dry-run",
    "entries export": "--company {company} --from 2026-11-01 --to 2026-11-21 --output {file}",
    "cash-reports waiting": "--company {company}",
    "cash-reports put-out": "--company {company} --output {folder}",
    "dunning run": OF_A_DAY,
    "dunning explain": f"{OF_A_DAY} --invoice FA1",
    "story play": "{story}",
    "law rates": "",
    "law late-interest": "--amount 1200 --due 2026-01-31 --paid 2026-11-21",
    "law indemnity": "--on 2026-11-21",
    "audit verify": "",
    "company": "--company {company} --bic BNPAFRPP",
    "user add": "--company {company} --email lea@atelier.example",
    "user password": f"--email {EMAIL}",
    "user token": f"--company {{company}} --email {EMAIL}",
    "demo files": "--folder {folder} --on 2026-11-21",
}
OF_A_COMPANY = [name for name, words in ANSWERING.items() if "{company}" in words]


def run(*arguments: str) -> int:
    """The exit status, also where the parser leaves by itself."""
    try:
        return main(list(arguments))
    except SystemExit as leaving:
        return int(leaving.code or 0)


def words_of(name: str, **places: object) -> list[str]:
    return [word.format(**places) for word in f"{name} {ANSWERING[name]}".split()]


def test_the_table_names_every_command() -> None:
    assert {name.split()[0] for name in (*ANSWERING, *SERVING)} == set(COMMANDS)


@pytest.mark.parametrize("name", [*COMMANDS, *ANSWERING])
def test_help_is_printed(name: str, capsys: Capture) -> None:
    assert run(*name.split(), "--help") == 0
    told = capsys.readouterr()
    assert f"encaisse {name}" in told.out
    assert told.err == ""


@pytest.mark.parametrize("name", [*COMMANDS, *ANSWERING])
def test_misuse_exits_2_and_prints_nothing(name: str, capsys: Capture) -> None:
    assert run(*name.split(), "--no-such-option") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "usage: encaisse" in told.err


@pytest.mark.parametrize("arguments", [(), ("relance",), ("--json",)])
def test_no_command_is_a_misuse(arguments: tuple[str, ...], capsys: Capture) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().out == ""


@with_tables
@pytest.mark.parametrize("name", OF_A_COMPANY)
def test_an_unknown_company_is_a_sentence(name: str, capsys: Capture) -> None:
    factories.a_company("Atelier Martin")
    assert run(*words_of(name, company=UNKNOWN, file="ecritures.txt", folder="sortie")) == 1
    told = capsys.readouterr()
    assert told.out == ""
    sentence = f"Aucune société « {UNKNOWN} ». Sociétés connues : "
    assert told.err.startswith(sentence)
    assert told.err.count("\n") == 1


@with_tables
@pytest.mark.parametrize("name", [name for name, words in ANSWERING.items() if "--on " in words])
def test_a_day_that_is_none_is_a_sentence(name: str, tmp_path: Path, capsys: Capture) -> None:
    company = factories.a_company()
    words = words_of(name, company=company.code, folder=tmp_path / "demo")
    words[words.index("--on") + 1] = "demain"
    assert run(*words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("« demain » n'est pas un jour du calendrier")


@with_tables
@pytest.mark.parametrize("name", ANSWERING)
def test_json_is_one_document(name: str, fec: Path, tmp_path: Path, capsys: Capture) -> None:
    company = factories.a_company("Atelier Martin", is_demonstration=True)
    owed = factories.a_receivable(factories.a_customer(company), number="FA1")
    receive_payment(
        customer=owed.customer,
        reference="VIR 1",
        on=date(2026, 11, 20),
        amount=Money(100),
        by="test",
    )
    user = factories.a_user(company)
    user.email = EMAIL
    user.save()
    places = {
        "company": company.code, "fec": fec, "story": STORY, "folder": tmp_path / "demo",
        "file": tmp_path / "ecritures.txt",
    }  # fmt: skip
    assert run(*words_of(name, **places), "--json") == 0
    assert isinstance(json.loads(capsys.readouterr().out), dict)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "encaisse.config", "law", "rates", "--json"],
        env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_through_the_real_door(tmp_path: Path) -> None:
    helped = encaisse(tmp_path, "--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert all(name in helped.stdout for name in COMMANDS)
    misused = encaisse(tmp_path, "relance")
    assert (misused.returncode, misused.stdout) == (2, "")
    refused = encaisse(tmp_path, "law", "rates", "--kind", "introuvable")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1

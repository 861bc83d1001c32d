"""The command line and the page give the same figures."""

import json
from typing import Any

import pytest
from django.test import Client

from encaisse.config.cli import main
from encaisse.kernel.days import french_day, parse_day
from encaisse.kernel.money import Money
from tests.calculators.test_pages import read

pytestmark = pytest.mark.django_db


def commanded(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["law", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def euros(cents: int) -> str:
    return str(Money(cents)).replace("\u202f", " ").replace("\u00a0", " ")


def day(text: str) -> str:
    return french_day(parse_day(text))


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ([], {}),
        (["--rate", "9.50"], {"taux": "9,50"}),
        (["--debtor", "public"], {"debiteur": "public"}),
        (["--debtor", "consumer"], {"debiteur": "consumer"}),
        (["--day-count", "actact"], {"annee": "actact"}),
        (
            ["--payment", "2026-06-01:1500.00", "--payment", "2026-07-15:200.00"],
            {"versement_1": "1500", "versement_1_le": "2026-06-01",
             "versement_2": "200,00", "versement_2_le": "15/07/2026"},
        ),
        (
            ["--payment", "2026-06-01:1500.00", "--imputation", "principal-first"],
            {"versement_1": "1500", "versement_1_le": "2026-06-01",
             "imputation": "principal-first"},
        ),
    ],
)  # fmt: skip
def test_late_interest(
    options: list[str],
    asked: dict[str, str],
    client: Client,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = commanded(
        capsys, "late-interest", "--amount", "4200.00", "--due", "2026-04-20",
        "--paid", "2026-09-03", *options,
    )  # fmt: skip
    usual = {"montant": "4200,00", "echeance": "2026-04-20", "jusqu_au": "2026-09-03"}
    page = read(client, "/calculs/interets-de-retard/", usual | asked)
    assert f"Intérêts de retard {euros(found['interest'])}" in page
    assert f"Total dû au 03/09/2026 {euros(found['total'])}" in page
    assert f"Principal restant {euros(found['principal'])}" in page
    for segment in found["segments"]:
        dates = f"{day(segment['from'])} – {day(segment['to'])} {segment['days']} j"
        rate = segment["rate"].replace(".", ",")
        money = euros(segment["interest"])
        assert f"{dates} {euros(segment['base'])} {rate} % {money}" in page
    for warning in found["warnings"]:
        assert " ".join(warning.replace("\u202f", " ").replace("\u00a0", " ").split()) in page


@pytest.mark.parametrize("creditor", ["professional", "individual"])
@pytest.mark.parametrize("enforceable", ["", "2026-02-10"])
def test_legal_interest(
    creditor: str, enforceable: str, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    raised = ["--enforceable-on", enforceable] if enforceable else []
    found = commanded(
        capsys, "legal-interest", "--amount", "4200", "--since", "2026-01-15",
        "--paid", "2026-08-30", "--creditor", creditor, *raised,
    )  # fmt: skip
    column = {"professional": "legal", "individual": "legal-individual"}[creditor]
    page = read(
        client,
        "/calculs/interet-legal/",
        {"montant": "4200", "depuis": "2026-01-15", "jusqu_au": "2026-08-30",
         "creancier": column, "executoire": enforceable},
    )  # fmt: skip
    assert f"Intérêts au taux légal {euros(found['interest'])}" in page
    assert f"Total dû au 30/08/2026 {euros(found['total'])}" in page


@pytest.mark.parametrize(
    ("terms", "options", "asked"),
    [
        ("45 jours, fin de mois", [], {}),
        ("fin de mois, 45 jours", [], {}),
        ("30 days, end of month, day 10", [], {}),
        ("90 jours", [], {}),
        ("60 jours", ["--sector", "transport"], {"secteur": "transport"}),
        ("30 jours", ["--buyer", "public"], {"acheteur": "public"}),
        ("30 jours", ["--buyer", "consumer"], {"acheteur": "consumer"}),
        ("", ["--received", "2026-02-04"], {"recue": "2026-02-04"}),
    ],
)
def test_due_date(
    terms: str,
    options: list[str],
    asked: dict[str, str],
    client: Client,
    capsys: pytest.CaptureFixture[str],
) -> None:
    agreed = ["--terms", terms] if terms else []
    found = commanded(capsys, "due-date", "--issued", "2026-01-31", *agreed, *options)
    page = read(client, "/calculs/echeance/", {"emise": "2026-01-31", "conditions": terms} | asked)
    assert f"Échéance {day(found['due_on'])}" in page
    if found["legal_maximum_on"] is None:
        assert "Maximum légal non connu" in page
    else:
        verdict = "dans la limite" if found["within_limit"] else "au-delà de la limite"
        assert f"Maximum légal {day(found['legal_maximum_on'])}" in page
        assert f"Le délai est {verdict}" in page


@pytest.mark.parametrize("kind", ["b2b", "consumer", "transport", "public"])
def test_limitation(kind: str, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    found = commanded(
        capsys, "limitation", "--kind", kind, "--from", "2024-03-01",
        "--event", "2024-06-10:formal_notice", "--event", "2024-09-02:acknowledgment",
    )  # fmt: skip
    page = read(
        client,
        "/calculs/prescription/",
        {"nature": kind, "depuis": "2024-03-01", "acte_1": "formal_notice",
         "acte_1_le": "2024-06-10", "acte_2": "acknowledgment", "acte_2_le": "2024-09-02"},
    )  # fmt: skip
    assert f"Dernier jour sûr pour agir {day(found['safe_on'])}" in page
    assert f"Dernier jour possible {day(found['possible_on'])}" in page
    for event in found["events"]:
        assert f"{day(event['safe_on'])} {day(event['possible_on'])}" in page


def test_indemnity_and_costs(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    found = commanded(capsys, "indemnity", "--invoices", "3", "--on", "2026-04-21")
    page = read(
        client, "/calculs/indemnite-forfaitaire/", {"factures": "3", "echeance": "2026-04-20"}
    )
    assert euros(found["amount"]) in page
    found = commanded(capsys, "unpaid-cost", "--amount", "1000.00", "--margin", "14")
    page = read(client, "/calculs/cout-d-un-impaye/", {"montant": "1000", "marge": "14"})
    assert f"refaire {euros(found['extra_turnover'])}" in page
    found = commanded(capsys, "discount-cost", "--discount", "2", "--days-early", "20")
    page = read(client, "/calculs/cout-d-un-escompte/", {"escompte": "2", "jours": "20"})
    assert f"Coût annuel de l'escompte {found['annual_rate'].replace('.', ',')} %" in page

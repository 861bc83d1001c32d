"""``encaisse law``: the same figures on the command line, and a sentence for bad input."""

import json
from typing import Any

import pytest

from encaisse.config.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["law", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_late_interest_with_a_payment_and_its_segments(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "late-interest", "--amount", "4200.00", "--due", "2026-04-20",
        "--paid", "2026-09-03", "--payment", "2026-06-01:1500.00",
    )  # fmt: skip
    # 4 200 × 12,15 % × 42 / 365 = 58,72; 4 200 + 58,72 − 1 500 = 2 758,72 of principal;
    # × 12,15 % × 29 / 365 = 26,63; × 12,40 % × 65 / 365 = 60,92
    assert found["principal"] == 275_872
    assert (found["interest"], found["interest_due"]) == (5_872 + 2_663 + 6_092, 2_663 + 6_092)
    assert (found["currency"], found["days"], found["indemnity"]) == ("EUR", 136, 4_000)
    assert found["total"] == 275_872 + 2_663 + 6_092 + 4_000
    assert found["warnings"] == []
    assert [segment["days"] for segment in found["segments"]] == [42, 29, 65]
    first = found["segments"][0]
    assert (first["from"], first["to"]) == ("2026-04-21", "2026-06-01")
    assert (first["base"], first["rate"], first["interest"]) == (420_000, "12.15", 5_872)
    assert first["source"].startswith("C. com. L441-10, II ; ")


@pytest.mark.parametrize(
    ("options", "interest", "indemnity"),
    [
        pytest.param(["--debtor", "public"], 37_82, 4_000, id="public: frozen at 10,15"),
        pytest.param(["--debtor", "consumer"], 0, 0, id="consumer"),
        pytest.param(["--rate", "10.00"], 37_26, 4_000, id="a rate means a contract"),
        pytest.param(["--regime", "legal"], 5_10 + 4_90, 4_000, id="2,62 % then 2,75 %"),
    ],
)
def test_the_options_choose_the_regime(
    capsys: pytest.CaptureFixture[str], options: list[str], interest: int, indemnity: int
) -> None:
    found = answer(
        capsys, "late-interest", "--amount", "1000", "--due", "2026-04-20",
        "--paid", "2026-09-03", *options,
    )  # fmt: skip
    assert (found["interest"], found["indemnity"]) == (interest, indemnity)


def test_both_orders_of_imputation_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "late-interest", "--amount", "4200.00", "--due", "2026-04-20",
        "--paid", "2026-09-03", "--payment", "2026-06-01:1500.00",
    )  # fmt: skip
    assert found["payments"] == [
        {"on": "2026-06-01", "amount": 1_500_00, "interest": 5_872, "principal": 144_128,
         "surplus": 0}
    ]  # fmt: skip
    other = found["comparison"]["principal-first"]
    # 4 200 − 1 500 = 2 700; 58,72 + 2 700 × 12,15 % × 29 / 365 + 2 700 × 12,40 % × 65 / 365
    assert other == {
        "principal": 270_000, "interest": 14_440, "interest_due": 14_440,
        "total": 270_000 + 14_440 + 4_000,
    }  # fmt: skip
    assert found["comparison"]["interest-first"]["total"] == found["total"]


def test_events_are_told_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "late-interest", "--amount", "8000", "--due", "2026-01-31", "--paid", "2026-05-31",
        "--grace", "2026-03-01:2026-03-31", "--insolvency-on", "2026-05-01",
        "--credit-note", "2026-04-10:1000", "--costs", "100",
    )  # fmt: skip
    days = [(segment["from"], segment["to"], segment["base"]) for segment in found["segments"]]
    assert days == [
        ("2026-02-01", "2026-02-28", 800_000),
        ("2026-04-01", "2026-04-10", 800_000),
        ("2026-04-11", "2026-04-30", 700_000),
    ]
    assert (found["costs"], found["costs_due"], found["certain"]) == (6_000, 6_000, True)


def test_legal_interest_then_increased(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "legal-interest", "--amount", "6000", "--since", "2026-01-31",
        "--paid", "2026-03-31", "--enforceable-on", "2026-01-15",
    )  # fmt: skip
    # 6 000 × 2,62 % × 43 / 365 = 18,52 and 6 000 × 7,62 % × 16 / 365 = 20,04
    assert [segment["interest"] for segment in found["segments"]] == [1_852, 2_004]
    assert found["total"] == 600_000 + 1_852 + 2_004
    assert (found["regime"], found["creditor"]) == ("legal-plus-5", "professional")
    assert "indemnity" not in found


def test_an_individual_creditor_has_the_other_column(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "legal-interest", "--amount", "6000", "--since", "2026-01-31",
        "--paid", "2026-03-31", "--creditor", "individual",
    )  # fmt: skip
    # 6 000 × 6,67 % × 59 / 365 = 64,69
    assert (found["interest"], found["regime"]) == (6_469, "legal-individual")


def test_costs_above_the_indemnity_on_proof(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "indemnity", "--invoices", "3", "--on", "2026-11-21", "--costs", "150")
    assert (found["amount"], found["costs"]) == (12_000, 3_000)


def test_paid_on_the_due_date_nothing_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "late-interest", "--amount", "1000", "--due", "2026-04-20", "--paid", "2026-04-20"
    )
    assert (found["interest"], found["indemnity"], found["days"], found["segments"]) == (
        0,
        0,
        0,
        [],
    )


def test_rates_of_a_kind_and_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = answer(capsys, "rates", "--kind", "b2b_default_penalty", "--on", "2026-11-21")["rates"]
    assert (row["from"], row["to"], row["value"]) == ("2026-07-01", "2026-12-31", "12.40")
    assert (row["unit"], row["confidence"]) == ("percent", "derived")
    assert row["source"]
    assert row["checked_until"] == "2026-12-31"


def test_rates_of_a_day_name_what_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "rates", "--on", "2026-11-21")
    assert found["unknown"] == ["legal_interest_single", "public_moratory_ecb7"]
    kinds = {row["kind"]: row for row in found["rates"]}
    assert kinds["ecb_mro_effective"]["to"] is None
    assert answer(capsys, "rates", "--on", "2027-01-01")["rates"] == []


def test_the_indemnity_of_several_invoices(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "indemnity", "--debtor", "business", "--invoices", "3", "--on", "2026-11-21"
    )
    assert (found["amount"], found["currency"]) == (12_000, "EUR")
    assert "D441-5" in found["source"]


def test_the_same_in_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["law", "late-interest", "--amount", "1 000,00", "--due", "20/04/2026"]
    assert main([*words, "--paid", "2026-09-03"]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "du 21/04/2026 au 30/06/2026  71 j  1 000,00 €  12,15 %  23,63 €" in told
    assert "1 085,71 €" in told
    assert main(["law", "rates", "--on", "2026-11-21"]) == 0
    assert "legal_interest_single : inconnu au 21/11/2026" in capsys.readouterr().out
    assert main(["law", "indemnity", "--on", "2026-11-21"]) == 0
    assert "D441-5" in capsys.readouterr().out


LATE = ["late-interest", "--amount", "100", "--due", "2026-04-20", "--paid", "2026-09-03"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["late-interest", "--amount", "-5.00", "--due", "2026-01-01"], "supérieur à zéro"),
        (["late-interest", "--amount", "10000000.01", "--due", "2026-01-01"], "10 000 000,00"),
        (["late-interest", "--amount", "1.234", "--due", "2026-01-01"], "pas un montant"),
        (["late-interest", "--amount", "5", "--due", "2026-02-31"], "pas un jour du calendrier"),
        ([*LATE, "--regime", "barter"], "--regime : choisissez parmi default, contract"),
        ([*LATE, "--debtor", "friend"], "--debtor : choisissez parmi business, public, consumer"),
        ([*LATE, "--imputation", "none"], "--imputation : choisissez parmi"),
        ([*LATE, "--day-count", "360"], "--day-count : choisissez parmi act365, actact"),
        ([*LATE, "--rate", "abc"], "pas un taux"),
        ([*LATE, "--regime", "contract"], "demande le taux convenu"),
        ([*LATE, "--regime", "legal", "--rate", "5"], "pas « legal »"),
        ([*LATE, "--payment", "2026-05-01"], "pas un versement"),
        ([*LATE, "--credit-note", "200"], "n'est pas un avoir"),
        ([*LATE, "--credit-note", "2026-09-04:3"], "L'avoir du 04/09/2026 est postérieur"),
        ([*LATE, "--credit-note", "2026-05-01:-3"], "supérieur à zéro"),
        ([*LATE, "--grace", "2026-05-01"], "n'est pas un délai de grâce"),
        ([*LATE, "--grace", "2026-05-01:2026-04-01"], "ne peut finir le 01/04/2026"),
        ([*LATE, "--grace", "2026-05-01:2028-05-01"], "un juge en accorde 2 ans au plus"),
        ([*LATE, "--from", "2026-04-20"], "au plus tôt que le 21/04/2026"),
        ([*LATE, "--notice-on", "2026-05-01"], "seul l'intérêt légal l'attend"),
        ([*LATE, "--enforceable-on", "2026-05-01"], "seul l'intérêt légal est majoré"),
        ([*LATE, "--contract-on", "2013-03-15"], "que du taux des marchés publics"),
        ([*LATE, "--costs", "-1"], "supérieur à zéro"),
        ([*LATE, "--insolvency-on", "0001-01-01"], "un jour de 1900 à 9900"),
        ([*LATE[:-1], "9999-12-31"], "Le 31/12/9999 ne se compte pas"),
        (["late-interest", "--amount", "100 USD", "--due", "2026-01-01"], "se font en euros"),
        (["late-interest", "--amount", "$100", "--due", "2026-01-01"], "se font en euros"),
        (["legal-interest", "--amount", "0", "--since", "2026-01-01"], "supérieur à zéro"),
        (["legal-interest", "--amount", "5", "--since", "2026-02-31"], "pas un jour du calendrier"),
        (
            ["legal-interest", "--amount", "5", "--since", "2026-01-01", "--creditor", "me"],
            "--creditor : choisissez parmi professional, individual",
        ),
        ([*LATE, "--payment", "2026-05-01:-3"], "supérieur à zéro"),
        ([*LATE, "--payment", "2026-09-04:3"], "postérieur au 03/09/2026"),
        ([*LATE[:-1], "2027-01-01"], "aucune valeur connue au 01/01/2027"),
        (["rates", "--kind", "barter"], "pas une valeur légale connue"),
        (["rates", "--kind", "ecb_mro_semester", "--on", "2027-01-01"], "Rien n'est extrapolé"),
        (["indemnity", "--invoices", "0"], "pas un nombre de factures, de 1 à 100000"),
        (["indemnity", "--invoices", "deux"], "pas un nombre de factures"),
        (["indemnity", "--on", "2027-01-01"], "aucune valeur connue"),
    ],
)
def test_bad_input_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["law", *words]) == 1
    told = capsys.readouterr()
    assert sentence in told.err.replace("\u202f", " ")
    assert told.out == ""


def test_a_table_is_asked_for_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "rates", "--kind", "payment_order_delays", "--on", "2026-09-01")
    assert {row["kind"]: row["value"] for row in found["rates"]} == {
        "payment_order_delays.service": "3",
        "payment_order_delays.opposition": "1",
        "payment_order_delays.opposition_notice": "1",
        "payment_order_delays.enforcement_wait": "2",
        "payment_order_delays.service_act_at_hearing": "1",
        "payment_order_delays.fees_after_opposition": "15",
        "payment_order_delays.lawyer_after_opposition": "15",
    }
    earlier = answer(capsys, "rates", "--kind", "payment_order_delays", "--on", "2026-08-31")
    assert earlier["unknown"] == ["payment_order_delays.opposition_notice"]


def test_a_value_that_is_not_certain_bears_its_mark(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "rates", "--kind", "legal_interest_other", "--on", "2026-07-01"]) == 0
    assert "à confirmer : lu dans des dépôts publics seulement" in capsys.readouterr().out


def test_a_misspelt_value_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "rates", "--kind", "recovery_indemnty"]) == 1
    said = capsys.readouterr().err
    assert "recovery_indemnity, recovery_indemnity_public" in said
    assert len(said) < 400

"""The figures of fines, thresholds, procedures, insolvency, retention and e-invoices, one a line.

Where a rule changed, both sides of the day stand here; ``None`` is a day that must be refused.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from encaisse.law.reader import Confidence, LawUnknown, parameters, read

TWICE, ONCE = Confidence.SEEN_TWICE, Confidence.SEEN_ONCE
CONTRARY, GENERAL = Confidence.CONTRADICTORY, Confidence.UNVERIFIED
ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = date(2026, 11, 21)

FIGURES = [
    # C. com. L441-9 and CGI 1737, II: what an incomplete invoice costs
    ("invoice_content_fines.natural_person", "75000", "euro", TWICE),
    ("invoice_content_fines.company", "375000", "euro", TWICE),
    ("invoice_content_fines.repeat_factor", "2", "factor", TWICE),
    ("invoice_content_fines.repeat_window", "2", "years", TWICE),
    ("invoice_content_fines.tax_each_mention", "15", "euro", ONCE),
    ("invoice_content_fines.tax_cap", "25", "percent", ONCE),
    # C. com. L441-16: late payers
    ("payment_term_fines.natural_person", "75000", "euro", TWICE),
    ("payment_term_fines.company", "2000000", "euro", TWICE),
    ("payment_term_fines.repeat_natural_person", "150000", "euro", TWICE),
    ("payment_term_fines.repeat_company", "4000000", "euro", TWICE),
    ("payment_term_fines.repeat_window", "2", "years", TWICE),
    # Public contracts
    ("public_contract_rules.interest_payment", "45", "days", TWICE),
    ("public_contract_rules.suspensions", "1", "count", ONCE),
    # Thresholds
    ("legal_thresholds.conciliator_wait", "3", "months", TWICE),
    ("legal_thresholds.european_small_claims", "5000", "euro", TWICE),
    ("legal_thresholds.lawyer", "10000", "euro", ONCE),
    ("legal_thresholds.economic_court_contribution", "50000", "euro", ONCE),
    ("legal_thresholds.economic_court_employees", "250", "count", ONCE),
    # Fees
    ("procedure_fees.payment_order_commercial", "25.19", "euro", CONTRARY),
    ("procedure_fees.payment_order_judicial", "0", "euro", ONCE),
    ("procedure_fees.european_payment_order", "0", "euro", TWICE),
    ("procedure_fees.service_base", "25.79", "euro", ONCE),
    ("procedure_fees.service_low_until", "128", "euro", ONCE),
    ("procedure_fees.service_low_factor", "0.5", "factor", ONCE),
    ("procedure_fees.service_middle_until", "1280", "euro", ONCE),
    ("procedure_fees.service_middle_factor", "1", "factor", ONCE),
    ("procedure_fees.service_high_factor", "2", "factor", ONCE),
    ("procedure_fees.service_travel", "8.80", "euro", ONCE),
    # Payment order, whatever the day of the order
    ("payment_order_delays.opposition", "1", "months", TWICE),
    ("payment_order_delays.fees_after_opposition", "15", "days", ONCE),
    ("payment_order_delays.lawyer_after_opposition", "15", "days", ONCE),
    # Small claims, European order
    ("small_claims_delays.acceptance", "1", "months", TWICE),
    ("european_order_delays.opposition", "30", "days", ONCE),
    # Seizures
    ("seizure_delays.protective_execution", "3", "months", TWICE),
    ("seizure_delays.protective_action", "1", "months", TWICE),
    ("seizure_delays.protective_notice", "8", "days", TWICE),
    ("seizure_delays.protective_copy", "8", "days", GENERAL),
    ("seizure_delays.account_notice", "8", "days", GENERAL),
    ("seizure_delays.account_challenge", "1", "months", GENERAL),
    # Insolvency
    ("insolvency_periods.claim_filing", "2", "months", ONCE),
    ("insolvency_periods.claim_filing_afar", "2", "months", ONCE),
    ("insolvency_periods.claim_filing_secured", "2", "months", ONCE),
    ("insolvency_periods.relief", "6", "months", ONCE),
    ("insolvency_periods.filing_after_relief", "0.5", "factor", ONCE),
    ("insolvency_periods.payment_annulment", "3", "years", ONCE),
    ("insolvency_periods.privilege_observation", "1", "years", ONCE),
    ("insolvency_periods.privilege_liquidation", "6", "months", ONCE),
    ("insolvency_periods.dispute_reply", "30", "days", ONCE),
    ("insolvency_periods.retention_of_title", "3", "months", ONCE),
    # VAT, duties of who collects, data
    ("bad_debt_vat.deadline", "2", "years", TWICE),
    ("collection_duties.remittance", "1", "months", ONCE),
    ("collection_duties.electronic_sender_hidden", "15", "days", ONCE),
    ("collection_duties.court_lookalike_fine", "15000", "euro", ONCE),
    ("collection_duties.court_lookalike_prison", "1", "years", ONCE),
    ("collection_duties.legal_advice_fine", "15000", "euro", ONCE),
    ("collection_duties.legal_advice_prison", "1", "years", ONCE),
    ("data_retention.accounts", "10", "years", TWICE),
    ("data_retention.contract_claim", "5", "years", TWICE),
    ("data_retention.consumer_claim", "2", "years", TWICE),
    ("data_retention.exclusion_erasure", "2", "days", TWICE),
    # E-invoices: CGI 1737, III
    ("einvoice_fines.each_invoice", "50", "euro", TWICE),
    ("einvoice_fines.invoices_cap", "15000", "euro", TWICE),
    ("einvoice_fines.each_report", "500", "euro", TWICE),
    ("einvoice_fines.no_platform", "500", "euro", TWICE),
    ("einvoice_fines.no_platform_each_quarter", "1000", "euro", TWICE),
    ("einvoice_fines.first_breach_forgiven", "30", "days", TWICE),
]


@pytest.mark.parametrize(
    ("name", "value", "unit", "mark"), FIGURES, ids=[figure[0] for figure in FIGURES]
)
def test_a_figure_of_today(name: str, value: str, unit: str, mark: Confidence) -> None:
    found = read(name).on(TODAY)
    assert (found.value, found.unit, found.confidence) == (Decimal(value), unit, mark)
    assert found.is_certain is (mark is TWICE)


CHANGES = [
    # Décret 2026-96: the day of the order decides
    ("payment_order_delays.service", date(2022, 2, 28), None),
    ("payment_order_delays.service", date(2022, 3, 1), ("6", TWICE)),
    ("payment_order_delays.service", date(2026, 8, 31), ("6", TWICE)),
    ("payment_order_delays.service", date(2026, 9, 1), ("3", TWICE)),
    ("payment_order_delays.enforcement_wait", date(2026, 8, 31), ("1", GENERAL)),
    ("payment_order_delays.enforcement_wait", date(2026, 9, 1), ("2", TWICE)),
    ("payment_order_delays.opposition_notice", date(2026, 8, 31), None),
    ("payment_order_delays.opposition_notice", date(2026, 9, 1), ("1", TWICE)),
    ("payment_order_delays.service_act_at_hearing", date(2026, 8, 31), ("0", TWICE)),
    ("payment_order_delays.service_act_at_hearing", date(2026, 9, 1), ("1", TWICE)),
    # Loi 2026-307: uncontested commercial claims, announced, decree not found
    ("uncontested_claim_delays.payment_or_contest", date(2026, 4, 22), None),
    ("uncontested_claim_delays.payment_or_contest", date(2026, 4, 23), ("1", CONTRARY)),
    ("uncontested_claim_delays.record_wait", date(2026, 4, 22), None),
    ("uncontested_claim_delays.record_wait", date(2026, 4, 23), ("8", CONTRARY)),
    ("uncontested_claim_delays.service", date(2026, 4, 22), None),
    ("uncontested_claim_delays.service", date(2026, 4, 23), ("6", CONTRARY)),
    ("legal_thresholds.small_claims", date(2026, 4, 22), ("5000", TWICE)),
    ("legal_thresholds.small_claims", date(2026, 4, 23), ("5000", TWICE)),
    # A decree announced for June 2026 would double these thresholds
    ("legal_thresholds.amicable_attempt", date(2026, 5, 31), ("5000", TWICE)),
    ("legal_thresholds.amicable_attempt", date(2026, 6, 1), ("5000", CONTRARY)),
    ("legal_thresholds.appeal_commercial", date(2026, 5, 31), ("5000", ONCE)),
    ("legal_thresholds.appeal_commercial", date(2026, 6, 1), ("5000", CONTRARY)),
    ("legal_thresholds.appeal_judicial", date(2026, 5, 31), ("5000", ONCE)),
    ("legal_thresholds.appeal_judicial", date(2026, 6, 1), ("5000", CONTRARY)),
    # The contribution of 2026: 1 March or 1 May
    ("procedure_fees.legal_aid_contribution", date(2026, 2, 28), None),
    ("procedure_fees.legal_aid_contribution", date(2026, 3, 1), ("50", CONTRARY)),
    ("procedure_fees.legal_aid_contribution", date(2026, 4, 30), ("50", CONTRARY)),
    ("procedure_fees.legal_aid_contribution", date(2026, 5, 1), ("50", TWICE)),
    # E-invoices: large ones first
    ("einvoice_obligations.reception", date(2026, 8, 31), ("0", TWICE)),
    ("einvoice_obligations.reception", date(2026, 9, 1), ("1", TWICE)),
    ("einvoice_obligations.issue_large", date(2026, 8, 31), ("0", TWICE)),
    ("einvoice_obligations.issue_large", date(2026, 9, 1), ("1", TWICE)),
    ("einvoice_obligations.issue_small", date(2026, 9, 1), ("0", TWICE)),
    ("einvoice_fines.each_invoice", date(2026, 8, 31), None),
    ("public_contract_rules.interest_payment", date(2019, 3, 31), None),
    ("public_contract_rules.interest_payment", date(2019, 4, 1), ("45", TWICE)),
]


@pytest.mark.parametrize(
    ("name", "day", "expected"), CHANGES, ids=[f"{name} {day}" for name, day, _ in CHANGES]
)
def test_both_sides_of_a_change(
    name: str, day: date, expected: tuple[str, Confidence] | None
) -> None:
    if expected is None:
        with pytest.raises(LawUnknown):
            read(name).on(day)
    else:
        found = read(name).on(day)
        assert (found.value, found.confidence) == (Decimal(expected[0]), expected[1])


STATUSES = {
    200: "Déposée (plateforme)",
    201: "Émise (plateforme)",
    202: "Reçue (plateforme)",
    203: "Mise à disposition (plateforme)",
    204: "Prise en charge (acheteur)",
    205: "Approuvée (acheteur)",
    206: "Approuvée partiellement (acheteur)",
    207: "En litige (acheteur)",
    208: "Suspendue (acheteur)",
    209: "Complétée (vendeur)",
    210: "Refusée (acheteur)",
    211: "Paiement transmis (acheteur)",
    212: "Encaissée (vendeur)",
    213: "Rejetée (plateforme)",
    221: "Erreur de routage (plateforme)",
    225: "Affacturée (vendeur ou affactureur)",
    226: "Affacturée, confidentiel (vendeur ou affactureur)",
    227: "Changement de compte à payer (vendeur ou affactureur)",
    228: "Non affacturée (vendeur)",
    501: "Irrecevable (plateforme)",
}


def codes(table: str) -> dict[int, str]:
    """The codes of a table today, with their French names."""
    return {int(row.on(TODAY).value): row.label for row in parameters.table(table).values()}


def test_every_status_of_an_electronic_invoice_has_its_code() -> None:
    assert codes("einvoice_statuses") == STATUSES


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("einvoice_statuses_reported", {200, 210, 212, 213}),
        ("einvoice_statuses_reasoned", {206, 207, 208, 210, 213, 501}),
        ("einvoice_statuses_with_amount", {212}),
        ("einvoice_statuses_final", {210, 213}),
    ],
)
def test_what_a_status_demands(table: str, expected: set[int]) -> None:
    found = codes(table)
    assert set(found) == expected
    assert found.items() <= STATUSES.items(), "the same keys, the same names"
    assert set(parameters.table(table)) <= set(parameters.table("einvoice_statuses"))


@pytest.mark.parametrize("key", ["in_dispute", "suspended"])
def test_the_statuses_that_platforms_name_otherwise_are_doubtful(key: str) -> None:
    assert not parameters.table("einvoice_statuses")[key].on(TODAY).is_certain


def test_every_contradiction_is_told_among_the_open_points() -> None:
    page = (ROOT / "docs" / "law" / "open-points.md").read_text(encoding="utf-8")
    contradictory = {
        name
        for name in parameters.names()
        for value in read(name).values
        if value.confidence is CONTRARY
    }
    untold = {name for name in contradictory if not _is_told(name, page)}
    assert not untold, "say in docs/law/open-points.md what would settle them"


def _is_told(name: str, page: str) -> bool:
    table, _, key = name.partition(".")
    return f"`{table}`" in page or f"`{name}`" in page or f"`.{key}`" in page

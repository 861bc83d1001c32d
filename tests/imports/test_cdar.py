"""Life-cycle messages: which status, of which invoice, for how much and why."""

from datetime import date

import pytest

from encaisse.imports.cdar.reading import read_cdar
from encaisse.imports.cdar.refusals import NoStatus
from encaisse.imports.opening.refusals import DoctypeRefused
from encaisse.imports.rules.recognition import kind_of
from tests.imports import papers

PART = (
    "<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>{code}</ram:TypeCode>"
    '<ram:ValueAmount currencyID="EUR">{amount}</ram:ValueAmount>'
    '<ram:ValueDateTime><udt:DateTimeString format="102">20261108</udt:DateTimeString>'
    "</ram:ValueDateTime></ram:SpecifiedDocumentCharacteristic>"
)


def test_a_status_names_its_invoice_and_its_day() -> None:
    content = papers.cdar("205")
    assert kind_of(content) == "cdar"
    message = read_cdar(content)
    assert (message.number, message.issuer.siren) == ("M-1", papers.BUYER_SIREN)
    (status,) = message.statuses
    assert (status.invoice, status.code, status.on) == ("F2026-0001", "205", date(2026, 11, 10))
    assert status.invoice_issued_on == date(2026, 11, 2)
    assert (status.at, message.role) == ("2026-11-10T09:30:00", "BY")
    assert (status.cents, status.seller_siren) == (None, papers.SELLER_SIREN)


def test_a_dispute_says_why() -> None:
    said = (
        "<ram:ReasonCode>TX_TVA_ERR</ram:ReasonCode><ram:Reason>Taux de TVA erroné</ram:Reason>"
        "<ram:RequestedAction>Faire un avoir</ram:RequestedAction>"
        "<ram:IncludedNote><ram:Content>10 % au lieu de 20 %</ram:Content></ram:IncludedNote>"
    )
    (status,) = read_cdar(papers.cdar("207", status=said)).statuses
    assert status.reason_code == "TX_TVA_ERR"
    assert status.reason == "Taux de TVA erroné ; 10 % au lieu de 20 %"
    assert status.action == "Faire un avoir"


def test_amounts_of_several_rates_are_one_payment() -> None:
    parts = [("MEN", "100.00"), ("MEN", "55.50"), ("RAP", "900.00")]
    said = "".join(PART.format(code=code, amount=amount) for code, amount in parts)
    (status,) = read_cdar(papers.cdar("212", status=said)).statuses
    assert (status.cents, status.currency, status.paid_on) == (155_50, "EUR", date(2026, 11, 8))


def test_a_part_approved_and_a_part_contested_are_amounts_with_vat() -> None:
    parts = [("MAPTTC", "700.00"), ("MNATTC", "200.00"), ("MNA", "166.67")]
    said = "".join(PART.format(code=code, amount=amount) for code, amount in parts)
    (status,) = read_cdar(papers.cdar("206", status=said)).statuses
    assert (status.approved_cents, status.contested_cents) == (700_00, 200_00)
    assert status.cents is None


@pytest.mark.parametrize("content", [papers.cdar(""), papers.cdar("205", invoice="")])
def test_a_message_without_status_is_refused(content: bytes) -> None:
    with pytest.raises(NoStatus):
        read_cdar(content)


def test_an_amount_that_cannot_be_read_is_a_warning() -> None:
    message = read_cdar(papers.cdar("211", status=PART.format(code="MPA", amount="dix")))
    assert message.statuses[0].cents is None
    assert message.warnings == ["« dix » ne se lit pas."]


def test_a_doctype_is_refused() -> None:
    with pytest.raises(DoctypeRefused):
        read_cdar(b"<!DOCTYPE r>" + papers.cdar("205").split(b"?>", 1)[1])

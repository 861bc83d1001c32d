"""Which receipts are declared, how they are shared, and the message that tells them."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.cash_reports.rules import duty
from encaisse.cash_reports.rules.duty import Nature, Sale
from encaisse.cash_reports.rules.message import Firm, Receipt, written
from encaisse.cash_reports.rules.places import PlatformFolderWrong, platform_folder_at
from encaisse.cash_reports.rules.sharing import Part, by_rate, declared, opposite, share
from encaisse.imports.cdar.reading import read_cdar
from tests.cash_reports.judges import faults

RATES = ("20.00", "10.00", "5.50", "")
PARTS = (Part("20.00", 1_200_00), Part("10.00", 110_00))
SALE = Sale(nature=Nature.SERVICES, parts=PARTS, seller_siren="552100554", buyer_siren="732829320")
TOLD = Receipt(
    rank=3, invoice="FA-2026-00012", issued_on=datetime.date(2026, 11, 2), type_code="380",
    seller=Firm("Atelier Martin", "552100554"), buyer=Firm("Garage & Fils", "732829320"),
    received_on=datetime.date(2026, 11, 20), parts=PARTS, currency="EUR",
    at=datetime.datetime(2026, 11, 21, 10, 5, tzinfo=datetime.UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "vat_point", "nature"),
    [
        ("S1", "", "services"),
        ("S1", "72", "services"),
        ("S1", "5", "debits"),
        ("S1", "29", ""),
        ("B1", "", "goods"),
        ("B1", "72", "goods"),
        ("M1", "", "mixed"),
        ("M1", "72", "mixed"),
        ("M1", "3", "debits"),
        ("", "432", "services"),
        ("", "35", "goods"),
        ("", "", ""),
        ("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "", ""),
    ],
)
def test_what_an_invoice_says_of_its_vat(frame: str, vat_point: str, nature: str) -> None:
    assert duty.nature_of(frame, vat_point) == nature


@pytest.mark.parametrize(
    ("sale", "found"),
    [
        (SALE, duty.DECLARED),
        (replace(SALE, nature=Nature.GOODS), duty.GOODS),
        (replace(SALE, nature=Nature.DEBITS), duty.DEBITS),
        (replace(SALE, nature=Nature.UNKNOWN), duty.NO_NATURE),
        (replace(SALE, nature=Nature.MIXED), duty.MIXED),
        (replace(SALE, parts=()), duty.NO_RATE),
        (replace(SALE, parts=(Part("0.00", 100),)), duty.NO_VAT),
        (replace(SALE, parts=(Part("", 100),)), duty.NO_VAT),
        (replace(SALE, is_firm=False), duty.CONSUMER),
        (replace(SALE, is_french=False, buyer_siren=""), duty.ABROAD),
        (replace(SALE, buyer_siren=""), duty.NO_SIREN),
        (replace(SALE, seller_siren=""), duty.NO_OWN_SIREN),
    ],
)
def test_what_becomes_of_its_receipts(sale: Sale, found: duty.Duty) -> None:
    assert duty.duty_of(sale) == found


def test_a_receipt_is_shared_by_largest_remainder() -> None:
    assert share(100_00, PARTS) == (Part("20.00", 91_60), Part("10.00", 8_40))
    assert share(1, PARTS) == (Part("20.00", 1),)
    assert share(-100_00, PARTS) == opposite(share(100_00, PARTS))


def test_what_is_not_declared_takes_its_share() -> None:
    mixed = by_rate([Part("", 600_00), Part("20.00", 600_00)])
    shared = share(100_00, mixed)
    assert shared == (Part("20.00", 50_00), Part("", 50_00))
    assert declared(shared) == (Part("20.00", 50_00),)


def test_a_credit_note_of_one_rate_leaves_the_others() -> None:
    assert share(1_200_00, PARTS, [Part("10.00", 110_00)]) == (Part("20.00", 1_200_00),)


amounts = st.lists(st.integers(1, 10**7), min_size=1, max_size=4)


@given(amounts, st.lists(st.integers(0, 10**6), max_size=6))
def test_no_cent_is_lost_and_all_paid_is_the_invoice(whole: list[int], paid: list[int]) -> None:
    parts = by_rate(Part(rate, cents) for rate, cents in zip(RATES, whole, strict=False))
    left, before = sum(whole), list[Part]()
    for cents in [*paid, left]:
        given_now = min(cents, left)
        if given_now:
            shared = share(given_now, parts, before)
            assert sum(part.cents for part in shared) == given_now
            assert all(part.cents > 0 for part in shared)
            before += shared
            left -= given_now
    if left:
        before += share(left, parts, before)
    assert by_rate(before) == parts


@pytest.mark.parametrize(
    "told",
    [
        TOLD,
        replace(TOLD, parts=opposite(PARTS)),
        replace(TOLD, type_code="386", parts=(Part("5.50", 1),)),
        replace(TOLD, buyer=Firm("Mairie", "732829320", "732829320_COMPTA", "0225")),
    ],
    ids=["paid", "taken back", "down payment", "its own address"],
)
def test_the_official_judges_find_no_fault_and_our_reader_reads_it(told: Receipt) -> None:
    message = written(told)
    assert faults(message) == []
    (said,) = read_cdar(message).statuses
    assert (said.invoice, said.code, said.cents) == (
        told.invoice, "212", sum(part.cents for part in told.parts),
    )  # fmt: skip
    assert (said.paid_on, said.invoice_issued_on) == (told.received_on, told.issued_on)
    assert said.seller_siren == told.seller.siren
    assert written(told) == message


def test_the_judges_do_find_faults() -> None:
    without = written(TOLD).replace(b"<ram:ValuePercent>20.00</ram:ValuePercent>", b"")
    (fault,) = faults(without)
    assert "BR-FR-CDV-14" in fault
    assert faults(written(TOLD).replace(b"ProcessConditionCode", b"ProcessConditionCodes"))


def test_the_folder_of_the_platform_is_a_whole_path() -> None:
    assert platform_folder_at("") is None
    assert str(platform_folder_at("/srv/plateforme")) == "/srv/plateforme"
    with pytest.raises(PlatformFolderWrong, match="chemin entier"):
        platform_folder_at("plateforme")

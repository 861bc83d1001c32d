"""The transfer's QR code, read back by an independent reader (ZXing)."""

import struct
import zlib

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.money import Money
from encaisse.letters.rules import epc
from tests.letters.facts import IBAN

NAME = "Fonderie & Décolletage de l'Œuvre"
AMOUNT = Money(824_012)


def scan(png: bytes) -> str:
    """What a phone reads in the image."""
    (code,) = zxingcpp.read_barcodes(pixels(png))
    return code.text


def pixels(png: bytes) -> memoryview:
    """The grey levels of a one-bit image, whose rows are plain or the difference with the last."""
    chunks, offset = {b"IDAT": b""}, 8
    while offset < len(png):
        length, kind = struct.unpack(">I4s", png[offset : offset + 8])
        chunks[kind] = chunks.get(kind, b"") + png[offset + 8 : offset + 8 + length]
        offset += length + 12
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (1, 0)
    raw, stride = zlib.decompress(chunks[b"IDAT"]), (width + 7) // 8
    above, grey = bytes(stride), bytearray()
    for start in range(0, height * (stride + 1), stride + 1):
        row = raw[start + 1 : start + 1 + stride]
        above = bytes((a + b) % 256 for a, b in zip(row, above, strict=True)) if raw[start] else row
        bits = "".join(f"{byte:08b}" for byte in above)[:width]
        grey.extend(255 if bit == "1" else 0 for bit in bits)
    return memoryview(bytes(grey)).cast("B", (height, width))


def payload(
    *, name: str = NAME, iban: str = IBAN, amount: Money = AMOUNT, remittance: str = "FA-1"
) -> str:
    return epc.payload(name=name, iban=iban, amount=amount, remittance=remittance, bic="AGRIFRPP")


def test_a_phone_reads_the_fields_of_the_standard() -> None:
    assert scan(epc.png(payload(remittance="FA-2291 échue"))).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPP",
        "Fonderie & Decolletage de l'OEuvre",
        IBAN,
        "EUR8240.12",
        "",
        "",
        "FA-2291 echue",
    ]


@given(
    name=st.text(max_size=200),
    cents=st.integers(1, epc.CENTS_MAX),
    remittance=st.text(max_size=400),
)
def test_whatever_the_texts_the_code_keeps_to_the_standard(
    name: str, cents: int, remittance: str
) -> None:
    text = payload(name=f"A{name}", amount=Money(cents), remittance=remittance)
    lines = text.split("\n")
    assert text.isascii()
    assert len(text) <= 331
    assert len(lines) <= 11
    assert len(lines[5]) <= 70
    assert Money.parse(lines[7].removeprefix("EUR")) == Money(cents)
    assert len("".join(lines[10:])) <= 140
    assert epc.png(text).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("iban", "amount", "why"),
    [
        pytest.param("", Money(100), "manque", id="no IBAN"),
        pytest.param("FR7630006000011234567890188", Money(100), "pas valable", id="wrong key"),
        pytest.param(IBAN, Money(100, "USD"), "en euros", id="dollars"),
        pytest.param(IBAN, Money(0), "en euros", id="nothing to pay"),
    ],
)
def test_no_code_rather_than_a_wrong_one(iban: str, amount: Money, why: str) -> None:
    with pytest.raises(epc.NoQrCode, match=why):
        payload(iban=iban, amount=amount)


def test_an_iban_is_read_by_groups_of_four() -> None:
    assert epc.grouped(" fr7630006000011234567890189") == "FR76 3000 6000 0112 3456 7890 189"

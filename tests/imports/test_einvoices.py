"""E-invoices in CII and UBL: what they say, however imperfect."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from encaisse.imports.einvoices.reading import read_einvoices
from encaisse.imports.einvoices.refusals import (
    EInvoiceIncomplete,
    EInvoiceTooComplex,
    EInvoiceTooLarge,
    NoEInvoice,
    TooManyEInvoices,
)
from encaisse.imports.opening.refusals import DoctypeRefused, FileRefused, XmlBroken
from encaisse.imports.rules.einvoice import EInvoice, Note, Party, is_same, why_not_ours
from encaisse.imports.rules.recognition import kind_of
from tests.imports import papers
from tests.imports.papers import Paper

WRITERS = {"cii": papers.cii, "zugferd1": papers.zugferd1, "ubl": papers.ubl}
NEGATIVE = {"net": "-1000.00", "vat": "-200.00", "gross": "-1200.00", "due": "-1200.00"}
POSITIVE = {"net": "1000.00", "vat": "200.00", "gross": "1200.00", "due": "1200.00"}
writers = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
Writer = Callable[[Paper], bytes]


def read(content: bytes) -> EInvoice:
    (invoice,) = read_einvoices(content).invoices
    return invoice


@writers
def test_each_syntax_says_the_same(write: Writer) -> None:
    file = read_einvoices(write(Paper()))
    (invoice,) = file.invoices
    assert file.warnings == []
    assert (invoice.number, invoice.type, invoice.type_code) == ("F2026-0001", "invoice", "380")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 11, 2), date(2026, 12, 2))
    assert (invoice.currency, invoice.terms) == ("EUR", "30 jours")
    totals = invoice.totals
    assert (totals.gross, totals.prepaid, totals.due) == (1200_00, 300_00, 900_00)
    assert (totals.net, totals.vat) == (1000_00, 200_00)
    assert (invoice.seller.name, invoice.seller.siren) == (papers.SELLER, papers.SELLER_SIREN)
    assert (invoice.buyer.name, invoice.buyer.siren) == (papers.BUYER, papers.BUYER_SIREN)
    assert invoice.means.iban == "FR7630006000011234567890189"
    assert (invoice.means.code, invoice.means.reference) == ("30", "RF18")
    assert invoice.references.order == "BC-7"
    assert [one.number for one in invoice.references.preceding] == ["F2026-0000"]
    assert invoice.notes == (Note("PMT", "40 euros"), Note("PMD", "Taux BCE + 10"))


@pytest.mark.parametrize(
    ("type_code", "totals", "type_"),
    [
        pytest.param("380", POSITIVE, "invoice", id="380 positive"),
        pytest.param("380", NEGATIVE, "credit_note", id="380 negative is a credit note"),
        pytest.param("381", POSITIVE, "credit_note", id="381 positive"),
        pytest.param("381", NEGATIVE, "credit_note", id="381 negative says it twice"),
        pytest.param("261", POSITIVE, "credit_note", id="self-billed credit note"),
        pytest.param("386", POSITIVE, "invoice", id="advance invoice"),
        pytest.param("384", NEGATIVE, "credit_note", id="384 by its sign"),
        pytest.param("384", POSITIVE, "invoice", id="384 by its sign too"),
        pytest.param("751", POSITIVE, "invoice", id="unknown code"),
        pytest.param("", NEGATIVE, "credit_note", id="no code"),
    ],
)
@writers
def test_a_credit_note_is_told_by_its_code_or_its_sign_and_is_positive(
    write: Writer, type_code: str, totals: dict[str, str], type_: str
) -> None:
    invoice = read(write(Paper(type_code=type_code, totals=totals)))
    assert (invoice.type, invoice.totals.gross, invoice.totals.due) == (type_, 1200_00, 1200_00)
    assert invoice.totals.vat == 200_00


def test_the_root_of_a_credit_note_says_it() -> None:
    invoice = read(papers.ubl(Paper(type_code="", totals=POSITIVE), root="CreditNote"))
    assert (invoice.type, invoice.totals.due) == ("credit_note", 1200_00)


@writers
def test_an_invoice_paid_twice_over_stays_negative(write: Writer) -> None:
    totals = {"gross": "529.87", "prepaid": "1059.74", "due": "-529.87"}
    invoice = read(write(Paper(totals=totals)))
    assert (invoice.type, invoice.totals.gross, invoice.totals.due) == ("invoice", 52987, -52987)


@pytest.mark.parametrize(
    ("due", "discounts", "expected"),
    [
        pytest.param((), (), None, id="none: the terms say it in words"),
        pytest.param(
            ("20261112", "20261202"), ("2.00", ""), date(2026, 12, 2), id="discount first"
        ),
        pytest.param(("20261202", "20270110"), ("", "3"), date(2026, 12, 2), id="discount last"),
        pytest.param(("20261202", "20270110"), ("", ""), date(2027, 1, 10), id="two instalments"),
        pytest.param(("20261332",), ("",), None, id="no such day"),
    ],
)
def test_the_due_day_is_the_one_without_discount(
    due: tuple[str, ...], discounts: tuple[str, ...], expected: date | None
) -> None:
    assert read(papers.cii(Paper(due=due, discounts=discounts))).due_on == expected


def test_ubl_says_its_due_day_at_two_places() -> None:
    content = papers.ubl(Paper(due=())).replace(
        b"<cbc:PaymentID>", b"<cbc:PaymentDueDate>2026-12-05</cbc:PaymentDueDate><cbc:PaymentID>"
    )
    assert read(content).due_on == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("totals", "due", "gross"),
    [
        pytest.param({"gross": "1200", "prepaid": "200"}, 1000_00, 1200_00, id="no due"),
        pytest.param({"due": "1000", "prepaid": "200"}, 1000_00, 1200_00, id="no gross"),
        pytest.param({"net": "10", "due": "10,5"}, 10_50, 10_50, id="a comma"),
        pytest.param({"gross": "10.005", "due": " 10.005 "}, 10_01, 10_01, id="half up"),
        pytest.param({"gross": "1e3", "due": "10"}, 10_00, 10_00, id="an exponent says nothing"),
    ],
)
@writers
def test_what_is_missing_is_worked_out(
    write: Writer, totals: dict[str, str], due: int, gross: int
) -> None:
    invoice = read(write(Paper(totals=totals)))
    assert (invoice.totals.due, invoice.totals.gross) == (due, gross)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"issued_on": ""}, "date d'émission"),
        ({"issued_on": "20261301"}, "ne se lit pas"),
        ({"currency": ""}, "lue en EUR"),
        ({"seller": ""}, "le vendeur n'est pas nommé"),
        ({"buyer_siren": "123456789"}, "« 123456789 » n'est ni un SIREN ni un SIRET"),
        ({"totals": {**POSITIVE, "net": "1"}}, "plus la TVA"),
        ({"totals": {**POSITIVE, "prepaid": "7"}}, "moins l'acompte"),
        ({"totals": {"gross": "12"}}, "le net à payer manque"),
    ],
)
@writers
def test_an_imperfect_invoice_is_taken_with_a_warning(
    write: Writer, change: dict[str, object], warning: str
) -> None:
    file = read_einvoices(write(replace(Paper(), **change)))  # type: ignore[arg-type]
    assert len(file.invoices) == 1
    assert any(warning in said for said in file.warnings), file.warnings


@pytest.mark.parametrize("change", [{"number": ""}, {"totals": {}}, {"totals": {"due": "abc"}}])
@writers
def test_without_number_nor_amount_there_is_no_receivable(
    write: Writer, change: dict[str, object]
) -> None:
    with pytest.raises(EInvoiceIncomplete):
        read_einvoices(write(replace(Paper(), **change)))  # type: ignore[arg-type]


def test_several_invoices_in_an_envelope() -> None:
    inside = [papers.ubl(Paper(number=number)).split(b"?>", 1)[1] for number in ("A", "", "B")]
    file = read_einvoices(
        b"<StandardBusinessDocument>" + b"".join(inside) + b"</StandardBusinessDocument>"
    )
    assert [one.number for one in file.invoices] == ["A", "B"]
    assert len(file.refused) == 1


@pytest.mark.parametrize(
    "start",
    [
        b"\xef\xbb\xbf\n",
        b"  ",
        b'<?xml version="1.0" encodin="UTF-8"?>',
        b'<?xml version="1.0" encoding="UTF-8"',
        b'<?xml version="1.0"?>\n<?xml version="1.0"?>',
        b'<?xml version="1.0" encoding="nothing"?>',
    ],
)
def test_a_broken_declaration_is_passed_over(start: bytes) -> None:
    body = papers.cii(Paper()).split(b"?>", 1)[1]
    declared = b"" if b"<" in start else b'<?xml version="1.0" encoding="UTF-8"?>'
    file = read_einvoices(start + declared + body)
    assert file.invoices[0].number == "F2026-0001"
    assert any("Le début, la fin" in said for said in file.warnings)


@pytest.mark.parametrize("end", [b"\0\0\0", b"\x1a", b"fin"])
def test_what_follows_the_last_tag_is_passed_over(end: bytes) -> None:
    assert read(papers.ubl(Paper()) + end).number == "F2026-0001"


def test_an_encoding_that_is_not_the_one_declared_is_found() -> None:
    text = papers.cii(Paper(buyer="Société Générale")).decode()
    assert read(text.encode("cp1252")).buyer.name == "Société Générale"


def test_a_declared_encoding_is_believed() -> None:
    text = papers.cii(Paper(buyer="Société Générale")).decode()
    latin = text.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    wide = text.replace("UTF-8", "UTF-16").encode("utf-16")
    assert [read(one).buyer.name for one in (latin, wide)] == ["Société Générale"] * 2
    assert kind_of(wide) == "cii"


@writers
def test_an_attachment_however_long_keeps_nothing_from_being_read(write: Writer) -> None:
    content = write(Paper())
    end = content.rindex(b"</")
    attached = b"<Embedded>" + b"QUJD\n" * 4_000_000 + b"</Embedded>"
    whole = content[:end] + attached + content[end:]
    assert read_einvoices(whole).invoices == read_einvoices(content).invoices


@writers
def test_what_is_hostile_is_refused(write: Writer) -> None:
    content = write(Paper())
    body = content.split(b"?>", 1)[1]
    entity = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    for bad, refusal in (
        (entity + body.replace(b"F2026-0001", b"&x;"), DoctypeRefused),
        (b"<!DOCTYPE r>" + body, DoctypeRefused),
        (content[: len(content) // 2], XmlBroken),
        (b"<a>" * 100_000, XmlBroken),
        (b'<Invoice xmlns="urn:x"><cbc:ID>1</cbc:ID></Invoice>', XmlBroken),
        (b"<nothing/>", NoEInvoice),
        (content.replace(b"F2026-0001", b"F<a/>" * 1_000_000), EInvoiceTooComplex),
        (content + b" " * 50 * 1024 * 1024, EInvoiceTooLarge),
        (b"<r>" + body * 2001 + b"</r>", TooManyEInvoices),
    ):
        started = time.monotonic()
        with pytest.raises(refusal):
            read_einvoices(bad)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("seed", range(4))
@writers
def test_a_damaged_invoice_is_read_or_refused(write: Writer, seed: int) -> None:
    chance, good = random.Random(seed), write(Paper())
    for _ in range(150):
        bad = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(bad))
            how = chance.randrange(3)
            if how == 0:
                bad[at] = chance.randrange(256)
            elif how == 1:
                del bad[at : at + chance.randint(1, 60)]
            else:
                bad[at:at] = good[at : at + chance.randint(1, 60)]
        with suppress(FileRefused):
            read_einvoices(bytes(bad))


OWN = Party(name="ATELIER MARTIN SARL", siren=papers.SELLER_SIREN)


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        pytest.param(Party(), "", id="no company yet"),
        pytest.param(OWN, "", id="the seller's SIREN"),
        pytest.param(Party(name="Atelier-Martin, SAS"), "", id="the seller's name"),
        pytest.param(
            Party(name="x", siren=papers.BUYER_SIREN), "la société en est le client", id="bought"
        ),
        pytest.param(
            Party(name=papers.SELLER, siren="404833048"), "ce vendeur n'est pas", id="other"
        ),
    ],
)
def test_whose_invoice_it_is(own: Party, reason: str) -> None:
    said = why_not_ours(read(papers.cii(Paper())), own)
    assert reason in said
    assert bool(said) == bool(reason)


def test_parties_without_a_name_are_not_the_same() -> None:
    assert not is_same(Party(), Party())

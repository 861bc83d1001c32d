"""The CAMT reader: what banks send in ten versions, what damage leaves, nothing but a refusal."""

import random
from contextlib import suppress
from datetime import date

import pytest

from encaisse.imports.camt.reading import ELEMENTS_MAX, read_camt
from encaisse.imports.camt.refusals import CamtTooLarge, CamtUnreadable, NotCamt
from encaisse.imports.opening.archive import ArchiveRefused
from encaisse.imports.opening.refusals import DoctypeRefused, FileRefused, XmlBroken
from encaisse.imports.rules import recognition, report
from encaisse.imports.rules.bank import BankFile, Movement, keyed
from tests.imports import camt
from tests.imports.bank import IBAN
from tests.imports.camt import detail, element, entry, message, party, stated

MARTIN = "FR7630006000011234567890189"
PAID = detail(
    parties=party("Dbtr", "GARAGE MARTIN", MARTIN) + party("Cdtr", camt.OWNER, IBAN),
    said=["FACTURE FA26-0001"], end_to_end="VIR-1",
)  # fmt: skip


def alone(content: bytes) -> Movement:
    (found,) = read_camt(content).movements
    return found


def of(*details: str, cents: int = 322_00, more: str = "") -> Movement:
    return alone(message(stated(entry(cents, *details, more=more), total=cents)))


def keys(file: BankFile) -> list[str]:
    return [key for key, _movement in keyed(file.movements)]


def test_a_movement_is_read_with_its_details() -> None:
    file = read_camt(message(stated(entry(322_00, PAID), total=322_00)))
    (paid,) = file.movements
    assert (paid.line, paid.account, paid.cents, paid.currency) == (1, IBAN, 322_00, "EUR")
    assert paid.on == paid.value_on == date(2026, 11, 16)
    assert (paid.counterparty, paid.counterparty_iban) == ("GARAGE MARTIN", MARTIN)
    assert (paid.end_to_end, paid.references) == ("VIR-1", ("VIR-1",))
    assert paid.label == paid.said == "FACTURE FA26-0001"
    (check,) = file.checks
    assert (check.expected, check.found, check.on) == (132_200, 132_200, date(2026, 11, 16))
    assert (file.ignored, file.refused, file.warnings) == ([], [], [])


@pytest.mark.parametrize("version", range(1, 11))
@pytest.mark.parametrize("kind", ["052", "053", "054"])
def test_the_versions_say_the_same(kind: str, version: int) -> None:
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= 8 else "<Sts>BOOK</Sts>"
    payer = party("Dbtr", "GARAGE MARTIN", version=version)
    content = message(
        stated(entry(100, detail(parties=payer), status=status), total=100),
        kind=kind, version=version,
    )  # fmt: skip
    assert recognition.kind_of(content) == recognition.CAMT
    paid = alone(content)
    assert (paid.cents, paid.counterparty, paid.is_advice) == (100, "GARAGE MARTIN", kind != "053")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_the_declared_encoding_is_believed(encoding: str) -> None:
    content = message(stated(entry(100, detail(said=["Réglé à l'échéance"]))), encoding=encoding)
    assert recognition.kind_of(content) == recognition.CAMT
    assert alone(content).label == "Réglé à l'échéance"


ACCENTS = message(stated(entry(1, camt.detail(said=["Réglé à Sète"])), total=1))
NAMED = ACCENTS.replace(b"utf-8", b"utf-16")
UNSOUND = {
    "blanks before": b"\r\n " + ACCENTS,
    "mark and blanks before": b"\xef\xbb\xbf\r\n" + ACCENTS,
    "zeros after": ACCENTS + b"\0\0",
    "end of file after": ACCENTS + b"\r\n\x1a",
    "named utf-16, written utf-8": NAMED,
    "named utf-8, written cp1252": ACCENTS.decode().encode("cp1252"),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_wrong_around_a_document_is_passed_over_and_said(name: str) -> None:
    content = UNSOUND[name]
    assert recognition.kind_of(content) == recognition.CAMT
    file = read_camt(content)
    assert file.movements == read_camt(ACCENTS).movements
    assert file.warnings == [
        "Le début, la fin ou le jeu de caractères du fichier est faux : il est lu sans."
    ]
    (two,) = {one.label for one in read_camt(camt.archive(a=content, b=ACCENTS)).movements}
    assert two == "Réglé à Sète"


def test_a_word_in_a_label_does_not_make_a_camt() -> None:
    label = b"Abonnement camt.053 BkToCstmrStmt oasis:names:specification:ubl CrossIndustryInvoice"
    table = b"Date;Libell\xe9;D\xe9bit;Cr\xe9dit\n16/11/2026;" + label + b";5,00;\n"
    assert recognition.kind_of(table) == "bank_sheet"


def test_a_batch_may_give_its_amounts_as_they_were_asked() -> None:
    parts = [
        camt.detail(end_to_end=name, more=camt.element("AmtDtls/InstdAmt", camt.money(cents)))
        for name, cents in (("E1", 100_00), ("E2", 222_00))
    ]
    found = read_camt(message(stated(entry(322_00, *parts), total=322_00))).movements
    assert [(one.cents, one.end_to_end) for one in found] == [(100_00, "E1"), (222_00, "E2")]


def test_a_batch_gives_one_movement_for_each_detail() -> None:
    shares = [detail(cents=cents, parties=party("Dbtr", f"CLIENT {cents}")) for cents in (100, 250)]
    file = read_camt(message(stated(entry(350, *shares), entry(7), total=357)))
    assert [(one.cents, one.counterparty, one.line) for one in file.movements] == [
        (100, "CLIENT 100", 1), (250, "CLIENT 250", 1), (7, "", 2),
    ]  # fmt: skip
    assert file.checks[0].expected == file.checks[0].found
    said = report.of_bank("r.xml", recognition.CAMT, file, IBAN)
    assert said["taken"] == 2
    assert [one["amount"] for one in said["movements"]] == [350, 7]
    assert [one["amount"] for one in said["movements"][0]["details"]] == [100, 250]


def test_a_batch_may_hold_a_return() -> None:
    shares = [detail(cents=500), detail(cents=-100, back=element("Rsn/Cd", "AM04"))]
    paid, back = read_camt(message(stated(entry(400, *shares)))).movements
    assert (paid.cents, paid.returned) == (500, "")
    assert (back.cents, back.returned) == (-100, "AM04")


@pytest.mark.parametrize(
    "shares",
    [
        pytest.param([detail(cents=100), detail(cents=100)], id="not the sum"),
        pytest.param([detail(said=["A"]), detail(said=["B"])], id="no amounts"),
    ],
)
def test_a_batch_without_its_amounts_stays_whole(shares: list[str]) -> None:
    file = read_camt(message(stated(entry(350, *shares), total=350)))
    (whole,) = file.movements
    assert (whole.cents, whole.counterparty, whole.said) == (350, "", "")
    assert "gardés entiers" in file.warnings[0]


RETURNS = {
    "code": (element("Rsn/Cd", "MD06"), "", "MD06"),
    "bank's own code": (element("Rsn/Prtry", "SANS-PROVISION"), "", "SANS-PROVI"),
    "text only": (element("AddtlInf", "REJET MD01 PAS DE MANDAT"), "", "MD01"),
    "no reason": (element("OrgnlBkTxCd", ""), "", "rejet"),
    "reversal": ("", "<RvslInd>true</RvslInd>", "RVSL"),
    "family": ("", element("BkTxCd/Domn/Fmly/SubFmlyCd", "UPDD"), "UPDD"),
}


@pytest.mark.parametrize("name", RETURNS)
def test_a_returned_direct_debit_is_marked(name: str) -> None:
    back, more, reason = RETURNS[name]
    parties = party("Dbtr", "GARAGE MARTIN", MARTIN) + party("Cdtr", camt.OWNER, IBAN)
    found = of(detail(parties=parties, back=back), cents=-100, more=more)
    assert (found.cents, found.returned, found.counterparty) == (-100, reason, "GARAGE MARTIN")


def test_the_other_party_is_never_the_owner_of_the_account() -> None:
    owner = party("Dbtr", camt.OWNER, IBAN)
    assert of(detail(parties=owner + party("Cdtr", "BAILLEUR")), cents=-100).counterparty == (
        "BAILLEUR"
    )
    assert of(detail(parties=party("Cdtr", "AUTRE NOM DE NOUS"))).counterparty == ""
    back = detail(parties=party("Cdtr", "GARAGE MARTIN"), back=element("Rsn/Cd", "AM04"))
    assert of(back, cents=-100).counterparty == "GARAGE MARTIN"


def test_references_are_those_that_mean_something() -> None:
    found = of(detail(end_to_end="NOTPROVIDED", reference="RF18539007547034", invoice="FA26-0001"))
    assert (found.end_to_end, found.creditor_reference) == ("", "RF18539007547034")
    assert found.references == ("RF18539007547034", "FA26-0001")


def test_words_cut_at_a_width_are_joined_and_repeats_dropped() -> None:
    cut = "X" * 130 + " FA26-000"
    found = of(detail(said=[cut + "1", "2 MERCI", "2 MERCI"]))
    assert found.said == cut + "12 MERCI"
    assert of(detail(said=["FACTURE", "FA26-0001"])).said == "FACTURE FA26-0001"


def test_what_is_not_booked_yet_is_left_out() -> None:
    waiting = entry(100, status="<Sts>PDNG</Sts>")
    informed = entry(100, status="<Sts><Cd>INFO</Cd></Sts>")
    file = read_camt(message(stated(waiting, informed, entry(7, status=""), total=7)))
    assert [line for line, _reason in file.ignored] == [1, 2]
    assert [one.cents for one in file.movements] == [7]
    assert file.checks[0].expected == file.checks[0].found
    notice = read_camt(message(stated(waiting, informed), kind="054"))
    assert ([one.line for one in notice.movements], len(notice.ignored)) == ([2], 1)


def test_a_movement_without_day_takes_that_of_its_statement() -> None:
    assert alone(message(stated(entry(100, on="")))).on == date(2026, 11, 16)
    bare = element("Acct/Id/Othr/Id", "ABC 12") + entry(100, on="")
    found = alone(message(bare))
    assert (found.on, found.account) == (date(2026, 11, 17), "ABC12")


def test_several_accounts_are_checked_apart() -> None:
    other = "FR7630004000031234567890143"
    file = read_camt(
        message(stated(entry(100), total=100), stated(entry(-50), total=-40, account=other))
    )
    assert [one.account for one in file.movements] == [IBAN, other]
    assert [check.expected - check.found for check in file.checks] == [0, 10]


def test_a_statement_without_movement_is_one() -> None:
    file = read_camt(message(stated()))
    assert (file.movements, len(file.checks)) == ([], 1)


def test_a_bad_entry_is_refused_with_its_rank_and_the_check_not_trusted() -> None:
    bad = entry(100, on="2026-02-30")
    file = read_camt(message(stated(entry(1), bad, *[entry(1)] * 20, total=121)))
    assert file.refused == [(2, "Date « 2026-02-30 » illisible (AAAA-MM-JJ attendu).")]
    assert len(file.movements) == 21
    assert not file.checks[0].trusted
    finer = entry(1).replace("0.01", "0.011")
    assert "plus fin que le centime" in read_camt(
        message(stated(entry(1), finer))
    ).refused[0][1]  # fmt: skip


def test_two_identical_movements_are_two_and_files_of_an_archive_are_counted_apart() -> None:
    day = message(stated(entry(322_00, PAID), entry(322_00, PAID)))
    assert len(set(keys(read_camt(day)))) == 2
    packed = camt.archive(monday=day, again=day)
    assert recognition.kind_of(packed) == recognition.CAMT
    found = read_camt(packed)
    assert ([one.line for one in found.movements], len(set(keys(found)))) == ([1, 2, 3, 4], 2)


def test_what_else_an_archive_holds_is_said() -> None:
    file = read_camt(camt.archive(day=message(stated(entry(1))), note=b"Bonjour"))
    assert len(file.movements) == 1
    assert file.warnings == ["« note.xml » n'est pas un relevé CAMT : laissé."]
    with pytest.raises(NotCamt):
        read_camt(camt.archive(note=b"Bonjour"))


PLAIN = message(stated(entry(322_00, PAID), entry(-5), total=321_95))
ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "9">]>' + PLAIN.split(b"?>", 1)[1]
DAMAGED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "cut": (PLAIN[: len(PLAIN) // 2], XmlBroken),
    "doctype": (ENTITY, DoctypeRefused),
    "another document": (b"<Document><Other/></Document>", NotCamt),
    "no side": (PLAIN.replace(b"CdtDbtInd", b"Side"), CamtUnreadable),
    "amounts lost": (PLAIN.replace(b"322", b"3x2").replace(b"0.05", b"x"), CamtUnreadable),
    "endless amount": (PLAIN.replace(b"322", b"1e99").replace(b"0.05", b"9" * 40), CamtUnreadable),
    "too many elements": (b"<Document>" + b"<a/>" * (ELEMENTS_MAX + 1), CamtTooLarge),
    "deep": (b"<Document>" + b"<a>" * 100_000, XmlBroken),
    "bomb": (camt.archive(a=b"<Document>" + b" " * 30_000_000), ArchiveRefused),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_a_sentence(name: str) -> None:
    content, refusal = DAMAGED[name]
    with pytest.raises(refusal) as refused:
        read_camt(content)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("content", [PLAIN, camt.archive(a=PLAIN, b=PLAIN)], ids=["xml", "zip"])
def test_no_damage_but_ends_in_a_refusal(content: bytes) -> None:
    chance = random.Random(6)
    for _ in range(400):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        with suppress(FileRefused):
            read_camt(bytes(damaged))
        with suppress(FileRefused):
            recognition.kind_of(bytes(damaged))


def test_twenty_thousand_entries_are_read_and_balance() -> None:
    file = read_camt(message(stated(*[entry(322_00, PAID)] * 20_000, total=20_000 * 322_00)))
    (check,) = file.checks
    assert (len(file.movements), check.found) == (20_000, check.expected)
    assert [one.line for one in file.movements[:2]] == [1, 2]


def test_what_entries_share_may_stand_after_them() -> None:
    said = stated(entry(322_00, PAID, on=""), entry(5_00), total=327_00)
    head, cut, moves = said.partition("<Ntry>")
    first_way, other_way = (read_camt(message(each)) for each in (said, cut + moves + head))
    assert [keys(one) for one in (first_way,)] == [keys(one) for one in (other_way,)]
    assert first_way.checks == other_way.checks


def test_entries_elsewhere_than_in_a_statement_are_nobody_s() -> None:
    inside = f"<Other>{entry(5_00)}</Other>{stated(entry(322_00, PAID), total=322_00)}"
    assert len(read_camt(message(inside)).movements) == 1


def test_an_entry_that_would_fill_the_memory_is_refused() -> None:
    crowd = entry(1, more="<NtryDtls>" + "<a/>" * (3 * ELEMENTS_MAX) + "</NtryDtls>")
    with pytest.raises(CamtTooLarge, match="un seul mouvement"):
        read_camt(message(stated(crowd)))

"""When SEPA collects, what a mandate may do, and the file that banks read."""

import datetime
from importlib.resources import files
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from encaisse.direct_debits.rules import calendar, mandates, pain, returns
from encaisse.direct_debits.rules.mandates import MandateFacts, Scheme, Sequence

TODAY = datetime.date(2026, 11, 20)  # a Friday
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
ME = pain.CreditorFacts(
    "Atelier Martin & Fils", "FR72ZZZ123456", "FR7630006000011234567890189", "AGRIFRPPXXX"
)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "earliest"),
    [
        ("2026-11-19", "2026-11-20"),
        ("2026-11-20", "2026-11-23"),
        ("2026-12-24", "2026-12-28"),
        ("2026-04-02", "2026-04-07"),
        ("2026-04-30", "2026-05-04"),
        ("2026-07-13", "2026-07-14"),
    ],
    ids=["Thursday", "Friday", "Christmas", "Easter", "first of May", "TARGET opens on 14 July"],
)
def test_the_bank_needs_a_business_day(today: str, earliest: str) -> None:
    assert calendar.earliest_collection(day(today)) == day(earliest)


@pytest.mark.parametrize(
    ("collect_on", "refusal", "said"),
    [
        ("2026-11-20", calendar.CollectedTooSoon, "23/11/2026"),
        ("2026-11-28", calendar.NotACollectionDay, "choisissez le 30/11/2026"),
        ("2026-12-25", calendar.NotACollectionDay, "choisissez le 28/12/2026"),
        ("2126-11-23", calendar.CollectedTooFar, "trop loin"),
    ],
)
def test_a_day_that_does_not_collect_says_which_does(
    collect_on: str, refusal: type[Exception], said: str
) -> None:
    with pytest.raises(refusal, match=said):
        calendar.require_collection_day(day(collect_on), today=TODAY)


def test_the_debtor_is_told_fourteen_days_before_unless_agreed() -> None:
    told = {"notified_on": day("2026-11-20"), "customer": "Garage Martin"}
    calendar.require_notice(day("2026-12-04"), notice_days=14, **told)  # type: ignore[arg-type]
    calendar.require_notice(day("2026-11-23"), notice_days=2, **told)  # type: ignore[arg-type]
    with pytest.raises(calendar.NoticeTooLate, match=r"Garage Martin .* 14 jours .* 04/12/2026"):
        calendar.require_notice(day("2026-12-03"), notice_days=14, **told)  # type: ignore[arg-type]


def facts(**changes: object) -> MandateFacts:
    usual: dict[str, object] = {
        "reference": "RUM1", "signed_on": day("2024-01-10"), "is_recurrent": True,
        "revoked_on": None, "latest_on": None, "sent": False,
    }  # fmt: skip
    return MandateFacts(**(usual | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mandate", "on", "said"),
    [
        pytest.param(facts(), "2027-01-10", "", id="thirty-six months to the day"),
        pytest.param(facts(), "2027-01-11", "caduc depuis le 10/01/2027", id="a day more"),
        pytest.param(facts(latest_on=day("2026-01-05")), "2028-01-05", "", id="used since"),
        pytest.param(facts(revoked_on=TODAY), "2026-11-20", "révoqué", id="revoked"),
        pytest.param(facts(signed_on=day("2026-12-01")), "2026-11-20", "signé que", id="to come"),
        pytest.param(facts(is_recurrent=False, sent=True), "2026-11-20", "déjà", id="used up"),
    ],
)
def test_when_a_mandate_may_be_used(mandate: MandateFacts, on: str, said: str) -> None:
    if not said:
        mandates.require_usable(mandate, day(on))
        return
    with pytest.raises(mandates.MandateUnusable, match=said):
        mandates.require_usable(mandate, day(on))


def test_the_sequence_of_a_collection() -> None:
    assert mandates.sequence_of(facts()) == Sequence.FIRST
    assert mandates.sequence_of(facts(latest_on=TODAY)) == Sequence.RECURRENT
    assert mandates.sequence_of(facts(is_recurrent=False)) == Sequence.ONE_OFF


@pytest.mark.parametrize("given", ["", "É1", "A" * 36, "/A", "A//B", "A_B"])
def test_a_reference_that_the_bank_would_refuse(given: str) -> None:
    with pytest.raises(mandates.MandateReferenceWrong):
        mandates.checked_reference(given)
    assert mandates.checked_reference(" RUM-2026/1 ") == "RUM-2026/1"


@pytest.mark.parametrize(
    ("iban", "bic", "refusal"),
    [
        ("FR1420041010050500013M02607", "", mandates.DebtorIbanWrong),
        ("BR1500000000000010932840814P2", "", mandates.DebtorIbanWrong),
        ("GB29NWBK60161331926819", "", mandates.DebtorBicWrong),
        ("FR1420041010050500013M02606", "XX", mandates.DebtorBicWrong),
    ],
)
def test_an_account_that_sepa_does_not_debit(iban: str, bic: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match="mandat"):
        mandates.checked_account(iban, bic)


def test_an_account_is_kept_without_spaces_its_bic_where_it_matters() -> None:
    found = mandates.checked_account("FR14 2004 1010 0505 0001 3M02 606", "")
    assert found == ("FR1420041010050500013M02606", "")
    assert mandates.checked_account("GB29NWBK60161331926819", "nwbkgb2l")[1] == "NWBKGB2L"


def test_a_creditor_identifier_has_check_digits() -> None:
    assert mandates.checked_ics("fr72 zzz 123456") == "FR72ZZZ123456"
    with pytest.raises(mandates.CreditorIdentifierWrong):
        mandates.checked_ics("FR73ZZZ123456")


def collection(rank: int, sequence: str = "RCUR", **changes: object) -> pain.Collection:
    usual: dict[str, object] = {
        "end_to_end": f"PRLV1-{rank}", "cents": 1_000 + rank, "mandate": f"RUM{rank}",
        "signed_on": day("2024-01-10"), "debtor": "Société n° 1 « Œuvre & Cie »",
        "iban": "FR1420041010050500013M02606", "bic": "", "text": f"Facture FA_{rank}",
        "sequence": sequence,
    }  # fmt: skip
    return pain.Collection(**(usual | changes))  # type: ignore[arg-type]


def order(collections: list[pain.Collection], version: str, scheme: Scheme) -> pain.Order:
    return pain.Order("PRLV1", NOON, day("2026-11-24"), scheme, ME, collections, version)


def validator(version: str) -> etree.XMLSchema:
    """The schema of ISO 20022, as a library of others ships it."""
    return etree.XMLSchema(etree.parse(str(files("sepaxml") / "schemas" / f"{version}.xsd")))


@pytest.mark.parametrize("version", pain.VERSIONS)
@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_file_follows_the_schema_and_its_sums_agree(version: str, scheme: Scheme) -> None:
    asked = [
        collection(1, "FRST"), collection(2), collection(3, bic="NWBKGB2LXXX"),
        collection(4, "OOFF"),
    ]  # fmt: skip
    tree = etree.fromstring(pain.written(order(asked, version, scheme)))
    validator(version).assertValid(tree)
    space = {"p": f"urn:iso:std:iso:20022:tech:xsd:{version}"}
    total = sum(each.cents for each in asked)
    assert tree.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=space) == f"{total / 100:.2f}"
    assert tree.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=space) == "4"
    for part in tree.iterfind(".//p:PmtInf", space):
        amounts = [round(100 * float(each.text or "")) for each in part.iterfind(
            ".//p:InstdAmt", space)]  # fmt: skip
        assert part.findtext("p:NbOfTxs", namespaces=space) == str(len(amounts))
        assert part.findtext("p:CtrlSum", namespaces=space) == f"{sum(amounts) / 100:.2f}"
    names = {each.text for each in tree.iterfind(".//p:Dbtr/p:Nm", space)}
    assert names == {"Societe no 1 ' OEuvre + Cie '"}
    kinds = [each.text for each in tree.iterfind(".//p:SeqTp", space)]
    assert kinds == [key for key, _part in groupby(sorted(each.sequence for each in asked))]


@given(st.text(min_size=1, max_size=200), st.text(max_size=300))
def test_whatever_a_customer_is_called_the_file_is_taken(name: str, text: str) -> None:
    one = collection(1, debtor=name, text=text)
    for version in pain.VERSIONS:
        tree = etree.fromstring(pain.written(order([one], version, Scheme.CORE)))
        validator(version).assertValid(tree)
    told = pain.sepa_text(name, pain.NAME_MAX)
    assert pain.OUTSIDE.search(told) is None
    assert 0 < len(told) <= pain.NAME_MAX
    assert "//" not in told


def test_a_reason_of_return_reads_in_french() -> None:
    assert returns.return_told("AM04") == "AM04 : provision insuffisante"
    assert returns.return_told("ZZ99") == "ZZ99"

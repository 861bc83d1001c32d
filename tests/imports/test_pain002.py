"""What the bank says of our files before it pays: read whatever the version, or refused."""

import datetime

import pytest

from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import GivenFile, Judged, judge
from encaisse.imports.pain002.reading import read_pain002
from encaisse.imports.rules.recognition import kind_of
from tests.imports import pain


@pytest.mark.parametrize("version", ["03", "10", "14"])
def test_each_status_is_read_with_its_place_and_reason(version: str) -> None:
    inside = pain.one("P-1-1", code="AM04", words="Solde") + pain.one("P-1-2", "ACSP", "")
    content = pain.report("P-1", pain.part("P-1-FRST", inside), version=version)
    assert kind_of(content) == "pain002"
    read = read_pain002(content)
    assert read.on == datetime.date(2026, 11, 23)
    first, second = read.answers
    assert (first.message, first.part, first.reference) == ("P-1", "P-1-FRST", "P-1-1")
    assert (first.status, first.code, first.words) == ("RJCT", "AM04", "Solde")
    assert second.status == "ACSP"


def test_a_whole_message_or_a_part_may_be_rejected() -> None:
    refused = f"<GrpSts>RJCT</GrpSts>{pain.reason('FF01')}"
    (whole,) = read_pain002(pain.report("P-1", "", status=refused)).answers
    assert (whole.what, whole.code) == ("P-1", "FF01")
    part = pain.part("P-1-RCUR", "", f"<PmtInfSts>RJCT</PmtInfSts>{pain.reason('BE05')}")
    (found,) = read_pain002(pain.report("P-1", part)).answers
    assert (found.what, found.code) == ("P-1-RCUR", "BE05")


def test_what_is_accepted_is_said_and_changes_nothing() -> None:
    judged = judge(GivenFile("r.xml", pain.report("P-1", "", status="<GrpSts>ACTC</GrpSts>")), None)
    assert isinstance(judged, Judged)
    assert judged.report["taken"] == 0
    (line,) = judged.report["ignored"]
    assert line["reason"] == "« P-1 » : accepté après contrôle technique, rien à changer."
    assert judged.report["answers"][0]["status"] == "ACTC"


def test_a_transaction_without_reference_is_refused_in_its_place() -> None:
    read = read_pain002(pain.report("P-1", pain.part("P-1-FRST", pain.one(""))))
    ((_line, why),) = read.refused
    assert "sans référence" in why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pain.report("P-1", "", of="pain.001.001.03"), "virements émis"),
        (pain.report("P-1", ""), "ne dit rien"),
        (b"<Document><CstmrPmtStsRpt/></Document>", "ne dit rien"),
        (b"<!DOCTYPE r>" + pain.report("P-1", "").split(b"?>", 1)[1], "DOCTYPE"),
        (b" ", "vide"),
        (b" " * (20 * 1024 * 1024 + 1), "20 Mo"),
    ],
)
def test_another_file_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        read_pain002(content)


def test_an_unreadable_day_is_said() -> None:
    read = read_pain002(pain.report("P-1", pain.part("x", pain.one("P-1-1")), made="hier"))
    assert read.on is None
    assert "ne se lit pas" in read.warnings[0]

"""The statuses that we know are those of the law's list; later ones end what they should."""

from datetime import date

import pytest

from encaisse.law.files import table
from encaisse.life_cycle.rules.codes import CAUSES, LABELS, REASONS, Entails, words_of
from encaisse.life_cycle.rules.standing import Said, contested, ended_by, is_same_invoice

DAY = date(2026, 11, 10)


def test_every_status_of_the_law_has_its_word() -> None:
    rows = table("einvoice_statuses").values()
    known = {str(row.on(DAY).value): row.label.partition(" (")[0] for row in rows}
    assert {code: LABELS[code].partition(" par la ")[0] for code in known} == known


def test_every_cause_comes_from_a_reason_that_has_its_words() -> None:
    assert set(CAUSES) <= set(REASONS)
    assert words_of("QTE_ERR", "") == "Quantité facturée incorrecte"
    assert words_of("QTE_ERR", "Trois colis") == "Trois colis"


@pytest.mark.parametrize(
    ("code", "later", "is_ended"),
    [
        ("207", "205", True), ("207", "206", True), ("207", "204", False), ("207", "211", False),
        ("208", "209", True), ("208", "204", True), ("208", "203", False),
        ("210", "205", True), ("210", "211", False), ("213", "200", True), ("213", "202", True),
        ("211", "212", False), ("205", "207", False),
    ],
)  # fmt: skip
def test_what_ends_what(code: str, later: str, is_ended: bool) -> None:
    said = [Said(2, code, DAY), Said(1, later, date(2026, 11, 12))]
    assert (2 in ended_by(said)) is is_ended
    earlier = [Said(1, code, DAY), Said(2, later, date(2026, 11, 8))]
    assert 1 not in ended_by(earlier)


def test_statuses_of_one_day_follow_their_hour_then_their_rank() -> None:
    said = [Said(1, "205", DAY, "2026-11-10T09:00:00"), Said(2, "207", DAY, "2026-11-10T10:00:00")]
    assert not ended_by(said)
    assert ended_by([Said(1, "208", DAY), Said(2, "209", DAY)])[1].id == 2


def test_the_part_contested_is_at_most_what_may_be() -> None:
    whole = Said(1, "207", DAY)
    assert contested(whole, 100) is None
    assert contested(Said(1, "207", DAY, contested_cents=500), 100) == 100
    assert contested(Said(1, "206", DAY, approved_cents=30), 100) == 70
    assert contested(Said(1, "206", DAY, approved_cents=300), 100) is None
    assert whole.entails == Entails.DISPUTED


@pytest.mark.parametrize(("said_on", "same"), [(None, True), (date(2026, 10, 1), True),
                                               (date(2025, 11, 10), False)])  # fmt: skip
def test_the_day_of_issue_tells_the_number_of_another_year(said_on: date, same: bool) -> None:
    assert is_same_invoice(DAY, said_on) is same

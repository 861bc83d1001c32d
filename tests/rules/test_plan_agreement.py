"""The agreement of a plan says the same things in French and in English."""

import re
from dataclasses import replace

import pytest

from encaisse.payment_plans.rules.agreeing import ENGLISH, FRENCH, Facts, clauses, title_of

PLAIN = Facts(
    creditor="Atelier Martin", debtor="Garage Martin", principal="P", interest="", waived="",
    count=3, missed_max=1, grace_days=8, is_automatic=False, expires_on="E",
)  # fmt: skip
WAYS = [
    pytest.param(PLAIN, id="no interest, at our request"),
    pytest.param(replace(PLAIN, interest="I"), id="interest on top"),
    pytest.param(replace(PLAIN, interest="I", waived="W"), id="a part given up"),
    pytest.param(replace(PLAIN, waived="W", is_automatic=True), id="given up, by itself"),
    pytest.param(replace(PLAIN, missed_max=0), id="after formal notice"),
    pytest.param(replace(PLAIN, missed_max=2, grace_days=1, count=1), id="two missed, one day"),
]
FIGURES = re.compile(r"\b(?:2240|Atelier Martin|Garage Martin|[PIWE]|\d+)\b")


def test_both_languages_have_the_same_clauses() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    assert title_of() == FRENCH["title"]
    assert title_of("en") == ENGLISH["title"]


@pytest.mark.parametrize("facts", WAYS)
def test_each_clause_says_the_same_figures_in_both(facts: Facts) -> None:
    french, english = clauses(facts), clauses(facts, language="en")
    assert [clause.title for clause in french] != [clause.title for clause in english]
    for ours, theirs in zip(french, english, strict=True):
        assert "{" not in ours.text + theirs.text
        assert sorted(FIGURES.findall(ours.text)) == sorted(FIGURES.findall(theirs.text))


def test_numbers_agree_with_their_words() -> None:
    one = replace(PLAIN, count=1, grace_days=0, missed_max=1)
    words = " ".join(clause.text for clause in clauses(one))
    assert "en 1 versement, au plus tard le jour indiqué" in words
    assert "impayé le lendemain de sa date" in words
    assert "the day after it falls due" in " ".join(
        clause.text for clause in clauses(one, language="en")
    )


@pytest.mark.parametrize(
    ("grace", "told"), [(0, "faits à leur date"), (8, "faits au plus tard 8 jours après leur date")]
)
def test_what_is_given_up_says_until_when_and_that_interest_is_paid_too(
    grace: int, told: str
) -> None:
    words = " ".join(
        clause.text for clause in clauses(replace(PLAIN, waived="W", grace_days=grace))
    )
    assert f"si tous les versements, intérêts compris, sont {told} ; sinon" in words

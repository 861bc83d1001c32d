"""Due dates, case by case: ``due_dates.yaml`` is the table, readable by a lawyer."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.due_date import DueDate, due_date
from encaisse.law.payment_limits import SECTORS_OF, Sale, Sector
from encaisse.law.payment_terms import (
    MonthEnd,
    PaymentTerms,
    PercentsNotWhole,
    Rule,
    Share,
    Start,
)
from encaisse.law.payment_terms_reading import (
    EXAMPLES,
    DayOutOfMonth,
    TermsAmbiguous,
    TermsNotUnderstood,
    TermsTooLong,
    parse_terms,
)
from encaisse.law.rates import Debtor

TABLE = Path(__file__).with_name("due_dates.yaml")
CASES = YAML(typ="safe", pure=True).load(TABLE.read_text(encoding="utf-8"))
WORKED = [case for case in CASES if "refused" not in case]
REFUSED = [case for case in CASES if "refused" in case]
DAYS = st.dates(date(2009, 1, 1), date(2026, 12, 31))


def worked_out(case: dict[str, Any]) -> DueDate:
    issued_on = case["issued"]
    sale = Sale(
        issued_on,
        case.get("received"),
        Debtor(case.get("buyer", "business")),
        Sector(case.get("sector", "general")),
    )
    terms = parse_terms(case["terms"], issued_on=issued_on) if "terms" in case else None
    return due_date(terms, sale)


@pytest.mark.parametrize("case", WORKED, ids=lambda case: case["case"])
def test_a_due_date_worked_out_by_hand(case: dict[str, Any]) -> None:
    found = worked_out(case)
    assert case["counted"]
    assert found.due_on == case["due"]
    assert [part.due_on for part in found.parts] == case.get("parts", [case["due"]])
    assert found.limit.on == case["maximum"]
    assert found.within_limit is case["within"]
    assert found.limit.article == case["article"]
    assert found.limit.is_certain is ("mark" not in case)
    told = "\n".join(found.warnings)
    assert case.get("warning", "") in told
    assert case.get("mark", "") in told
    assert ("dépasse" in told) is (case["within"] is False)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["case"])
def test_what_is_not_known_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        worked_out(case)
    assert refused.value.code == case["refused"]


def test_every_sector_has_its_case() -> None:
    assert {case.get("sector", "general") for case in WORKED} == set(Sector)
    assert all(sector.label for sector in Sector)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("30 days", "30 jours"),
        ("net 30", "30 jours"),
        ("Paiement à 30 jours nets.", "30 jours"),
        ("45 jours date de facture", "45 jours"),
        ("60j", "60 jours"),
        ("1 jour", "1 jour"),
        ("45 jours puis fin de mois", "45 jours, fin de mois"),
        ("45 jours + FDM", "45 jours, fin de mois"),
        ("fin de mois + 45 jours", "fin de mois, 45 jours"),
        ("45 jours à compter de la fin du mois", "fin de mois, 45 jours"),
        ("30 jours fin de mois le 10", "30 jours, fin de mois, le 10"),
        ("30 days, end of month, on the 10th", "30 jours, fin de mois, le 10"),
        ("fin de mois, le 10 du mois suivant", "fin de mois, le 10"),
        ("due on receipt", "à réception"),
        ("À réception de facture", "à réception"),
        ("30 days after receipt of the invoice", "30 jours, à compter de la réception"),
        ("0 days", "comptant"),
        ("45 days, periodic invoice", "45 jours, facture récapitulative"),
        ("due on 2026-05-31", "le 31/05/2026"),
        ("30% comptant et 70% à 60 jours", "30 % comptant, 70 % à 60 jours"),
        ("33,5 % à réception, solde à 30 jours", "33,5 % à réception, 66,5 % à 30 jours"),
        ("100 % at 30 days", "30 jours"),
    ],
)
def test_terms_are_read_as_people_write_them(written: str, read: str) -> None:
    assert str(parse_terms(written)) == read


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_shown_are_read(example: str) -> None:
    assert str(parse_terms(example)) == example


@pytest.mark.parametrize(
    "written",
    [
        "45 jours fin de mois",
        "45 days end of month",
        "30 jours date de facture fin de mois",
        "fin de mois 45 jours",
        "50 % comptant, 50 % à 45 jours fin de mois",
    ],
)
def test_what_has_two_readings_is_refused_with_both(written: str) -> None:
    with pytest.raises(TermsAmbiguous, match="deux façons"):
        parse_terms(written)


def test_both_readings_are_dated() -> None:
    with pytest.raises(TermsAmbiguous) as refused:
        parse_terms("45 jours fin de mois", issued_on=date(2026, 3, 10))
    assert str(refused.value) == (
        "« 45 jours fin de mois » se compte de deux façons et le contrat doit dire laquelle : pour "
        "une facture du 10/03/2026, « 45 jours, fin de mois » mène au 30/04/2026, « fin de mois, "
        "45 jours » au 15/05/2026. Écrivez l'une des deux, virgule comprise."
    )


@pytest.mark.parametrize(
    ("written", "refusal", "told"),
    [
        ("demain", TermsNotUnderstood, "« 30 % comptant, 70 % à 60 jours »"),
        ("", TermsNotUnderstood, "écrivez"),
        ("30", TermsNotUnderstood, "« 30 »"),
        ("-5 jours", TermsNotUnderstood, "-5"),
        ("30 jours, 60 jours", TermsNotUnderstood, "60"),
        ("fin de mois, 30 jours, le 10", TermsNotUnderstood, "le 10"),
        ("comptant, 30 jours", TermsNotUnderstood, "comptant"),
        ("acompte de 30 %, solde à 30 jours", TermsNotUnderstood, "acompte"),
        ("9" * 5000 + " jours", TermsNotUnderstood, "999"),
        ("1000 jours", TermsTooLong, "999 au plus"),
        ("30 jours fin de mois le 32", DayOutOfMonth, "de 1 à 31"),
        ("30 % comptant, 60 % à 30 jours", PercentsNotWhole, "90 %"),
        ("150 % à 30 jours", PercentsNotWhole, "150 %"),
        ("0 % comptant, 100 % à 30 jours", PercentsNotWhole, "au-dessus de zéro"),
        ("le 31/02/2026", Refusal, "n'est pas un jour du calendrier"),
    ],
)
def test_bad_terms_end_in_a_sentence(written: str, refusal: type[Refusal], told: str) -> None:
    with pytest.raises(refusal) as refused:
        parse_terms(written)
    assert told in str(refused.value)


RULES = st.one_of(
    st.builds(
        Rule,
        days=st.integers(0, 999),
        month_end=st.sampled_from(MonthEnd),
        start=st.sampled_from(Start),
    ),
    st.builds(
        Rule,
        days=st.integers(0, 999),
        month_end=st.just(MonthEnd.AFTER_DAYS),
        day_of_month=st.integers(1, 31),
    ),
    st.builds(Rule, fixed_on=st.dates(date(2027, 1, 1))),
)


@st.composite
def agreed(draw: st.DrawFn) -> PaymentTerms:
    rules = draw(st.lists(RULES, min_size=1, max_size=4))
    cuts = draw(
        st.lists(
            st.integers(1, 9999), min_size=len(rules) - 1, max_size=len(rules) - 1, unique=True
        )
    )
    ends = [0, *sorted(cuts), 10_000]
    percents = [Decimal(b - a) / 100 for a, b in pairwise(ends)]
    return PaymentTerms(tuple(map(Share, percents, rules)), draw(st.booleans()))


@given(agreed(), DAYS)
def test_terms_written_in_french_are_read_back(terms: PaymentTerms, issued_on: date) -> None:
    assert parse_terms(str(terms)).due_days(issued_on) == terms.due_days(issued_on)


@given(agreed(), DAYS, st.integers(1, 10**12))
def test_a_split_loses_no_cent(terms: PaymentTerms, issued_on: date, cents: int) -> None:
    parts = terms.split(Money(cents), issued_on)
    assert Money.total(amount for _, amount in parts) == Money(cents)
    assert all(amount.cents > 0 for _, amount in parts)
    assert {day for day, _ in parts} <= set(terms.due_days(issued_on))


@given(RULES, DAYS)
def test_a_later_invoice_is_never_due_earlier(rule: Rule, issued_on: date) -> None:
    assume(rule.fixed_on is None)
    assert rule.due_on(issued_on) <= rule.due_on(issued_on + timedelta(days=1))


@given(
    st.sampled_from(Sector), st.integers(0, 120), st.dates(date(2019, 4, 26), date(2026, 12, 31))
)
def test_what_is_within_the_limit_ends_on_it_at_the_latest(
    sector: Sector, days: int, issued_on: date
) -> None:
    buyer = Debtor.PUBLIC if sector.startswith("public-") else Debtor.BUSINESS
    assert sector in SECTORS_OF[buyer]
    found = due_date(PaymentTerms.at(Rule(days)), Sale(issued_on, None, buyer, sector))
    assert found.within_limit is (found.limit.on and found.due_on <= found.limit.on)


def test_a_day_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal, match="trop loin"):
        due_date(parse_terms("30 jours"), Sale(date(9999, 12, 31), None, Debtor.CONSUMER))

"""From receivables to messages: grouping, credits, minimum, spacing, addressee."""

import json
from dataclasses import replace
from typing import Any

import pytest

from encaisse.dunning.rules import Scenario, Step
from tests.dunning.ladder import LADDER, ME, a_payer, a_receivable, after, fates, planned

LATER: dict[str, Any] = {
    "level": 1,
    "delivered_on": after(7),
    "taken_on": after(7),
    "stepped_on": after(7),
}
WALK = Scenario(1, "marche", (Step(0, -3, is_courtesy=True), Step(1, 7), Step(2, 21)))


def credit(number: int, cents: int, **facts: Any) -> dict[str, Any]:
    plain = {"credit": number, "payer": 1, "currency": "EUR", "open": cents, "on": after(0)}
    return plain | {"reference": f"A{number}"} | facts


def test_one_message_per_customer_at_the_highest_level() -> None:
    result = planned(a_receivable(1, **LATER), a_receivable(2, open=1000), on=after(21))
    assert fates(result) == {1: 2, 2: 1}
    assert result.sent.select("level", "total").rows() == [(2, 91_000)]


def test_currencies_never_meet() -> None:
    result = planned(a_receivable(1), a_receivable(2, currency="USD"), on=after(7))
    assert sorted(result.sent.select("currency", "total").rows()) == [
        ("EUR", 90_000),
        ("USD", 90_000),
    ]


@pytest.mark.parametrize(
    ("grouping", "messages"), [("customer", 1), ("step", 2), ("receivable", 3)]
)
def test_what_one_message_gathers(grouping: str, messages: int) -> None:
    rows = [a_receivable(1, **LATER), a_receivable(2), a_receivable(3)]
    result = planned(*rows, on=after(21), scenario=replace(WALK, grouping=grouping))
    assert result.sent.height == messages


def test_courtesy_travels_with_what_is_late() -> None:
    result = planned(a_receivable(1), a_receivable(2, due_on=after(10)), on=after(7), scenario=WALK)
    assert fates(result) == {1: 1, 2: 0}
    assert result.sent.select("level", "total").rows() == [(1, 180_000)]


def test_listing_what_is_late_without_a_step() -> None:
    rows = [a_receivable(1), a_receivable(2, due_on=after(5)), a_receivable(3, due_on=after(30))]
    held = a_receivable(4, held="disputed")
    result = planned(*rows, held, on=after(7), scenario=replace(WALK, lists="overdue"))
    assert result.sent["listed"].to_list() == [[2]]
    assert result.sent["total"].to_list() == [180_000]


def test_an_invoice_in_transit_is_not_listed() -> None:
    on_the_way = replace(WALK, lists="overdue", transit_days=10)
    rows = [a_receivable(1), a_receivable(2, issued_on=after(-3), due_on=after(5))]
    assert planned(*rows, on=after(7), scenario=on_the_way).sent["listed"].to_list() == [[]]


@pytest.mark.parametrize(
    ("cents", "total"),
    [
        pytest.param(89_999, 1, id="a part covered: the difference is asked"),
        pytest.param(90_000, None, id="all covered: no message"),
        pytest.param(95_000, None, id="more than covered"),
    ],
)
def test_credits_not_allocated_count(cents: int, total: int | None) -> None:
    result = planned(a_receivable(), on=after(7), credits=(credit(1, cents),))
    assert result.sent["total"].to_list() == ([] if total is None else [total])
    assert fates(result) == {1: "covered" if total is None else 1}


def test_a_credit_is_deducted_once() -> None:
    result = planned(
        a_receivable(1),
        a_receivable(2, due_on=after(1)),
        on=after(20),
        scenario=replace(WALK, grouping="receivable"),
        credits=(credit(1, 100_000),),
    )
    assert fates(result) == {1: "covered", 2: 1}
    assert result.sent["total"].to_list() == [80_000]


def test_a_credit_of_another_currency_covers_nothing() -> None:
    result = planned(a_receivable(), on=after(7), credits=(credit(1, 99_999, currency="USD"),))
    assert result.sent["total"].to_list() == [90_000]


@pytest.mark.parametrize(("cents", "expected"), [(999, "minimum"), (1000, 1)])
def test_the_minimum_is_on_the_customer_total(cents: int, expected: int | str) -> None:
    result = planned(
        a_receivable(1, open=cents),
        a_receivable(2, open=1000),
        on=after(7),
        scenario=replace(WALK, minimum={"EUR": 2000}),
    )
    assert fates(result) == {1: expected, 2: expected}


@pytest.mark.parametrize(("days", "expected"), [(8, "spacing"), (9, 1)])
def test_the_least_days_between_two_messages(days: int, expected: int | str) -> None:
    result = planned(
        a_receivable(),
        on=after(days),
        scenario=replace(WALK, spacing_days=2),
        payers=(a_payer(latest_on=after(7)),),
    )
    assert fates(result) == {1: expected}


def test_within_one_run_the_latest_payment_goes_first() -> None:
    result = planned(
        a_receivable(1, due_on=after(2)),
        a_receivable(2),
        on=after(15),
        scenario=replace(WALK, grouping="receivable", spacing_days=1),
    )
    assert fates(result) == {1: "spacing", 2: 1}


@pytest.mark.parametrize(("recent", "expected"), [(1, 1), (2, "pressure"), (3, "pressure")])
def test_no_more_messages_in_seven_days_than_the_company_allows(
    recent: int, expected: int | str
) -> None:
    known = (a_payer(recent=recent),)
    result = planned(a_receivable(), on=after(7), payers=known, most_per_week=2)
    assert fates(result) == {1: expected}


def test_within_one_run_the_pressure_counts_what_already_goes() -> None:
    result = planned(
        a_receivable(1, due_on=after(2)),
        a_receivable(2),
        on=after(15),
        scenario=replace(WALK, grouping="receivable"),
        payers=(a_payer(recent=1),),
        most_per_week=2,
    )
    assert fates(result) == {1: "pressure", 2: 1}


def test_what_a_person_asks_for_waits_for_no_spacing_and_no_pressure() -> None:
    result = planned(
        a_receivable(forced=1),
        on=after(9),
        scenario=replace(WALK, spacing_days=5, minimum={"EUR": 1_000_000}),
        payers=(a_payer(latest_on=after(8), recent=2),),
        most_per_week=2,
    )
    assert fates(result) == {1: 1}


def named(*names: str) -> str:
    return json.dumps([{"name": name, "email": f"{name}@garage.example"} for name in names])


@pytest.mark.parametrize(
    ("payer", "contacts", "expected"),
    [
        pytest.param({}, (7, 7), ["Ott"], id="the contact of all listed invoices"),
        pytest.param({}, (7, None), ["Garage Martin"], id="not of all: the customer itself"),
        pytest.param({"dunning_mail": named("Roy")}, (7, 7), ["Roy"], id="the dunning contact"),
        pytest.param(
            {"billing_mail": named("Abel", "Ben")}, (7, None), ["Abel", "Ben"], id="billing: all"
        ),
    ],
)
def test_the_addressee(
    payer: dict[str, Any], contacts: tuple[int | None, ...], expected: list[str]
) -> None:
    rows = [a_receivable(number, contact=contact) for number, contact in enumerate(contacts)]
    result = planned(
        *rows,
        on=after(7),
        payers=(a_payer(**payer),),
        contacts=({"contact": 7, "shared_mail": named("Ott"), "shared": named("Ott")},),
    )
    assert [each["name"] for each in json.loads(result.sent["to"][0])] == expected


@pytest.mark.parametrize(
    ("payer", "channel", "hold"),
    [
        pytest.param({"own_mail": ME}, "mail", None, id="an e-mail"),
        pytest.param({"own_mail": None}, "letter", None, id="an address only: a letter"),
        pytest.param(
            {"own_mail": None, "has_address": False}, "mail", "no_contact", id="neither: a person"
        ),
    ],
)
def test_without_e_mail(payer: dict[str, Any], channel: str, hold: str | None) -> None:
    result = planned(a_receivable(), on=after(7), payers=(a_payer(**payer),), scenario=LADDER)
    assert result.decisions.select("channel", "hold").row(0) == (channel, hold)


TURNS = Scenario(1, "tour à tour", (Step(1, 7, other_channel="letter", tone="firm"), Step(2, 21)))


@pytest.mark.parametrize(
    ("payer", "expected"),
    [
        pytest.param({}, "mail", id="the first time"),
        pytest.param({"latest_channel": "mail"}, "letter", id="the other way after a mail"),
        pytest.param({"latest_channel": "letter"}, "mail", id="and back after a letter"),
        pytest.param(
            {"latest_channel": "mail", "has_address": False}, "mail",
            id="never a way by which nobody is reached",
        ),
    ],
)  # fmt: skip
def test_channels_take_turns(payer: dict[str, Any], expected: str) -> None:
    known = (a_payer(**payer),)
    result = planned(a_receivable(), on=after(7), scenario=TURNS, payers=known)
    assert result.sent["channel"].to_list() == [expected]


def test_a_formal_notice_never_changes_its_channel() -> None:
    formal = Step(1, 7, "letter", other_channel="mail", template_code="mise-en-demeure")
    known = (a_payer(latest_channel="letter"),)
    notice = Scenario(1, "sec", (formal,))
    result = planned(a_receivable(), on=after(7), scenario=notice, payers=known)
    assert result.sent["channel"].to_list() == ["letter"]


def test_a_step_speaks_in_its_own_tone_else_in_that_of_the_profile() -> None:
    known = (a_payer(tone="collaborative"),)
    first = planned(a_receivable(), on=after(7), scenario=TURNS, payers=known)
    second = planned(a_receivable(**LATER), on=after(21), scenario=TURNS, payers=known)
    assert first.sent["tone"].to_list() == ["firm"]
    assert second.sent["tone"].to_list() == ["collaborative"]


def test_the_courtesy_nearest_to_the_due_date_leads() -> None:
    far = Step(0, -10, is_courtesy=True, template_code="loin")
    near = Step(0, -2, is_courtesy=True, template_code="près")
    rows = [a_receivable(1), a_receivable(2, due_on=after(8))]
    twice = Scenario(1, "prévenant", (far, near))
    result = planned(*rows, on=after(-2), scenario=twice)
    assert result.sent.select("template_code", "total").rows() == [("près", 180_000)]


def test_the_minimum_is_on_the_account_however_its_messages_are_split() -> None:
    split = replace(WALK, grouping="receivable", minimum={"EUR": 2000})
    rows = [a_receivable(1, open=1000), a_receivable(2, open=1000)]
    assert fates(planned(*rows, on=after(7), scenario=split)) == {1: 1, 2: 1}


def test_a_courtesy_that_waits_is_not_listed_as_late() -> None:
    rows = [a_receivable(1), a_receivable(2, due_on=after(9), pending="waiting")]
    result = planned(*rows, on=after(7), scenario=replace(WALK, lists="overdue"))
    assert result.sent["listed"].to_list() == [[]]


def test_what_is_late_is_listed_on_one_message_of_the_account() -> None:
    split = replace(WALK, grouping="receivable", lists="overdue")
    rows = [a_receivable(1), a_receivable(2), a_receivable(3, due_on=after(5))]
    result = planned(*rows, on=after(7), scenario=split)
    assert sorted(result.sent["listed"].to_list()) == [[], [3]]


SPLIT = replace(WALK, grouping="step", lists="overdue")


@pytest.mark.parametrize(
    ("scenario", "limit", "hold"),
    [
        (SPLIT, {"most_per_week": 1}, "pressure"),
        (replace(SPLIT, spacing_days=2), {}, "spacing"),
        (replace(SPLIT, grouping="receivable"), {"most_per_week": 1}, "pressure"),
    ],
)
def test_what_comes_too_close_is_listed_by_the_message_that_goes(
    scenario: Scenario, limit: dict[str, Any], hold: str
) -> None:
    rows = [a_receivable(1, **LATER), a_receivable(2, open=30_000)]
    result = planned(*rows, on=after(21), scenario=scenario, **limit)
    assert fates(result) == {1: 2, 2: hold}
    assert result.sent.select("listed", "total").rows() == [([2], 120_000)]
    sober = planned(*rows, on=after(21), scenario=replace(scenario, lists="reached"), **limit)
    assert sober.sent.select("listed", "total").rows() == [([], 90_000)]


def test_a_courtesy_held_for_the_pressure_is_not_listed_as_late() -> None:
    rows = [a_receivable(1), a_receivable(2, due_on=after(9))]
    result = planned(*rows, on=after(7), scenario=SPLIT, most_per_week=1)
    assert fates(result) == {1: 1, 2: "pressure"}
    assert result.sent.select("listed", "total").rows() == [([], 90_000)]


def test_what_is_listed_takes_its_credits_along() -> None:
    rows = [a_receivable(number, due_on=after(number)) for number in (1, 2, 3)]
    result = planned(
        *rows,
        on=after(20),
        scenario=replace(WALK, grouping="receivable", lists="overdue"),
        payers=(a_payer(recent=1),),
        credits=(credit(1, 60_000),),
        most_per_week=2,
    )
    assert fates(result) == {1: 1, 2: "pressure", 3: "pressure"}
    assert result.sent.select("listed", "total").rows() == [([2, 3], 210_000)]
    assert result.ahead.is_empty()


def test_what_credits_cover_is_not_listed_and_keeps_them() -> None:
    result = planned(
        a_receivable(1),
        a_receivable(2, due_on=after(1)),
        on=after(20),
        scenario=replace(WALK, grouping="receivable", lists="overdue"),
        credits=(credit(1, 90_000),),
    )
    assert fates(result) == {1: "covered", 2: 1}
    assert result.sent.select("listed", "total").rows() == [([], 90_000)]
    assert result.ahead["ahead"].to_list() == [90_000]


def test_the_message_that_goes_lists_what_a_held_one_would_have_listed() -> None:
    paper = replace(SPLIT, steps=(Step(1, 7), Step(2, 21, "letter")))
    rows = [a_receivable(1, **LATER), a_receivable(2), a_receivable(3, due_on=after(16))]
    known = (a_payer(has_address=False),)
    result = planned(*rows, on=after(21), scenario=paper, payers=known)
    assert fates(result) == {1: "no_contact", 2: 1, 3: "not_reached"}
    assert result.sent.select("listed", "total").rows() == [([3], 180_000)]


def test_a_message_lists_nothing_for_which_it_could_not_go() -> None:
    known = (a_payer(own_mail=None, has_address=False),)
    ott = {"contact": 7, "shared_mail": named("Ott"), "shared": named("Ott")}
    rows = [a_receivable(1, contact=7, **LATER), a_receivable(2)]
    result = planned(
        *rows, on=after(21), scenario=replace(SPLIT, spacing_days=2), payers=known, contacts=(ott,)
    )
    assert fates(result) == {1: 2, 2: "no_contact"}
    both = [rows[0], a_receivable(2, contact=8)]
    roy = {"contact": 8, "shared_mail": named("Roy"), "shared": named("Roy")}
    result = planned(
        *both, on=after(21), scenario=SPLIT, payers=known, contacts=(ott, roy), most_per_week=1
    )
    assert fates(result) == {1: 2, 2: "pressure"}
    assert result.sent.select("listed", "total").rows() == [([], 90_000)]

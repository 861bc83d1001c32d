"""Random stories: what no story, however odd, may change."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encaisse.dunning import story
from tests.scenarios.writing import written

pytestmark = pytest.mark.django_db

START = date(2026, 2, 1)
CUSTOMERS = ("Garage Martin", "Studio Lemoine", "Menuiserie Le Goff")
LADDER = {
    "tolerance": 1.00,
    "minimum": 20.00,
    "spacing": 2,
    "lists": "overdue",
    "steps": [
        {"level": 0, "days": -3, "courtesy": True},
        {"level": 1, "days": 3, "pay_within": 4, "fee": "10%"},
        {"level": 2, "days": 5, "after": "previous"},
    ],
    "repeat": {"every": "1 week"},
}
FREELY = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
Books = dict[str, Any]


def on(day: int) -> date:
    return START + timedelta(days=day)


amounts = st.sampled_from([0.50, 1.00, 19.99, 20.00, 75.00, 300.00])
days = st.integers(0, 24)


@st.composite
def invoices(draw: st.DrawFn) -> dict[str, Any]:
    issued = draw(days)
    return {
        "customer": draw(st.sampled_from(CUSTOMERS)),
        "issued": on(issued),
        "due": on(issued + draw(st.integers(0, 15))),
        "amount": draw(amounts),
    }


@st.composite
def events(draw: st.DrawFn, issued: list[Books]) -> dict[str, Any]:
    """What people, the bank and the court do; some of it makes no sense and is refused."""
    rank, day = draw(st.integers(0, len(issued) - 1)), draw(days)
    number, customer = f"F{rank}", issued[rank]["customer"]
    paid = {"customer": customer, "amount": draw(amounts)}
    by = on(day + draw(st.integers(0, 10)))
    happened: list[Books] = [
        {"payment": "R", **paid},
        {"payment": "R", **paid, "pays": "oldest"},
        {"credit_note": "A", **paid},
        {"block": customer, "until": by, "why": "accord"},
        {"unblock": customer},
        {"dispute": number, "reason": "price"},
        {"dispute": number, "reason": "price", "amount": draw(amounts)},
        {"settle": number},
        {"promise": number, "by": by},
        {"plan": number, "installments": [{"due": by, "amount": issued[rank]["amount"]}]},
        {"insolvency": customer, "kind": "sauvegarde"},
        {"waive": number, "claim": "fees", "why": "geste"},
    ]
    return {"on": on(day), **draw(st.sampled_from(happened))}


@st.composite
def books(draw: st.DrawFn) -> Books:
    issued = draw(st.lists(invoices(), min_size=1, max_size=6))
    told = draw(st.lists(events(issued), max_size=6))
    for rank, event in enumerate(told):
        event |= {key: f"{event[key]}{rank}" for key in ("payment", "credit_note") if key in event}
    return {
        "company": {"name": "Atelier Perret", "scenario": "usuel"},
        "scenarios": {"usuel": LADDER},
        "customers": {name: {} for name in CUSTOMERS},
        "invoices": [{"number": f"F{rank}", **each} for rank, each in enumerate(issued)],
        "events": sorted(told, key=lambda event: str(event["on"])),
        "runs": [on(day) for day in sorted(draw(st.sets(st.integers(5, 40), min_size=1)))[:6]],
    }


def play(told: Books) -> story.Played:
    """Written as a file would be, and read again."""
    return story.play(story.read(written(told)))


def fates(told: Books) -> dict[tuple[str, str], Any]:
    """By run and receivable what was decided, by run and customer what was asked; refusals."""
    played = play(told)
    found: dict[tuple[str, str], Any] = {(line, ""): None for line in played.differences}
    for run in played.runs:
        day = run.wanted.label
        found |= {
            (day, each["receivable"]): (each["hold"], each["level"], each["open"], each["reason"])
            for each in run.decisions
            if run.rank == 1
        }
        found |= {
            (day, each["customer"]): (each["total"], each["receivables"], each["credits"])
            for each in run.messages
        }
    return found


def only(told: Books, customer: str) -> Books:
    """The same company with one customer."""

    owned = {each["number"] for each in told["invoices"] if each["customer"] == customer}

    def mine(each: dict[str, Any]) -> bool:
        return bool({customer, *owned} & set(map(str, each.values())))

    return told | {
        "customers": {customer: {}},
        "invoices": list(filter(mine, told["invoices"])),
        "events": list(filter(mine, told["events"])),
    }


@given(books())
@FREELY
def test_a_run_split_by_customer_gives_the_same_union(db: None, told: Books) -> None:
    apart: dict[tuple[str, str], Any] = {}
    for customer in CUSTOMERS:
        apart |= fates(only(told, customer))
    assert apart == fates(told)


@given(books(), st.integers())
@FREELY
def test_the_order_of_the_books_never_matters(db: None, told: Books, seed: int) -> None:
    chance = random.Random(seed)
    customers: Books = {name: {} for name in chance.sample(CUSTOMERS, len(CUSTOMERS))}
    issued = chance.sample(told["invoices"], len(told["invoices"]))
    assert fates(told | {"customers": customers, "invoices": issued}) == fates(told)


@given(books())
@FREELY
def test_running_twice_equals_running_once(db: None, told: Books) -> None:
    dry = [{"on": day, "dry": True} for day in told["runs"]]
    each_twice = [run for day in told["runs"] for run in (day, day)]
    assert fates(told | {"runs": each_twice}) == fates(told)
    before = [run for pair in zip(dry, told["runs"], strict=True) for run in pair]
    assert fates(told | {"runs": before}) == fates(told)


@given(books())
@FREELY
def test_no_level_is_skipped_and_nothing_but_courtesy_comes_early(db: None, told: Books) -> None:
    played = play(told)
    due = {f"{each['number']}/1": each["due"] for each in told["invoices"]}
    reached: dict[str, int] = {}
    for run in played.runs:
        for each in run.decisions:
            if each["decision"] == "send" and each["receivable"] in due:
                name, level = each["receivable"], each["level"]
                assert (level == 0) == (run.wanted.on <= due[name])
                assert level in (0, min(reached.get(name, 0) + 1, 2))
                reached[name] = max(reached.get(name, 0), level)

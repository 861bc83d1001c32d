"""Random lives of a small company, told as stories and lived by real runs, day by day."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from encaisse.dunning import operations
from encaisse.dunning.models import Message
from encaisse.dunning.queries.messages import messages_of
from encaisse.dunning.story import Story, read
from encaisse.dunning.story.events import happen
from encaisse.dunning.story.scene import Scene, open_scene

FIRST = date(2026, 3, 2)
DAYS = 45
BARE = re.compile(r'"(\d{4}-\d\d-\d\d|\d+\.\d\d)"')  # days and amounts go without quotes
CUSTOMERS = ("Garage Martin", "Studio Lemoine", "Mairie de Sorbiers")

Told = set[tuple[date, int, str, int, int, frozenset[int]]]


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


days = st.integers(1, DAYS - 1).map(day)
amounts = st.integers(1, 400).map(lambda euros: f"{euros}.00")


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario of one to three steps, with some of the settings that a story knows."""
    gaps = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    steps: list[dict[str, Any]] = [
        {
            "level": rank,
            "days": sum(gaps[:rank]),
            "channel": draw(st.sampled_from(["mail", "letter"])),
        }
        for rank in range(1, len(gaps) + 1)
    ]
    if len(steps) > 1 and draw(st.booleans()):
        steps[-1] |= {"after": "previous", "days": gaps[-1]}
    if draw(st.booleans()):
        steps[0]["pay_within"] = draw(st.integers(1, 6))
    if draw(st.booleans()):
        steps.append(
            {"level": 0, "days": -draw(st.integers(1, 6)), "channel": "mail", "courtesy": True}
        )
    asked: dict[str, Any] = {
        "tolerance": "5.00",
        "minimum": "40.00",
        "spacing": draw(st.integers(1, 5)),
        "grouping": draw(st.sampled_from(["step", "receivable"])),
        "lists": "overdue",
        "sequential": False,
        "transit": draw(st.integers(1, 20)),
        "repeat": {"every": draw(st.sampled_from(["10 days", "1 month"]))},
    }
    kept = draw(st.sets(st.sampled_from(sorted(asked)), max_size=4))
    return {"steps": steps} | {name: asked[name] for name in sorted(kept)}


@st.composite
def lives(draw: st.DrawFn) -> Story:
    """Three customers, one paid for by another, a few invoices, payments that come and go back."""
    count = draw(st.integers(3, 8))
    invoices = [_invoice(draw, number) for number in range(1, count + 1)]
    events = [_event(draw, number, count) for number in range(draw(st.integers(0, 6)))]
    told = {
        "company": {"name": "Atelier Martin", "scenario": "usuel"},
        "scenarios": {"usuel": draw(ladders()), "autre": draw(ladders())},
        "customers": {
            CUSTOMERS[0]: {},
            CUSTOMERS[1]: {"parent": CUSTOMERS[0]} if draw(st.booleans()) else {},
            CUSTOMERS[2]: {"scenario": "autre", "email": None, "address": "1 rue Haute"},
        },
        "invoices": invoices,
        "events": [event for found in events for event in found],
        "runs": [],
    }
    return read(BARE.sub(r"\1", json.dumps(told)))


def _invoice(draw: st.DrawFn, number: int) -> dict[str, Any]:
    issued = draw(st.integers(-40, 25))
    return {
        "number": f"V{number}",
        "customer": draw(st.sampled_from(CUSTOMERS)),
        "issued": day(issued),
        "due": day(issued + draw(st.integers(0, 30))),
        "amount": draw(amounts),
    }


def _event(draw: st.DrawFn, number: int, count: int) -> list[dict[str, Any]]:
    """A payment, perhaps returned; a block; a credit note."""
    kind = draw(st.sampled_from(["payment", "oldest", "returned", "block", "blocked invoice"]))
    customer, on = draw(st.sampled_from(CUSTOMERS)), draw(days)
    invoice = f"V{draw(st.integers(1, count))}"
    later = min(day(DAYS - 1), (date.fromisoformat(on) + timedelta(days=5)).isoformat())
    if kind == "block":
        return [{"on": on, "block": customer, "until": later, "why": "congés"}]
    if kind == "blocked invoice":
        return [{"on": on, "block": invoice, "why": "avoir"}, {"on": later, "unblock": invoice}]
    paid = {"on": on, "payment": f"P{number}", "customer": customer, "amount": draw(amounts)}
    if kind == "payment":
        return [paid]
    returned = {"on": later, "return": f"P{number}"}
    return [paid | {"pays": "oldest"}, *([returned] if kind == "returned" else [])]


def live(story: Story) -> Scene:
    """Play it for good: each day its events, then a real run, all of it delivered at once."""
    scene = open_scene(story)
    for number in range(DAYS):
        on = FIRST + timedelta(days=number)
        for event in story.events:
            if event.on == on:
                happen(scene, event)
        at = datetime.combine(on, time(6), UTC)
        ran = operations.run(scene.company, on=on, by="Nadia", at=at)
        assert ran.run is not None
        for message in messages_of(ran.run):
            operations.record_delivery(message, outcome="delivered", on=on, by="Nadia")
    return scene


def really_sent(scene: Scene, *, since: date = FIRST) -> Told:
    """Every message really delivered since that day."""
    found = Message.objects.filter(company=scene.company, delivered_on__gte=since)
    return {
        (
            message.delivered_on,
            message.customer_id,
            message.channel,
            message.level,
            message.total_cents,
            frozenset(
                message.proposals.filter(state="delivered").values_list("receivable", flat=True)
            ),
        )
        for message in found
        if message.delivered_on
    }

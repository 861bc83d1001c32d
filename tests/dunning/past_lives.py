"""Random lives of a small company, told as stories and lived by real runs, day by day."""

import contextlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from encaisse.dunning import operations
from encaisse.dunning.models import Message, Policy
from encaisse.dunning.queries.installments import KEY
from encaisse.dunning.queries.messages import messages_of
from encaisse.dunning.rules.segments import Condition
from encaisse.dunning.story import Story, read
from encaisse.dunning.story.events import happen
from encaisse.dunning.story.scene import Scene, open_scene
from encaisse.kernel.refusal import Refusal

FIRST = date(2026, 3, 2)
DAYS = 45
BARE = re.compile(r'"(\d{4}-\d\d-\d\d|\d+\.\d\d)"')  # days and amounts go without quotes
CUSTOMERS = ("Garage Martin", "Studio Lemoine", "Mairie de Sorbiers")

KINDS = ("payment", "oldest", "returned", "block", "blocked invoice", "dispute", "disputed part",
         "promise", "plan", "insolvency")  # fmt: skip
SPREAD = 300  # of an invoice that a plan may spread

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
        "amount": draw(amounts | st.just(f"{SPREAD}.00")),
    }


def _event(draw: st.DrawFn, number: int, count: int) -> list[dict[str, Any]]:
    """A payment, perhaps returned; what holds reminders."""
    kind = draw(st.sampled_from(KINDS))
    customer, on = draw(st.sampled_from(CUSTOMERS)), draw(days)
    invoice = f"V{draw(st.integers(1, count))}"
    later = min(day(DAYS - 1), (date.fromisoformat(on) + timedelta(days=5)).isoformat())
    half = {"due": later, "amount": f"{SPREAD // 2}.00"}
    held: dict[str, list[dict[str, Any]]] = {
        "block": [{"on": on, "block": customer, "until": later, "why": "congés"}],
        "blocked invoice": [
            {"on": on, "block": invoice, "why": "avoir"}, {"on": later, "unblock": invoice},
        ],
        "dispute": [{"on": on, "dispute": invoice}, {"on": later, "settle": invoice}],
        "disputed part": [{"on": on, "dispute": invoice, "amount": draw(amounts)}],
        "promise": [{"on": on, "promise": invoice, "by": later}],
        "plan": [{"on": on, "plan": invoice, "installments": [half, half]}],
        "insolvency": [{"on": on, "insolvency": customer, "kind": "sauvegarde"}],
    }  # fmt: skip
    if kind in held:
        return held[kind]
    paid = {"on": on, "payment": f"P{number}", "customer": customer, "amount": draw(amounts)}
    if kind == "payment":
        return [paid]
    returned = {"on": later, "return": f"P{number}"}
    return [paid | {"pays": "oldest"}, *([returned] if kind == "returned" else [])]


def live(
    story: Story, segmented: Mapping[str, Any] | None = None, *, most_per_week: int | None = None
) -> Scene:
    """Play it for good: each day its events, then a real run, all of it delivered at once. What the
    product refuses does not happen; those of whom the condition is true have the other scenario."""
    scene = open_scene(story)
    Policy.objects.create(company=scene.company, most_per_week=most_per_week)
    if segmented:
        operations.save_segment(
            scene.company, name="à part", scenario=scene.scenarios["autre"], by="Paul",
            conditions=[Condition.read(segmented)],
        )  # fmt: skip
    for number in range(DAYS):
        on = FIRST + timedelta(days=number)
        for event in story.events:
            if event.on == on:
                with contextlib.suppress(Refusal), transaction.atomic():
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
            frozenset(message.proposals.filter(state="delivered").values_list(KEY, flat=True)),
        )
        for message in found
        if message.delivered_on
    }

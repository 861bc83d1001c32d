"""Random lives of a small company where everything that the grammar knows may happen, told as
stories and lived by real runs; each message is caught as it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from hypothesis import strategies as st

from encaisse.dunning import operations, story
from encaisse.dunning.models import Message
from encaisse.dunning.queries.leaving import Leaving, leaving
from encaisse.dunning.queries.messages import messages_of
from encaisse.dunning.story.events import happen
from encaisse.dunning.story.scene import Scene, open_scene
from encaisse.kernel.refusal import Refusal
from tests.scenarios.test_random_stories import CUSTOMERS, LADDER, START, amounts, invoices, on
from tests.scenarios.writing import written

LAST = 44
CHOICES = ("usuel", "aucun", None)
OUTCOMES = ("delivered", "delivered", "failed", "unclear", "returned")
NAMED = ("payment", "write_off", "credit_note")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sending:
    """A message as it leaves on a day, before it counts as delivered."""

    scene: Scene
    message: Message
    found: Leaving


@st.composite
def acts(draw: st.DrawFn, issued: list[Told]) -> Told:
    """What a person, the bank, the court or the post may do; what makes no sense is refused."""
    customer, rank = draw(st.sampled_from(CUSTOMERS)), draw(st.integers(0, len(issued) - 1))
    number, amount = f"F{rank}", draw(amounts)
    level, day = draw(st.integers(1, 2)), draw(st.integers(5, 40))
    until = on(day + draw(st.integers(0, 12)))
    half = round(issued[rank]["amount"] / 2, 2)
    parts = [half, round(issued[rank]["amount"] - half, 2)]
    happened: list[Told] = [
        {"payment": "R", "customer": customer, "amount": amount, "pays": "oldest"},
        {"payment": "R", "customer": customer, "amount": amount},
        {"write_off": "W", "for": number, "why": "petit montant"},
        {"credit_note": "A", "customer": issued[rank]["customer"], "amount": amount, "for": number},
        {"block": customer, "until": until, "why": "accord"},
        {"block": number, "why": "accord"},
        {"unblock": draw(st.sampled_from([customer, number]))},
        {"dispute": number, "reason": "price"},
        {"dispute": number, "reason": "quality", "amount": amount},
        {"settle": number},
        {"promise": number, "by": until},
        {"promise": number, "amount": amount, "by": until},
        {"plan": number, "installments": [
            {"due": on(day + 3 * nth), "amount": part} for nth, part in enumerate(parts, start=1)
        ]},
        {"insolvency": customer, "kind": "sauvegarde"},
        {"waive": number, "claim": draw(st.sampled_from(["fees", "indemnity"])), "why": "geste"},
        {"skip": number, "level": level, "why": "appelé"},
        {"force": number, "level": level},
        {"set": {"customer": customer, "scenario": draw(st.sampled_from(CHOICES))}},
        {"delivery": customer, "level": level, "outcome": draw(st.sampled_from(OUTCOMES))},
        {"refuse": f"{slugify(customer)}@client.example"},
        {"ignore": number, "level": level, "why": "à revoir"},
        {"cancel": number},
    ]  # fmt: skip
    return {"on": on(day), **draw(st.sampled_from(happened))}


@st.composite
def lives(draw: st.DrawFn) -> Told:
    """Five invoices, one of them contested in part; many acts, a run almost every other day; a
    payment may come back."""
    issued = draw(st.lists(invoices(), min_size=5, max_size=5))
    issued[0]["amount"] = 300.00
    part = {"on": issued[0]["issued"] + timedelta(days=draw(st.integers(0, 9))), "dispute": "F0",
            "reason": "quality", "amount": draw(amounts)}  # fmt: skip
    told = draw(st.lists(acts(issued), min_size=4, max_size=14))
    for rank, act in enumerate(told):
        act |= {key: f"{act[key]}{rank}" for key in NAMED if key in act}
    paid = [act for act in told if "payment" in act]
    back = draw(st.sampled_from([*paid, None]))
    returned = [{"on": back["on"] + timedelta(days=6), "return": back["payment"]}] if back else []
    return {
        "company": {"name": "Atelier Perret", "scenario": "usuel"},
        "scenarios": {"usuel": LADDER, "aucun": {"steps": []}},
        "customers": {name: {} for name in CUSTOMERS},
        "invoices": [{"number": f"F{rank}", **each} for rank, each in enumerate(issued)],
        "events": sorted([part, *told, *returned], key=lambda act: str(act["on"])),
        "deliver": draw(st.sampled_from(["same_day", "manual"])),
        "runs": [on(day) for day in sorted(draw(st.sets(st.integers(8, LAST), min_size=8)))[:12]],
    }


def sendings(told: Told) -> Iterator[Sending]:
    """Each message as it leaves, all delivered the day they are proposed; nothing is kept."""
    with transaction.atomic():
        life = story.read(written(told))
        scene = open_scene(life)
        waiting = list(life.events)
        for number in range(LAST + 1):
            day = START + timedelta(days=number)
            while waiting and waiting[0].on <= day:
                happen(scene, waiting.pop(0))
            if day in told["runs"]:
                yield from _run(scene, datetime.combine(day, time(6), UTC))
        transaction.set_rollback(True)


def _run(scene: Scene, at: datetime) -> Iterator[Sending]:
    day = at.date()
    try:
        ran = operations.run(scene.company, on=day, by="Nadia", at=at)
    except Refusal:
        return
    assert ran.run is not None
    for message in messages_of(ran.run):
        found = leaving(message, day)
        if found is not None:
            yield Sending(scene, message, found)
        operations.record_delivery(message, outcome="delivered", on=day, by="Nadia")

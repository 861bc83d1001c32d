"""A company reminded on known days, told as a story: what follows each message is counted by hand.

Everything falls due on 1 March 2026 and is reminded on the 2nd; ``day(7)`` is seven days after."""

from datetime import UTC, date, datetime, time, timedelta

from encaisse.dunning import operations
from encaisse.dunning.queries.messages import messages_of
from encaisse.dunning.story import read
from encaisse.dunning.story.events import happen
from encaisse.dunning.story.scene import Scene, open_scene

SENT = date(2026, 3, 2)
HEAD = """
company: {name: Atelier Martin, scenario: doux}
scenarios:
  doux:
    steps:
      - {level: 1, days: 1, channel: mail}
      - {level: 2, days: 60, channel: letter}
"""
LIFE = f"""{HEAD}
customers: {{A: {{}}, B: {{}}, C: {{}}, D: {{}}, E: {{}}, F: {{}}, G: {{}}, H: {{}}, I: {{}},
            U: {{currency: USD}}}}
invoices:
  - {{number: SEVEN, customer: A, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: EIGHT, customer: B, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: PART, customer: C, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: BACK, customer: D, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: WORD, customer: E, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: QUARREL, customer: F, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: SILENCE, customer: G, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: THATDAY, customer: H, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: NOTE, customer: I, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}}
  - {{number: DOLLARS, customer: U, issued: 2026-02-01, due: 2026-03-01, amount: 500.00,
     currency: USD}}
events:
  - {{on: 2026-03-02, payment: P1, customer: H, amount: 30.00, pays: [THATDAY]}}
  - {{on: 2026-03-05, payment: P2, customer: C, amount: 40.00, pays: [PART]}}
  - {{on: 2026-03-06, promise: WORD, amount: 100.00, by: 2026-03-12}}
  - {{on: 2026-03-07, payment: P3, customer: D, amount: 100.00, pays: [BACK]}}
  - {{on: 2026-03-08, dispute: QUARREL, reason: quality}}
  - {{on: 2026-03-09, payment: P4, customer: A, amount: 100.00, pays: [SEVEN]}}
  - {{on: 2026-03-09, payment: P5, customer: U, amount: 500.00, pays: [DOLLARS]}}
  - {{on: 2026-03-10, payment: P6, customer: B, amount: 100.00, pays: [EIGHT]}}
  - {{on: 2026-03-11, credit_note: N1, customer: I, amount: 100.00, for: NOTE}}
  - {{on: 2026-03-12, payment: P7, customer: H, amount: 70.00, pays: [THATDAY]}}
  - {{on: 2026-03-20, return: P3}}
runs: []
"""


def day(number: int) -> date:
    """So many days after the message."""
    return SENT + timedelta(days=number)


def lived(text: str, *, days: int = 40, sends: tuple[date, ...] = (SENT,)) -> Scene:
    """Each day its events; on the days named, a run, all of it delivered at once."""
    scene = open_scene(read(text))
    for number in range(-1, days):
        on = day(number)
        for event in scene.story.events:
            if event.on == on:
                happen(scene, event)
        if on in sends:
            send(scene, on)
    return scene


def send(scene: Scene, on: date) -> None:
    """The run of that day, all of it delivered."""
    ran = operations.run(scene.company, on=on, by="Nadia", at=datetime.combine(on, time(6), UTC))
    assert ran.run is not None
    for message in messages_of(ran.run):
        operations.record_delivery(message, outcome="delivered", on=on, by="Nadia")

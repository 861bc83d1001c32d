"""Random lives of a company: what holds whatever people and money do, told by the journal too."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.dunning import story
from encaisse.dunning.models import Assignment, Block, Message, Proposal, Task
from tests.dunning.replaying import State, state_on
from tests.scenarios.test_random_stories import CUSTOMERS, LADDER, amounts, invoices, on, play
from tests.scenarios.writing import written

pytestmark = pytest.mark.django_db
FREELY = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
Told = dict[str, Any]


@st.composite
def acts(draw: st.DrawFn) -> Told:
    """What a person, the bank or the post may do; what makes no sense then is refused."""
    customer, number = draw(st.sampled_from(CUSTOMERS)), f"F{draw(st.integers(0, 4))}"
    level, until = draw(st.integers(1, 2)), on(draw(st.integers(0, 40)))
    happened: list[Told] = [
        {"payment": "R", "customer": customer, "amount": draw(amounts), "pays": "oldest"},
        {"payment": "R", "customer": customer, "amount": draw(amounts)},
        {"write_off": "W", "for": number, "why": "petit montant"},
        {"block": customer, "until": until, "why": "accord"},
        {"block": number, "why": "accord"},
        {"unblock": draw(st.sampled_from([customer, number]))},
        {"skip": number, "level": level, "why": "appelé"},
        {"force": number, "level": level},
        {"set": {"customer": customer, "scenario": draw(st.sampled_from(CHOICES))}},
        {"delivery": customer, "level": level, "outcome": draw(st.sampled_from(OUTCOMES))},
        {"ignore": number, "level": level, "why": "à revoir"},
        {"cancel": number},
    ]  # fmt: skip
    return {"on": on(draw(st.integers(5, 40))), **draw(st.sampled_from(happened))}


CHOICES = ("usuel", "aucun", None)
OUTCOMES = ("delivered", "delivered", "failed", "unclear")


@st.composite
def ladders(draw: st.DrawFn) -> Told:
    """The usual one, its last step sent alone, approved, or done by hand."""
    steps: Any = LADDER["steps"]
    last = steps[-1] | {"approve": draw(st.sampled_from([False, True, "task"]))}
    return LADDER | {"steps": [*steps[:-1], last]}


@st.composite
def lives(draw: st.DrawFn) -> Told:
    issued = draw(st.lists(invoices(), min_size=5, max_size=5))
    told = draw(st.lists(acts(), max_size=10))
    for rank, act in enumerate(told):
        act |= {key: f"{act[key]}{rank}" for key in ("payment", "write_off") if key in act}
    return {
        "company": {"name": "Atelier Perret", "scenario": "usuel"},
        "scenarios": {"usuel": draw(ladders()), "aucun": {"steps": []}},
        "customers": {name: {} for name in CUSTOMERS},
        "invoices": [{"number": f"F{rank}", **each} for rank, each in enumerate(issued)],
        "events": sorted(told, key=lambda act: str(act["on"])),
        "deliver": draw(st.sampled_from(["same_day", "manual"])),
        "runs": [on(day) for day in sorted(draw(st.sets(st.integers(8, 44), min_size=2)))[:6]],
    }


@given(lives())
@FREELY
def test_who_is_paid_blocked_or_never_reminded_gets_no_message(db: None, told: Told) -> None:
    played = play(told)
    never = {"blocked", "never", "grace", "waiting", "unclear", "not_due", "done"}
    for run in played.runs:
        held = {each["receivable"] for each in run.decisions if each["hold"] in never}
        open_now = {each["receivable"]: each["open"] for each in run.decisions}
        for message in run.messages:
            reached = {name for name, level in message["receivables"].items() if level is not None}
            assert not reached & held
            assert all(open_now[name] > 0 for name in message["receivables"])


@given(lives())
@FREELY
def test_money_asked_is_what_is_open_less_credits_and_each_message_has_one_cause(
    db: None, told: Told
) -> None:
    owner = {f"{each['number']}/1": each["customer"] for each in told["invoices"]}
    for run in play(told).runs:
        open_now = {each["receivable"]: each["open"] for each in run.decisions}
        seen: set[str] = set()
        for message in run.messages:
            listed = message["receivables"]
            due = sum(open_now[name] for name in listed)
            assert message["total"] == due - sum(message["credits"].values()) > 0
            assert {owner[name] for name in listed} == {message["customer"]}
            caused = {name: level for name, level in listed.items() if level is not None}
            assert caused
            assert message["level"] == max(caused.values())
            assert not caused.keys() & seen
            seen |= caused.keys()


@given(lives())
@FREELY
def test_the_journal_alone_rebuilds_the_state_of_any_day(db: None, told: Told) -> None:
    with transaction.atomic():
        life = story.read(written(told))
        company = story.live(life, story.Played(life))
        entries = list(Entry.objects.filter(company=company).order_by("rank"))
        for day in range(0, 50, 3):
            assert _without_choices(state_on(on(day), entries)) == _in_tables(company, on(day))
        assert state_on(on(99), entries).scenarios == _choices(company)
        assert not _mailed_by_hand(company)
        transaction.set_rollback(True)


def _mailed_by_hand(company: Company) -> bool:
    """Whether a step that is a person's task went by another way than a person, or nobody has it to
    do while it waits."""
    tasks = Message.objects.filter(
        company=company,
        scenario__steps__approval="task",
        level=F("scenario__steps__level"),
    )
    asked = Task.objects.filter(message=OuterRef("pk"), done_on=None)
    untold = tasks.filter(~Exists(asked), state="task")
    return tasks.exclude(channel="hand").exists() or untold.exists()


def _without_choices(state: State) -> tuple[Any, ...]:
    return state.blocks, state.delivered, state.skipped


def _in_tables(company: Company, day: date) -> tuple[Any, ...]:
    stands = Q(until=None) | Q(until__gte=day)
    lifted = Q(lifted_on=None) | Q(lifted_on__gt=day)
    blocks = Block.objects.filter(stands, lifted, company=company, since__lte=day)
    taken = Proposal.objects.filter(company=company, taken_on__lte=day)
    steps = taken.filter(state="delivered").values_list("receivable_id", "level", "cycle")
    skipped = taken.filter(state="skipped").values_list("receivable_id", "level")
    return {_block(each) for each in blocks}, set(steps), set(skipped)


def _block(block: Block) -> tuple[str, str | None]:
    target = f"customer:{block.customer_id}" if block.customer_id else f"invoice:{block.invoice_id}"
    return target, block.until.isoformat() if block.until else None


def _choices(company: Company) -> dict[str, str]:
    found = Assignment.objects.filter(company=company).select_related("scenario")
    return {
        f"customer:{each.customer_id}" if each.customer_id else f"invoice:{each.invoice_id}": (
            each.scenario.name
        )
        for each in found
    }

"""What each step was followed by, in lives where one can count by hand."""

import argparse
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from encaisse.accounts.rules import Role
from encaisse.dunning import commands
from encaisse.dunning.models import Proposal, Scenario, Segment
from encaisse.dunning.queries.efficiency import Asked, UnknownSegment, efficiency, steps_behind
from encaisse.dunning.rules.efficiency import Efficiency
from encaisse.dunning.story.scene import Scene
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.promises import operations as promises
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.dunning.reminded_lives import HEAD, LIFE, SENT, day, lived

pytestmark = pytest.mark.django_db
FIRST, LAST, TODAY = day(-30), day(90), day(40)
ONE = """customers: {A: {}}
invoices:
  - {number: V1, customer: A, issued: 2026-02-01, due: 2026-03-01, amount: 100.00}
"""


def seen(scene: Scene, on: date = TODAY, first: date = FIRST, last: date = LAST) -> Asked:
    return Asked(company=scene.company, first=first, last=last, on=on)


def euros(scene: Scene, on: date = TODAY) -> Efficiency:
    """The one line in euros."""
    (line,) = (each for each in efficiency(seen(scene, on)) if each.line.currency == "EUR")
    return line


def behind(scene: Scene, outcome: str, on: date = TODAY) -> set[str]:
    rows = steps_behind(seen(scene, on), euros(scene, on).line, outcome)
    return {row["label"].removesuffix("/1") for row in rows}


def one(events: str, *, on: date = TODAY, sends: tuple[date, ...] = (SENT,)) -> Efficiency:
    """The life of one invoice of 100.00."""
    return euros(lived(f"{HEAD}{ONE}events:\n{events}\nruns: []\n", sends=sends), on)


def paid(line: Efficiency) -> tuple[int, ...]:
    return tuple(each.count for each in line.within)


@pytest.fixture
def scene() -> Scene:
    return lived(LIFE)


def test_each_outcome_is_counted_once_it_is_known(scene: Scene) -> None:
    line = euros(scene)
    assert (line.scenario, line.line.level, line.line.channel) == ("doux", 1, "mail")
    assert (line.sent, line.messages, line.known, line.too_recent) == (9, 9, 9, 0)
    assert behind(scene, "paid_7") == {"SEVEN"}
    assert behind(scene, "paid_15") == {"SEVEN", "EIGHT", "THATDAY"}
    assert behind(scene, "paid_30") == {"SEVEN", "EIGHT", "THATDAY"}
    assert behind(scene, "promised") == {"WORD"}
    assert behind(scene, "disputed") == {"QUARREL"}
    assert behind(scene, "credited") == {"NOTE"}
    assert behind(scene, "nothing") == {"SILENCE", "BACK"}
    assert line.within[0].share == Fraction(1, 9)
    assert line.share_of("nothing") == Fraction(2, 9)


def test_amounts_are_of_what_was_asked_the_day_itself_deducted(scene: Scene) -> None:
    """Nine of 100.00 less 30.00; received: 100 + 40 within seven days, 100 + 70 more after."""
    first, second, third = euros(scene).within
    assert {each.known_cents for each in (first, second, third)} == {87_000}
    assert (first.cents, second.cents, third.cents) == (14_000, 31_000, 31_000)
    assert second.cents_share == Fraction(31, 87)


def test_currencies_are_apart(scene: Scene) -> None:
    (dollars,) = (each for each in efficiency(seen(scene)) if each.line.currency == "USD")
    assert (dollars.sent, paid(dollars), dollars.within[0].known_cents) == (1, (1, 1, 1), 50_000)


def test_a_figure_waits_until_its_days_are_over(scene: Scene) -> None:
    early, later = euros(scene, day(6)), euros(scene, day(7))
    assert (early.within[0].known, early.within[0].share) == (0, None)
    assert (later.within[0].known, later.within[0].count) == (9, 2)
    assert later.within[1].share is None
    assert (later.known, later.too_recent, later.share_of("nothing")) == (0, 9, None)
    assert euros(scene, day(29)).known == 0
    assert euros(scene, day(30)).known == 9


def test_what_came_back_later_was_paid_as_far_as_one_knew(scene: Scene) -> None:
    """Seen before its return on day 18, the payment of day 5 counts; after, it counts nowhere."""
    assert "BACK" in behind(scene, "paid_7", day(17))
    assert "BACK" not in behind(scene, "paid_7", day(18))


def test_a_payment_put_on_the_invoice_later_counts_the_day_it_came() -> None:
    late = """
  - {on: 2026-03-08, payment: P1, customer: A, amount: 99.00}
  - {on: 2026-03-25, allocate: P1, pays: [V1]}
  - {on: 2026-03-26, write_off: W1, for: V1, amount: 1.00, why: "écart"}"""
    line = one(late)
    assert [each.cents for each in line.within] == [9_900, 9_900, 9_900]
    assert paid(line) == (0, 0, 1)


def test_what_had_come_before_the_message_and_was_learnt_later_is_left_out() -> None:
    scene = lived(f"{HEAD}{ONE}events: []\nruns: []\n")
    receivable = Receivable.objects.get(company=scene.company)
    matching.receive_payment(
        customer=receivable.customer, reference="V", on=day(-1), amount=Money(10_000, "EUR"),
        by="Nadia", pays=[receivable],
    )  # fmt: skip
    line = euros(scene)
    assert (line.sent, line.settled_before, line.known, line.too_recent) == (1, 1, 0, 0)
    assert line.within[2].share is None
    assert behind(scene, "settled_before") == {"V1"}


def test_a_promise_of_the_same_day_followed_the_message() -> None:
    scene = lived(f"{HEAD}{ONE}events: []\nruns: []\n", days=1)
    promises.promise(
        list(Receivable.objects.filter(company=scene.company)),
        by_on=day(10), on=SENT, by="Nadia",
    )  # fmt: skip
    assert euros(scene).promised == 1


@pytest.mark.parametrize(("number", "counted"), [(30, 1), (31, 0)])
def test_thirty_days_are_the_limit(number: int, counted: int) -> None:
    line = one(f"  - {{on: {day(number)}, payment: P1, customer: A, amount: 100.00, pays: [V1]}}")
    assert paid(line) == (0, 0, counted)
    assert line.nothing == 1 - counted
    assert one(f"  - {{on: {day(number)}, dispute: V1, reason: price}}").disputed == counted


def test_each_delivery_counts_and_a_message_once_whatever_it_carries() -> None:
    two = ONE + "  - {number: V2, customer: A, issued: 2026-02-01, due: 2026-03-01, amount: 5.00}\n"
    scene = lived(f"{HEAD}{two}events: []\nruns: []\n", days=70, sends=(SENT, day(60)))
    first, second = efficiency(seen(scene, day(120)))
    assert (first.line.level, first.sent, first.messages) == (1, 2, 1)
    assert (second.line.level, second.sent, second.messages) == (2, 2, 1)
    period = seen(scene, day(120), first=day(1), last=day(60))
    assert [each.line.level for each in efficiency(period)] == [2]


def test_what_was_not_delivered_is_not_there(scene: Scene) -> None:
    Proposal.objects.filter(receivable__invoice__number="SILENCE").update(state="failed")
    Proposal.objects.filter(receivable__invoice__number="SEVEN").update(state="skipped")
    assert euros(scene).sent == 7


def test_an_instalment_is_followed_on_its_own() -> None:
    """p1 is reminded and paid eight days after, p2 likewise and never paid; what pays the plan
    fills p1 first, and the money that comes back leaves it."""
    planned = """
  - {on: 2026-03-01, plan: V1, installments: [{due: 2026-03-01, amount: 60.00},
     {due: 2026-04-01, amount: 40.00}]}
  - {on: 2026-03-10, payment: P1, customer: A, amount: 60.00, pays: [V1]}
  - {on: 2026-04-09, payment: P2, customer: A, amount: 15.00, pays: [V1]}"""
    text = f"{HEAD}{ONE}events:\n{planned}\nBACKruns: []\n"
    sends = (SENT, day(31))
    scene = lived(text.replace("BACK", ""), days=50, sends=sends)
    line = euros(scene, day(80))
    assert (line.sent, paid(line)) == (2, (0, 1, 1))
    assert [each.known_cents for each in line.within] == [10_000] * 3
    assert [each.cents for each in line.within] == [1_500, 7_500, 7_500]
    rows = steps_behind(seen(scene, day(80)), line.line, "paid_15")
    assert [row["label"] for row in rows] == ["V1/p1"]
    scene = lived(text.replace("BACK", "  - {on: 2026-04-11, return: P1}\n"), days=50, sends=sends)
    assert paid(euros(scene, day(80))) == (0, 0, 0)


def test_the_command_tells_each_step(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    asked = ["dunning", "efficiency", "--company", scene.company.code]
    asked += ["--from", "2026-03-01", "--to", "2026-03-31"]
    args = parser.parse_args([*asked, "--json", "--scenario", "DOUX"])
    assert args.handler(args) == 0
    told = json.loads(capsys.readouterr().out)
    euros, dollars = sorted(told["steps"], key=lambda step: -step["sent"])
    assert (euros["sent"], euros["within"][0]["count"], euros["nothing"]["count"]) == (9, 1, 2)
    assert euros["within"][0]["percent"] == "11.11"
    assert euros["within"][1]["cents_percent"] == "35.63"
    assert dollars["within"][0] == {
        "days": 7, "known": 1, "count": 1, "percent": "100.00", "known_cents": 50_000,
        "cents": 50_000, "cents_percent": "100.00",
    }  # fmt: skip
    args = parser.parse_args(asked)
    assert args.handler(args) == 0
    said = capsys.readouterr().out
    assert "7 j : 1 sur 9" in said
    assert "n'en vient pas toujours" in said
    args = parser.parse_args([*asked, "--segment", "X"])
    with pytest.raises(UnknownSegment, match="aucun"):
        args.handler(args)


def test_a_script_reads_the_steps_and_those_behind_a_figure(scene: Scene) -> None:
    script = a_caller(scene.company, Role.READER)
    period = "first=2026-03-01&last=2026-03-31"
    told = script.get(f"/dunning/efficiency?{period}").said
    assert len(told["limits"]) == 4
    (euros,) = (step for step in told["steps"] if step["currency"] == "EUR")
    assert euros["promised"] == {"count": 1, "percent": "11.11"}
    where = f"/dunning/efficiency/steps?{period}&key={euros['key']}&outcome=paid_15&limit=2"
    first = script.get(where).said
    rest = script.get(f"{where}&cursor={first['next']}").said
    rows = [*first["items"], *rest["items"]]
    assert {row["receivable"] for row in rows} == {"SEVEN/1", "EIGHT/1", "THATDAY/1"}
    assert {row["received_cents"] for row in rows} == {10_000, 7_000}
    assert rest["next"] is None
    assert script.get("/dunning/efficiency/steps?key=x&outcome=sent").status == 404
    assert script.get("/dunning/efficiency?first=2026-03-02&last=2026-03-01").status == 409
    other = a_caller(factories.a_company("Delaunay Compta"))
    assert other.get(f"/dunning/efficiency?{period}").said["steps"] == []
    assert other.get(where).said["items"] == []
    number = told["steps"][0]["scenario"]
    assert other.get(f"/dunning/efficiency?scenario={number}").status == 404
    assert len(script.get(f"/dunning/efficiency?{period}&scenario={number}").said["steps"]) == 2


def test_a_segment_narrows_to_its_customers_of_today(scene: Scene) -> None:
    scenario = Scenario.objects.get(company=scene.company)
    dollars = Segment.objects.create(
        company=scene.company, name="Dollars", rank=1, scenario=scenario,
        conditions=[{"fact": "currency", "test": "is", "value": "USD"}],
    )  # fmt: skip
    only = [each.line.currency for each in efficiency(replace(seen(scene), segment=dollars))]
    assert only == ["USD"]
    Segment.objects.update(is_active=False)
    dollars.refresh_from_db()
    only = [each.line.currency for each in efficiency(replace(seen(scene), segment=dollars))]
    assert only == ["USD"]

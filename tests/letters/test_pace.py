"""Mails leave at the pace of the settings: the rest a minute later, whatever dies meanwhile."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.letters import operations, queries
from encaisse.letters.models import Letter, Pace
from encaisse.letters.operations.pacing import put_off
from encaisse.letters.rules.pacing import Limits, domains_of, ends_at, granted
from tests.letters.conftest import AT
from tests.letters.servers import Server

MakeLetter = Callable[..., Letter]
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("limits", "taken", "expected"),
    [
        pytest.param(Limits(), {}, [1, 2, 3, 4], id="no limit"),
        pytest.param(Limits(in_all=2), {}, [1, 2], id="in all"),
        pytest.param(Limits(in_all=2), {"": 1}, [1], id="some left already"),
        pytest.param(Limits(in_all=2), {"": 9}, [], id="the limit was lowered"),
        pytest.param(Limits(to_domain=1), {}, [1, 3], id="by domain"),
        pytest.param(Limits(to_domain=1), {"a.example": 1}, [3], id="one domain is full"),
        pytest.param(Limits(in_all=3, to_domain=2), {}, [1, 2, 3], id="both"),
    ],
)
def test_who_leaves_in_a_minute(limits: Limits, taken: dict[str, int], expected: list[int]) -> None:
    domains = {1: ["a.example"], 2: ["a.example"], 3: ["b.example"], 4: ["a.example"]}
    assert granted(domains, taken, limits)[0] == expected


@pytest.mark.parametrize(
    ("waiting", "minutes"),
    [
        ({"a.example": 10}, None),
        ({"a.example": 11}, 1),
        ({"a.example": 95}, 9),
        ({"a.example": 10, "b.example": 10, "c.example": 10, "d.example": 1}, 1),
        ({"a.example": 10, "b.example": 41}, 4),
    ],
)
def test_when_the_last_leaves(waiting: dict[str, int], minutes: int | None) -> None:
    limits = Limits(in_all=30, to_domain=10)
    expected = None if minutes is None else AT + minutes * MINUTE
    mails = sum(waiting.values())
    assert ends_at(waiting, limits, mails=mails, at=AT + timedelta(seconds=20)) == expected


def test_a_mail_to_two_domains_counts_for_both() -> None:
    domains = {1: ["a.example", "b.example"], 2: ["b.example"], 3: ["c.example", "a.example"]}
    chosen, counts = granted(domains, {}, Limits(to_domain=1))
    assert (chosen, counts) == ([1], {"": 1, "a.example": 1, "b.example": 1})
    assert granted(domains, {"b.example": 1}, Limits(to_domain=1))[0] == [3]
    assert domains_of(["x@A.example", "y@b.example", "z@a.example"]) == ("a.example", "b.example")


def test_what_is_beyond_the_pace_leaves_minute_after_minute(
    server: Server, company: Company, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.MAIL_PER_MINUTE, settings.MAIL_PER_DOMAIN = 2, 0
    ids = [a_letter().pk for _ in range(5)]
    left = []
    for turn in range(3):
        at = AT + turn * MINUTE
        due = queries.to_send(at=at)[company.pk] if turn else ids
        operations.send_batch(company, due, at=at)
        left.append(len(server.received))
    assert left == [2, 4, 5]
    assert Counter(server.identifiers).most_common(1)[0][1] == 1
    assert set(Letter.objects.values_list("state", "attempts")) == {("delivered", 1)}


def test_a_full_domain_does_not_hold_the_others(
    server: Server, company: Company, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.MAIL_PER_MINUTE, settings.MAIL_PER_DOMAIN = 0, 1
    ids = [a_letter(f"{name}@{domain}.example").pk for domain in "ab" for name in "xyz"]
    operations.send_batch(company, ids, at=AT)
    assert [mail["To"] for mail in server.received] == ["x@a.example", "x@b.example"]


def test_two_batches_share_the_minute(
    server: Server, company: Company, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.MAIL_PER_MINUTE = 3
    first, second = [a_letter().pk for _ in range(2)], [a_letter().pk for _ in range(2)]
    operations.send_batch(company, first, at=AT)
    states = operations.send_batch(company, second, at=AT + timedelta(seconds=50))
    assert list(states.values()) == ["delivered", "prepared"]


def test_a_process_that_died_after_counting_only_leaves_room_unused(
    server: Server, company: Company, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.MAIL_PER_MINUTE = 2
    ids = [a_letter().pk for _ in range(3)]
    assert len(put_off(company, ids, at=AT)) == 1
    operations.send_batch(company, ids, at=AT)
    assert not server.received
    operations.send_batch(company, ids, at=AT + MINUTE)
    operations.send_batch(company, ids, at=AT + 2 * MINUTE)
    assert sorted(server.identifiers) == sorted(Letter.objects.values_list("message_id", flat=True))


def test_counts_are_forgotten(
    server: Server, company: Company, a_letter: MakeLetter, settings: Settings
) -> None:
    settings.MAIL_PER_MINUTE = 2
    for hours in range(3):
        operations.send(a_letter(), at=AT + timedelta(hours=hours, minutes=hours))
    assert Pace.objects.filter(domain="").count() == 1


def test_the_demonstration_writes_to_itself_at_once(company: Company, settings: Settings) -> None:
    settings.MAIL_PER_MINUTE = 1
    company.is_demonstration = True
    assert queries.limits_of(company).are_none

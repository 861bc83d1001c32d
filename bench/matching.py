"""Money matched by itself, on payments invented from how customers pay (see ``_paying``)."""

import datetime
import gc
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator

import polars as pl

from bench import Figure, _judging, _paying, _receipts
from encaisse.matching import rules

PROMISE = "nine payments in ten matched by themselves, wrongly at most twice in a thousand"
SEEDS = (11, 12, 13, 14, 15, 16)
OTHER_SEEDS = (41, 42, 43, 44, 45, 46)
LINES = int(os.environ.get("ENCAISSE_BENCH_LINES", "100000"))
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "1000000"))
PER_SEED = 10_000
OWED_MEAN = 20.0
WORST_OWED = 500


def measure() -> Iterator[Figure]:
    """Each world is invented several times: what is promised of it holds for the worst."""
    worlds = (_paying.invent(seed, clients=PER_SEED, lines=PER_SEED) for seed in SEEDS)
    yield from _quality([_judged(world) for world in worlds], "")
    yield from _quality(_judged_receipts(), ", autre monde")
    yield from _speed()
    yield _worst()


def _judged_receipts() -> list[Counter[str]]:
    """The second world: other habits, other labels, several payments of one customer."""
    half = PER_SEED // 2
    worlds = (_receipts.invent(seed, debtors=half, lines=half) for seed in OTHER_SEEDS)
    return [_summed(_judging.judged_by_habit(world).values()) for world in worlds]


def _quality(told: list[Counter[str]], where: str) -> Iterator[Figure]:
    counted = _summed(told)
    left = max(100 * (one["lines"] - one["applied"]) / one["lines"] for one in told)
    detail = f"{counted['applied']} sur {counted['lines']} affectés seuls"
    yield Figure(f"laissés à une personne{where}", left, 10, "%", detail)
    wrong = max(1000 * one["wrong"] / one["applied"] for one in told)
    detail = f"{counted['wrong']} sur {counted['applied']}"
    yield Figure(f"affectés à tort{where}", wrong, 2, "‰", detail)
    missed = max(100 * (one["lines"] - one["shown"]) / one["lines"] for one in told)
    detail = f"{counted['shown']} proposés"
    yield Figure(f"absents des trois premiers{where}", missed, 3, "%", detail)


def judged_by_habit(world: _paying.World) -> dict[str, Counter[str]]:
    """For each habit: lines, applied, wrong, shown."""
    found: dict[str, Counter[str]] = {}
    for line, answer in zip(
        world.lines, rules.answers(lines_of(world), known_of(world)), strict=True
    ):
        counted = found.setdefault(line.habit, Counter())
        counted += Counter(_outcome(line, answer))
        found[line.habit] = counted
    return found


def lines_of(world: _paying.World) -> list[rules.Received]:
    return [
        rules.Received(line.cents, _paying.DAY, line.said, line.counterparty, line.iban)
        for line in world.lines
    ]


def known_of(world: _paying.World) -> rules.Known:
    return _known(world, *_frames(world))


def _frames(world: _paying.World) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is open, and what was lately paid, as a COPY would give it."""
    rows = [
        (owed.id, owed.customer, owed.number, owed.due_on, owed.cents, "EUR", None)
        for owed in _paying.all_owed(world)
    ]
    paid = [(owed.customer, owed.number) for client in world.clients for owed in client.paid]
    return (
        pl.DataFrame(rows, schema=rules.OPEN, orient="row"),
        pl.DataFrame(paid, schema=rules.NUMBERED, orient="row"),
    )


def _known(world: _paying.World, owed: pl.DataFrame, paid: pl.DataFrame) -> rules.Known:
    payers = rules.payers_of(
        ((client.id, client.name) for client in world.clients),
        (("iban", iban, customer) for iban, customer in world.learned.items()),
    )
    group = {
        member.id: tuple(each.id for each in (parent, *parent.children))
        for parent in world.clients
        if parent.children
        for member in (parent, *parent.children)
    }
    policy = rules.Policy(discount_rates=(world.discount_rate,))
    return rules.Known(rules.book_of(owed, paid), payers, policy, _beside(world), group=group)


def _beside(world: _paying.World) -> rules.Beside:
    late: dict[int, tuple[int, ...]] = {
        owed.id: (world.indemnity_cents, 0)
        for owed in _paying.all_owed(world)
        if owed.due_on <= _paying.DAY
    }
    plans: dict[int, tuple[rules.Installment, ...]] = {
        client.id: (
            rules.Installment(
                client.installment, _paying.DAY, frozenset(o.id for o in client.owed)
            ),
        )
        for client in world.clients
        if client.installment
    }
    notes: dict[int, tuple[int, ...]] = {
        client.id: (client.avoir,) for client in world.clients if client.avoir
    }
    return rules.Beside(notes, plans, late)


def _judged(world: _paying.World) -> Counter[str]:
    return _summed(judged_by_habit(world).values())


def _summed(told: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counted in told:
        total.update(counted)
    return total


def _outcome(line: _paying.Paid, answer: rules.Answer) -> dict[str, int]:
    best = answer.best
    applied = bool(best and best.is_certain())
    shown = any(_parts(match) == sorted(line.truth) for match in answer.matches[:3])
    wrong = bool(applied and best and _parts(best) != sorted(line.truth))
    return {"lines": 1, "applied": applied, "wrong": wrong, "shown": shown}


def _parts(match: rules.Match) -> list[tuple[int, int]]:
    return sorted((part.receivable_id, part.cents) for part in match.parts)


def _speed() -> Iterator[Figure]:
    """Building the columns of what is open is counted; reading the tables is not."""
    world = _paying.invent(
        7, clients=int(RECEIVABLES / OWED_MEAN), lines=LINES, owed_mean=OWED_MEAN
    )
    count = sum(len(client.owed) for client in world.clients)
    given = lines_of(world)
    frames = _frames(world)
    gc.collect()
    gc.freeze()  # the invented world is no part of what is measured
    start = time.process_time()
    known = _known(world, *frames)
    built = time.process_time()
    rules.answers(given, known)
    ended = time.process_time()
    rate = len(given) / (ended - start)
    detail = f"{rate:.0f} lignes/s devant {count} créances, dont {built - start:.1f} s de lecture"
    yield Figure("temps pour 5 000 lignes", 5_000 / rate, 1, "s", detail)


def _worst() -> Figure:
    known = worst_known()
    worst = max(min(_seconds(line, known) for _turn in range(3)) for line in worst_lines())
    return Figure("pire ligne", worst * 1000, 50, "ms", f"{WORST_OWED} créances par client")


def worst_known() -> rules.Known:
    """Five hundred invoices of one amount, and five hundred of which few sums fit."""
    due = _paying.DAY - datetime.timedelta(days=10)
    ranks = range(1, WORST_OWED + 1)
    payables = [rules.Payable(n, f"FA-2026-{n:06d}", due, 10_000, 1) for n in ranks]
    payables += [
        rules.Payable(WORST_OWED + n, f"FB-2026-{n:06d}", due, 10_000 + n * 7, 2) for n in ranks
    ]
    return rules.Known(
        rules.book_of_payables(payables), rules.payers_of([(1, "Odin"), (2, "Thor")])
    )


def worst_lines() -> list[rules.Received]:
    """Labels of nothing but numbers, sums that nothing makes."""
    labels = (
        " ".join(f"FA 2026 {n:06d}" for n in range(1, 60)), "1 A 9 " * 200, "0" * 1_000,
        "FA2026" * 150, " ".join(str(n) for n in range(400)), "",
    )  # fmt: skip
    return [
        rules.Received(cents, _paying.DAY, label, name)
        for name in ("ODIN", "THOR", "")
        for label in labels
        for cents in (10_000, 70_000, 123_457, 4_999_999, 5_000_000)
    ]


def _seconds(line: rules.Received, known: rules.Known) -> float:
    """Of the processor: a shared machine makes any line wait."""
    start = time.process_time()
    rules.answer(line, known)
    return time.process_time() - start

"""How the time of a run grows with what is open."""

from collections.abc import Iterator
from itertools import pairwise
from math import log

from bench import Figure, _books, _reminders

PROMISE = "the time of a run grows with the number of open receivables, no faster"
TURNS = {10_000: 5, 100_000: 3, 1_000_000: 2}


def measure() -> Iterator[Figure]:
    taken = {receivables: _seconds(receivables, turns) for receivables, turns in TURNS.items()}
    for few, many in pairwise(TURNS):
        exponent = log(taken[many] / taken[few]) / log(many / few)
        detail = f"{taken[few]:.2f} s, puis {taken[many]:.2f} s"
        yield Figure(f"de {few} à {many} créances", exponent, 1.05, "", detail)


def _seconds(receivables: int, turns: int) -> float:
    """An ordinary day in a company of that size."""
    company = _reminders.company_of(receivables, name=f"Mesure de la croissance {receivables}")
    _reminders.remind_every_day(company, _books.DAY)
    _reminders.execute("VACUUM ANALYZE")
    return min(_reminders.undone_seconds(company) for _turn in range(turns))

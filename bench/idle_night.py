"""The same company, a night when nothing is due yet, then an ordinary one."""

import datetime
import os
from collections.abc import Iterator

from bench import Figure, _books, _reminders

PROMISE = "a night when nothing is due costs less than a tenth of an ordinary one"
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "1000000"))
SOONEST_DAYS = 13  # beyond the courtesy reminder and the days off before it
LATER = datetime.timedelta(days=60)  # some steps are reached, the others done
TURNS = 2


def measure() -> Iterator[Figure]:
    company = _reminders.company_of(
        RECEIVABLES, name="Mesure d'une nuit sans échéance", soonest_days=SOONEST_DAYS
    )
    _reminders.execute("VACUUM ANALYZE")
    idle = min(_reminders.undone_seconds(company) for _turn in range(TURNS))
    day = _books.DAY + LATER
    _reminders.remind_every_day(company, day)
    _reminders.execute("VACUUM ANALYZE")
    ordinary = min(_reminders.undone_seconds(company, day) for _turn in range(TURNS))
    detail = f"{idle:.2f} s, contre {ordinary:.2f} s"
    yield Figure("nuit sans échéance", idle / ordinary, 0.1, "×", detail)

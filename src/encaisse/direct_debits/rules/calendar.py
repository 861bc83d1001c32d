"""The days on which SEPA collects, and how long before one must ask. Pure."""

from datetime import date, timedelta
from functools import cache

from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.refusal import Refusal

BANK_DAYS = 1
"""Business days between the file and the collection, CORE and B2B alike (EPC016-06, EPC222-07)."""
USUAL_NOTICE_DAYS = 14
"""Calendar days between the pre-notification and the collection, unless agreed otherwise."""
FARTHEST_DAYS = 365


class NotACollectionDay(Refusal):
    """The interbank system is closed."""

    code = "not_a_collection_day"
    sentence = "Le {day} n'est pas un jour de prélèvement (TARGET) : choisissez le {next_day}."


class CollectedTooSoon(Refusal):
    """The bank needs a business day."""

    code = "collected_too_soon"
    sentence = (
        "La banque doit recevoir la remise un jour ouvré avant le prélèvement : "
        "prélevez au plus tôt le {earliest}."
    )


class CollectedTooFar(Refusal):
    """A year was mistyped."""

    code = "collected_too_far"
    sentence = "Le {day} est trop loin : un prélèvement se demande un an à l'avance au plus."


class NoticeTooLate(Refusal):
    """The debtor is told before being debited."""

    code = "notice_too_late"
    sentence = (
        "{customer} doit être prévenu {days} jours avant : avec un préavis du {notified}, "
        "prélevez au plus tôt le {earliest}, ou notez le délai convenu sur le mandat."
    )


def is_bank_day(day: date) -> bool:
    """Whether TARGET is open."""
    return day.weekday() < 5 and day not in _closed(day.year)


def next_bank_day(day: date) -> date:
    """``day`` itself when TARGET is open, else the next day it is."""
    while not is_bank_day(day):
        day += ONE_DAY
    return day


def earliest_collection(today: date) -> date:
    """The first day that a file made today may collect."""
    day = today
    for _ in range(BANK_DAYS):
        day = next_bank_day(day + ONE_DAY)
    return day


def require_collection_day(collect_on: date, *, today: date) -> None:
    """Refuse a day on which SEPA does not collect, too near, or too far."""
    if collect_on > today + timedelta(days=FARTHEST_DAYS):
        raise CollectedTooFar(day=french_day(collect_on))
    earliest = earliest_collection(today)
    if collect_on < earliest:
        raise CollectedTooSoon(earliest=french_day(earliest))
    if not is_bank_day(collect_on):
        following = next_bank_day(collect_on)
        raise NotACollectionDay(day=french_day(collect_on), next_day=french_day(following))


def require_notice(collect_on: date, *, notified_on: date, notice_days: int, customer: str) -> None:
    """Refuse to debit somebody who was told too late."""
    earliest = next_bank_day(notified_on + timedelta(days=notice_days))
    if collect_on < earliest:
        raise NoticeTooLate(
            customer=customer, days=notice_days, notified=french_day(notified_on),
            earliest=french_day(earliest),
        )  # fmt: skip


@cache
def _closed(year: int) -> frozenset[date]:
    # The library costs a third of a second to load: only those who collect pay it.
    from holidays import financial_holidays

    return frozenset(financial_holidays("ECB", years=year))

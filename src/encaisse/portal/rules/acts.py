"""How far a customer may go by itself: days, instalments, acts in a day."""

from datetime import date, timedelta

PROMISE_DAYS_MAX = 30
INSTALLMENTS_LEAST, INSTALLMENTS_MOST = 2, 12
FIRST_DAYS_MAX = 30
ACTS_A_DAY = 20
WORDS_MAX = 1000

# The causes that a customer chooses from; what was paid is said by another act.
CAUSES = ("price", "quantity", "quality", "delivery", "service", "invoice", "order", "other")


def last_promise_day(on: date) -> date:
    """The latest day that a customer may promise by itself."""
    return on + timedelta(days=PROMISE_DAYS_MAX)


def may_spread(count: int, first_on: date, *, on: date) -> bool:
    """Whether so many instalments, from that day, may be asked for."""
    is_soon = on <= first_on <= on + timedelta(days=FIRST_DAYS_MAX)
    return INSTALLMENTS_LEAST <= count <= INSTALLMENTS_MOST and is_soon

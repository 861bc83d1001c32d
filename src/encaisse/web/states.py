"""The seven states that colour may say, each with its word (and its shape in ``icons.svg``)."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    """Where a receivable stands. The value names the CSS class and the shape."""

    NOT_DUE = "not-due"
    DUE_SOON = "due-soon"
    LATE = "late"
    VERY_LATE = "very-late"
    DISPUTED = "disputed"
    PROMISED = "promised"
    PAID = "paid"


LABELS = {
    State.NOT_DUE: _("non échue"),
    State.DUE_SOON: _("échéance proche"),
    State.LATE: _("en retard"),
    State.VERY_LATE: _("très en retard"),
    State.DISPUTED: _("en litige"),
    State.PROMISED: _("promise"),
    State.PAID: _("payée"),
}

SOON_DAYS = 7
VERY_LATE_DAYS = 30


def by_age(days_late: int) -> State:
    """The state of an open receivable, by its days late (0 on the due date)."""
    if days_late > VERY_LATE_DAYS:
        return State.VERY_LATE
    if days_late > 0:
        return State.LATE
    return State.DUE_SOON if days_late >= -SOON_DAYS else State.NOT_DUE

"""The functions of ``web.formats`` as filters of the same names: ``{% load formats %}``."""

from collections.abc import Callable
from typing import Any

from django import template

from encaisse.web import formats, states

register = template.Library()


def _or_blank(function: Callable[..., str]) -> Callable[..., str]:
    """The filter shows nothing for a value that is not there."""

    def shown(value: Any, *arguments: Any) -> str:
        return "" if value is None or value == "" else function(value, *arguments)

    return shown


for _name in (
    "money round_money number percent day short_day long_day month instant days distance due"
).split():
    register.filter(_name, _or_blank(getattr(formats, _name)))


@register.filter
def plural(count: int, words: str) -> str:
    """``{{ 12|plural:"facture,factures" }}`` gives ``12 factures``."""
    one, _, many = words.partition(",")
    return formats.plural(count, one, many)


@register.filter
def days_late(due_on: Any, on: Any) -> int:
    """Days since the due date; negative before it."""
    return int((on - due_on).days)


@register.filter
def state_by_age(late: int) -> str:
    """The state of an open receivable so many days after its due date."""
    return states.by_age(late).value


@register.filter
def state_label(state: str) -> str:
    """The French word of a state."""
    return str(states.LABELS[states.State(state)])

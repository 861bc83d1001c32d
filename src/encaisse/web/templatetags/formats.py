"""The functions of ``web.formats`` as filters of the same names: ``{% load formats %}``."""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from encaisse.web import formats, states

register = template.Library()


def _or_blank(function: Callable[..., str]) -> Callable[..., str]:
    """The filter shows nothing for a value that is not there."""

    def shown(value: Any, argument: Any = None) -> str:
        if value is None or value == "":
            return ""
        return function(value) if argument is None else function(value, argument)

    return shown


for _function in (
    formats.money,
    formats.round_money,
    formats.number,
    formats.size,
    formats.percent,
    formats.rate,
    formats.day,
    formats.short_day,
    formats.long_day,
    formats.month,
    formats.instant,
    formats.days,
    formats.distance,
    formats.due,
):
    register.filter(_function.__name__, _or_blank(_function))


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


@register.filter
def whole(text: str, how: str = 'class="whole"') -> SafeString:
    """The text, each number with a hyphen (FA-2026-0012) kept on one line; ``how``: by which
    attribute, where no style sheet reaches."""
    escaped = conditional_escape(text)
    return SafeString(formats.REFERENCE.sub(rf"<span {how}>\g<0></span>", escaped))

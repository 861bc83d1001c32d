"""``{{ cell|td }}``: one cell of a list. ``{% load cells %}``

Written here and not as a template: a page of a list has hundreds of cells, and the template
language takes a hundred times longer over each.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from encaisse.web import formats, states
from encaisse.web.addresses import numbered
from encaisse.web.columns import Cell, Kind
from encaisse.web.templatetags.formats import whole

register = template.Library()

PLAIN: dict[Kind, Callable[[Any], str]] = {
    Kind.INSTANT: formats.instant,
    Kind.NUMBER: formats.number,
    Kind.BYTES: formats.size,
    Kind.PERCENT: formats.percent,
    Kind.RATE: formats.rate,
    Kind.DAYS: formats.days,
}
NOTHING = SafeString()


@register.filter
def td(cell: Cell) -> SafeString:
    """The cell with its place in the row, its link and its hint."""
    shown = NOTHING if cell.blank else _shown(cell)
    if cell.href:
        opens = SafeString(" data-open" if cell.column.place == "title" else "")
        shown = format_html('<a href="{}"{}>{}</a>', cell.href, opens, shown)
    if cell.hint:
        shown = format_html('{} <span class="hint">{}</span>', shown, cell.hint)
    return format_html(
        '<td data-kind="{}"{}{}{}>{}</td>',
        cell.column.kind.value,
        _place(cell),
        SafeString(" data-number" if _is_number(cell) else ""),
        SafeString(" data-blank" if cell.blank else ""),
        shown,
    )


@register.filter
def address(number: int, name: str) -> str:
    """``{{ receivable.invoice_id|address:'home:invoice' }}``, in a row of a long list."""
    return numbered(name, number)


@register.simple_tag
def delay(due_on: date, on: date, estimated: bool) -> SafeString:
    """The body of ``<c-delay>``: a customer's page has one per receivable."""
    late = (on - due_on).days
    shown = conditional_escape(formats.due(due_on, on))
    if late > 0:
        shown = format_html(
            "{} {}, <b>{}</b>", _("échue le"), formats.short_day(due_on, on), formats.days(late)
        )
    if estimated:
        how = _("Date calculée à partir des conditions de règlement")
        shown = format_html('{} <abbr title="{}">{}</abbr>', shown, how, _("estimée"))
    return format_html(
        '<time class="delay state-{}" datetime="{}" title="{}">{}</time>',
        states.by_age(late).value, due_on.isoformat(), formats.long_day(due_on), shown,
    )  # fmt: skip


def _is_number(cell: Cell) -> bool:
    """Whether it is one number with a hyphen (FA-2026-0012), kept on one line."""
    is_text = cell.column.kind is Kind.TEXT and isinstance(cell.value, str)
    return is_text and formats.REFERENCE.fullmatch(cell.value) is not None


def _place(cell: Cell) -> SafeString:
    """Where the cell goes when rows take two lines; a value without place is told its label."""
    if cell.column.place:
        return format_html(' data-place="{}"', cell.column.place)
    if cell.column.kind is Kind.STATUS:
        return NOTHING
    return format_html(' data-label="{}"', cell.column.label)


def _shown(cell: Cell) -> SafeString:
    kind, value = cell.column.kind, cell.value
    if kind is Kind.MONEY:
        return _money(cell)
    if kind is Kind.DAY:
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            value.isoformat(), formats.long_day(value), formats.day(value),
        )  # fmt: skip
    if kind is Kind.STATUS:
        return SafeString(render_to_string("web/status_cell.html", {"cell": cell}))
    if kind in PLAIN or _is_number(cell):
        return conditional_escape(PLAIN.get(kind, str)(value))
    return whole(str(cell.label))


def _money(cell: Cell) -> SafeString:
    zero = not _cents(cell.value)
    text = "–" if zero and cell.dash else formats.money(cell.value, cell.currency)
    return format_html('<data class="money{}">{}</data>', " zero" if zero else "", text)


def _cents(amount: Any) -> int:
    return int(getattr(amount, "cents", amount))

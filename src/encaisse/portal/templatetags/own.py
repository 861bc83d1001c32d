"""``{% own_url "portal:receivable" receivable_id=12 %}``: the address of a page of the customer's,
whose numbers tell nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from encaisse.portal.queries.addresses import address_of

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def own_url(context: Context, page: str, **numbers: int) -> str:
    """The address of this page for the customer that the context shows."""
    return address_of(context["customer"], page, **numbers)

"""A telephone as one reads it (``|phone:customer.country``), as one dials it (``|dial``)."""

from django import template

from encaisse.parties.rules.phones import phone_known

register = template.Library()


@register.filter
def phone(typed: str, country: str = "FR") -> str:
    """The number as one reads it; as it was typed when it is none."""
    found = phone_known(typed, country)
    return found.shown if found else typed


@register.filter
def dial(typed: str, country: str = "FR") -> str:
    """The number as a telephone dials it; as it was typed when it is none."""
    found = phone_known(typed, country)
    return found.e164 if found else typed


@register.filter
def texted(typed: str, country: str = "FR") -> bool:
    """Whether a text message can reach that number."""
    found = phone_known(typed, country)
    return found is not None and found.takes_texts

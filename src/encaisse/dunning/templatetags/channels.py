"""How a message goes, as a shape (``|channel_icon``) and as a word (``|channel_name``)."""

from django import template

from encaisse.dunning.columns.words import CHANNELS, ICONS

register = template.Library()


@register.filter
def channel_icon(channel: str) -> str:
    """The icon of a channel."""
    return ICONS.get(channel, "letter")


@register.filter
def channel_name(channel: str) -> str:
    """The channel in French."""
    return str(CHANNELS.get(channel, channel))

"""The customer's own page in mails: the portal, which is above, says how it is given.

What is kept of a mail has a mark in place of the secret; the secret is written as the mail leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

Fill = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Portal:
    """``give``: the path of a customer's page, with a mark; ``fill``: what writes the secrets of
    the marks of a text."""

    give: Callable[[Company, int, datetime], str]
    fill: Callable[[Company, str], Fill]


KNOWN: list[Portal] = []


def given_to(company: Company, customer_id: int, *, at: datetime) -> str:
    """The address of the customer's page, marked; empty when nobody knows how it is reached."""
    if not settings.PUBLIC_ADDRESS:
        return ""
    paths = (portal.give(company, customer_id, at) for portal in KNOWN)
    return next((f"{settings.PUBLIC_ADDRESS}{path}" for path in paths if path), "")


def filler(company: Company, text: str) -> Fill:
    """What writes the secrets of a text that leaves; the text as it is when it has no mark."""
    return next((portal.fill(company, text) for portal in KNOWN), str)

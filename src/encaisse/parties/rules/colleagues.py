"""How a list or a person names who follows a customer. Pure."""

import re
from dataclasses import dataclass

from encaisse.parties.rules.emails import is_email

SALES = "sales"
"""The department of those who sell, as disputes know it."""

COLLEAGUE_MAX = 120
WITH_ADDRESS = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>\s]+)>$")


@dataclass(frozen=True, slots=True)
class Named:
    """A name, an address, or both."""

    name: str
    email: str

    @property
    def shown(self) -> str:
        """The name; the address of somebody who has none."""
        return (self.name or self.email)[:COLLEAGUE_MAX]


def colleague_read(text: str, email: str = "") -> Named:
    """« Julie Renaud », « j.renaud@… » or « Julie Renaud <j.renaud@…> »."""
    name = " ".join(text.split())
    found = WITH_ADDRESS.match(name)
    if found and is_email(found["email"]):
        return Named(found["name"].strip(' "'), email.strip() or found["email"])
    if not email.strip() and is_email(name):
        return Named("", name)
    return Named(name, email.strip())

"""A customer's own page in the demonstration: a link to it, made at each start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.demonstration import queries
from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.portal import operations as portal
from encaisse.portal.queries import links_of

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.accounts.models import Company

WELCOMED = "Garage Martin"
BY = "démonstration"


def welcome(company: Company, *, at: datetime) -> tuple[str, str]:
    """Whose page it is, and the token that opens it: the token of the start before opens nothing
    any more."""
    customer = queries.customers(company)[BY_NAME[WELCOMED].code]
    for link in links_of(customer).filter(issued_by=BY, revoked_at=None):
        portal.revoke(link, at=at, by=BY)
    _link, token = portal.issue(customer, at=at, by=BY)
    return customer.name, token

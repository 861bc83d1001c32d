"""What keeps us from writing to those who owe, over REST."""

from datetime import date
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema

from encaisse.accounts.requests import ApiRequest
from encaisse.dunning.queries import contacts as queries
from encaisse.web.rest import Line

router = Router()

Fault = Literal[
    "", "refused", "complaint", "no_email", "syntax", "domain", "no_address", "incomplete", "phone",
    "no_phone",
]  # fmt: skip


class FaultOut(Schema):
    """What is to be corrected of a customer, or of a ``person`` there: what we have (``value``),
    what was probably meant, who told it and when; ``late_cents``: what it owes past its date."""

    customer: str
    name: str
    fault: str
    value: str
    person: str
    meant: str
    told_by: str
    told_on: date | None
    late_cents: int
    currency: str


@router.get("/contacts-to-fix", response=list[FaultOut], summary="Contacts to correct")
def contacts_to_fix(request: ApiRequest, fault: Fault = "", text: Line = "") -> list[Any]:
    """What keeps us from writing to those who owe, the most late money first; the thousand that
    weigh most."""
    rows = queries.to_fix(request.company, on=timezone.localdate(), fault=fault, text=text)
    return [FaultOut(customer=str(row["customer_id"]), **_told(row)) for row in rows]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in FaultOut.model_fields if name != "customer"}

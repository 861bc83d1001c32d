"""What keeps us from writing to those who owe, over REST."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Router, Schema

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.dunning.operations import reaching
from encaisse.dunning.queries import contacts as queries
from encaisse.parties.rules.hearing import Heard
from encaisse.web.rest import Day, Id, Line

router = Router()

Fault = Literal[
    "", "refused", "complaint", "no_email", "syntax", "unknown", "domain", "no_address",
    "incomplete", "phone", "no_phone",
]  # fmt: skip


Datum = Literal["email", "phone", "address"]


class FaultOut(Schema):
    """What is to be corrected of a customer, or of a ``person`` there (``contact``): what we have
    (``value``), what was probably meant, who told it and when; ``datum``: which way to reach them;
    ``late_cents``: what it owes past its date."""

    customer: str
    contact: str | None
    datum: Datum
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
    return [FaultOut(**_as_told(row)) for row in rows]


class CorrectionIn(Schema):
    """A way to reach a customer, or a contact there; who told it and when, else the caller today.
    Of a contact when one is named; an address is a customer's."""

    customer: Id | None = None
    contact: Id | None = None
    datum: Datum
    value: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
    told_by: Annotated[Line, Field(max_length=200)] = ""
    told_on: Day | None = None


class CorrectedOut(Schema):
    """What is known now, who told it and on what day (none: today)."""

    datum: Datum
    value: str
    told_by: str
    told_on: date | None


@router.post("/contacts-to-fix", response=CorrectedOut, summary="Correct a contact")
def correct_contact(request: ApiRequest, given: CorrectionIn) -> CorrectedOut:
    """Refused when nobody could be reached there either. Tasks that waited for it are closed."""
    require(request, may_collect)
    thing = queries.thing_for(request.user, request.company, given.customer, given.contact)
    heard, on = Heard(by=given.told_by, on=given.told_on), timezone.localdate()
    reaching.correct(thing, given.datum, given.value, heard=heard, by=request.by, on=on)
    return CorrectedOut(
        datum=given.datum,
        value=str(getattr(thing, given.datum)),
        told_by=heard.of(request.by),
        told_on=given.told_on,
    )


def _as_told(row: dict[str, Any]) -> dict[str, Any]:
    contact = row["contact_id"]
    return row | {
        "customer": str(row["customer_id"]), "contact": str(contact) if contact else None
    }  # fmt: skip

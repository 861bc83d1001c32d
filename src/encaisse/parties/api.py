"""The customers, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.kernel.money import CENTS_MAX
from encaisse.parties import operations, queries
from encaisse.web.rest import (
    Currency,
    Day,
    Email,
    IdInPath,
    Line,
    Number,
    Page,
    Paging,
    Text,
    page_of,
)

if TYPE_CHECKING:
    from encaisse.parties.models import Customer, RefusingAddress

Kind = Literal["company", "public", "consumer"]
Siren = Annotated[str, StringConstraints(pattern=r"^([0-9]{9})?$")]
VatNumber = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9 ]{2,20})?$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Sector = Annotated[Line, Field(max_length=40)]
Tags = Annotated[list[Annotated[Number, Field(max_length=40)]], Field(max_length=20)]
PaymentDays = Annotated[int, Field(ge=0, le=365)]
CreditLimit = Annotated[int, Field(ge=0, le=CENTS_MAX)]

router = Router(tags=["customers"])
addresses_router = Router(tags=["refusing addresses"])


class CustomerOut(Schema):
    """A customer; ``code`` is its subledger account, ``payment_terms`` win over the days."""

    id: str
    code: str
    name: str
    kind: str
    siren: str
    numero_tva: str
    country: str
    sector: str
    tags: list[str]
    address: str
    email: str
    phone: str
    language: str
    currency: str
    payment_days: int | None
    payment_terms: str
    grace_until: date | None
    credit_limit_cents: int | None
    is_pseudo: bool


class CustomerIn(Schema):
    """A customer to open; without ``code`` the account is made from the name."""

    name: Number
    code: Annotated[Line, Field(max_length=60)] = ""
    kind: Kind = "company"
    siren: Siren = ""
    numero_tva: VatNumber = ""
    country: Country | None = None
    sector: Sector = ""
    tags: Tags | None = None
    address: Text = ""
    email: Email = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    currency: Currency | None = None
    payment_days: PaymentDays | None = None
    payment_terms: Line = ""


class CustomerChange(Schema):
    """What changes; what is left out stays. A manager says what the customer may owe."""

    name: Number | None = None
    kind: Kind | None = None
    siren: Siren | None = None
    numero_tva: VatNumber | None = None
    country: Country | None = None
    sector: Sector | None = None
    tags: Tags | None = None
    address: Text | None = None
    email: Email | None = None
    phone: Annotated[Line, Field(max_length=40)] | None = None
    payment_days: PaymentDays | None = None
    payment_terms: Line | None = None
    grace_until: Day | None = None
    credit_limit_cents: CreditLimit | None = None


class CustomerPaging(Paging):
    """Which customers."""

    code: Line = ""


@router.get("", response=Page[CustomerOut], summary="The customers")
def customers(request: ApiRequest, paging: Query[CustomerPaging]) -> dict[str, Any]:
    """Every customer of the company; ``code`` keeps the one of that account."""
    found = queries.customers(request.company)
    if paging.code:
        found = found.filter(code=paging.code)
    return page_of(found, paging, as_customer)


@router.post("", response={201: CustomerOut}, summary="Open a customer")
def open_customer(request: ApiRequest, given: CustomerIn) -> Status[CustomerOut]:
    """Refused when the account is another customer's."""
    require(request, may_collect)
    facts = given.dict(exclude_none=True)
    return Status(
        201, as_customer(operations.open_customer(company=request.company, by=request.by, **facts))
    )


@router.get("/{customer_id}", response=CustomerOut, summary="One customer")
def customer(request: ApiRequest, customer_id: IdInPath) -> CustomerOut:
    """404 when it is not one of the company's."""
    return as_customer(queries.customer_for(request.user, customer_id))


@router.patch("/{customer_id}", response=CustomerOut, summary="Change a customer")
def change_customer(
    request: ApiRequest, customer_id: IdInPath, given: CustomerChange
) -> CustomerOut:
    """Only what is given changes; ``null`` clears ``payment_days``, ``grace_until`` and
    ``credit_limit_cents``."""
    is_limited = "credit_limit_cents" in given.dict(exclude_unset=True)
    require(request, may_manage if is_limited else may_collect)
    found = queries.customer_for(request.user, customer_id)
    clearable = {"payment_days", "grace_until", "credit_limit_cents"}
    changes = {
        name: value
        for name, value in given.dict(exclude_unset=True).items()
        if value is not None or name in clearable
    }
    return as_customer(operations.change_customer(found, by=request.by, **changes))


def as_customer(customer: "Customer") -> CustomerOut:
    """As the API shows it."""
    return CustomerOut(
        id=str(customer.pk),
        code=customer.code,
        name=customer.name,
        kind=customer.kind,
        siren=customer.siren,
        numero_tva=customer.numero_tva,
        country=customer.country,
        sector=customer.sector,
        tags=customer.tags,
        address=customer.address,
        email=customer.email,
        phone=customer.phone,
        language=customer.language,
        currency=customer.currency,
        payment_days=customer.payment_days,
        payment_terms=customer.payment_terms,
        grace_until=customer.grace_until,
        credit_limit_cents=customer.credit_limit_cents,
        is_pseudo=customer.is_pseudo,
    )


class ToldOut(Schema):
    """A way to reach a customer, or a contact there (``contact``); who told it, on what day, and
    who noted it."""

    contact: str | None
    datum: str
    value: str
    told_by: str
    told_on: date
    noted_by: str


@router.get("/{customer_id}/told", response=list[ToldOut], summary="Who told how to reach it")
def told(request: ApiRequest, customer_id: IdInPath) -> list[ToldOut]:
    """The latest of each sort, of the customer and of the people there."""
    found = queries.told_of(queries.customer_for(request.user, customer_id))
    return [
        ToldOut(
            contact=None if each.contact_id is None else str(each.contact_id),
            datum=each.datum,
            value=each.value,
            told_by=each.told_by,
            told_on=each.on,
            noted_by=each.noted_by,
        )
        for each in found.values()
    ]


class RefusingOut(Schema):
    """An e-mail address to which nothing is sent: why (``refused`` or ``complaint``), since when,
    what was said and by whom."""

    id: str
    address: str
    why: str
    reason: str
    told_by: str
    since: date
    lifted_on: date | None
    lifted_by: str


class RefusingIn(Schema):
    """An address to write to no more."""

    address: Annotated[Email, Field(min_length=3)]
    why: Literal["refused", "complaint"] = "refused"
    reason: Line = ""


@addresses_router.get("", response=Page[RefusingOut], summary="The addresses that refuse mails")
def refusing_addresses(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Those that refuse now, the latest told first."""
    return page_of(queries.refusing(request.company), paging, as_refusing)


@addresses_router.post("", response={201: RefusingOut}, summary="Write to an address no more")
def mark_refusing(request: ApiRequest, given: RefusingIn) -> Status[RefusingOut]:
    """One that refuses already is answered as it stands."""
    require(request, may_collect)
    found = operations.mark_refusing(
        request.company, **given.dict(), on=timezone.localdate(), by=request.by
    )
    return Status(201, as_refusing(found))


@addresses_router.post(
    "/{refusing_id}/accept", response=RefusingOut, summary="An address works again"
)
def accept_again(request: ApiRequest, refusing_id: IdInPath) -> RefusingOut:
    """It is written to from today on; refused when that was said before."""
    require(request, may_collect)
    found = queries.refusing_for(request.user, refusing_id)
    return as_refusing(operations.accept_again(found, on=timezone.localdate(), by=request.by))


def as_refusing(refusing: "RefusingAddress") -> RefusingOut:
    """As the API shows it."""
    return RefusingOut(
        id=str(refusing.pk),
        address=refusing.address,
        why=refusing.why,
        reason=refusing.reason,
        told_by=refusing.told_by,
        since=refusing.since,
        lifted_on=refusing.lifted_on,
        lifted_by=refusing.lifted_by,
    )

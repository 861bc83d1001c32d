"""The links to the portal, over REST."""

from datetime import date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, cast

from django.http import Http404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.portal import operations, queries
from encaisse.portal.queries import said
from encaisse.web.rest import Id, IdInPath, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.portal.models import PortalLink, PortalRequest

router = Router(tags=["portal"])
requests_router = Router(tags=["portal"])

Kind = Literal["paid", "dispute", "promise", "installments", "duplicate", "contact", "plan"]


class LinkOut(Schema):
    """A link to the portal; its token is not kept."""

    id: str
    customer: str
    contact: str | None
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    visited_at: datetime | None


class LinkIn(Schema):
    """Whose page; to whom there, the customer itself when null."""

    customer: Id
    contact: Id | None = None


class LinkPaging(Paging):
    """Which links."""

    customer: Id | None = None


class RequestOut(Schema):
    """What a customer said or asked for on its page; ``closed_on`` null while nobody has dealt with
    it. ``about`` names the dispute or the promise that it made; ``proposed`` the person."""

    id: str
    kind: Kind
    customer: str
    receivable: str | None
    cents: int | None
    currency: str
    on: date | None
    count: int | None
    reference: str
    words: str
    document: str | None
    about: str
    proposed: dict[str, str]
    by: str
    made_at: datetime
    closed_on: date | None
    closed_by: str
    outcome: str


class RequestPaging(Paging):
    """Which requests."""

    state: Literal["", "open", "closed"] = ""
    customer: Id | None = None


class CloseIn(Schema):
    """What was done of it."""

    outcome: Line


@router.get("", response=Page[LinkOut], summary="The links to the portal, the newest first")
def links(request: ApiRequest, paging: Query[LinkPaging]) -> dict[str, Any]:
    """Of a customer or of all."""
    found = queries.links(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_link, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: LinkOut}, summary="Send a link by mail")
def send(request: ApiRequest, given: LinkIn) -> Status[LinkOut]:
    """A new one, to the contact or to the customer; the mail alone says its token."""
    require(request, may_collect)
    customer = queries.customer_for(request.user, request.company, int(given.customer))
    contact = queries.contact_of(customer, given.contact) if given.contact else None
    if given.contact and contact is None:
        raise Http404
    here = request.build_absolute_uri("/")
    link = operations.send(customer, contact=contact, at=now(), by=request.by, here=here)
    return Status(HTTPStatus.CREATED, _as_link(link))


@router.post("/{link_id}/revoke", response=LinkOut, summary="Revoke a link to the portal")
def revoke(request: ApiRequest, link_id: IdInPath) -> LinkOut:
    """It opens nothing any more, and whoever came by it is out."""
    require(request, may_collect)
    link = queries.link_for(request.user, request.company, link_id)
    return _as_link(operations.revoke(link, at=now(), by=request.by))


def _as_link(link: "PortalLink") -> LinkOut:
    return LinkOut(
        id=str(link.pk),
        customer=str(link.customer_id),
        contact=str(link.contact_id) if link.contact_id else None,
        issued_by=link.issued_by,
        issued_at=link.issued_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        visited_at=link.visited_at,
    )


@requests_router.get("", response=Page[RequestOut], summary="What customers said on their page")
def requests(request: ApiRequest, paging: Query[RequestPaging]) -> dict[str, Any]:
    """Open, closed or all; of a customer or of all; the newest first."""
    found = said.requests(request.company)
    if paging.state:
        found = found.filter(closed_on__isnull=paging.state == "open")
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_request, newest_first=True)


@requests_router.post("/{request_id}/close", response=RequestOut, summary="Close a request")
def close(request: ApiRequest, request_id: IdInPath, given: CloseIn) -> RequestOut:
    """With what was done of it."""
    require(request, may_collect)
    found = said.request_for(request.user, request.company, request_id)
    return _as_request(
        operations.acting.close(found, outcome=given.outcome, on=localdate(), by=request.by)
    )


@requests_router.post(
    "/{request_id}/take-contact", response=RequestOut, summary="Accept the person proposed"
)
def take_contact(request: ApiRequest, request_id: IdInPath) -> RequestOut:
    """It becomes a contact of the customer."""
    require(request, may_collect)
    found = said.request_for(request.user, request.company, request_id)
    return _as_request(operations.acting.take_contact(found, on=localdate(), by=request.by))


def _as_request(made: "PortalRequest") -> RequestOut:
    return RequestOut(
        id=str(made.pk),
        kind=cast("Kind", made.kind),
        customer=str(made.customer_id),
        receivable=str(made.receivable_id) if made.receivable_id else None,
        document=str(made.document_id) if made.document_id else None,
        **{
            name: getattr(made, name)
            for name in (
                "cents", "currency", "on", "count", "reference", "words", "about", "proposed", "by",
                "made_at", "closed_on", "closed_by", "outcome",
            )
        },
    )  # fmt: skip

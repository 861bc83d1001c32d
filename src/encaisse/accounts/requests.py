"""The request as every page sees it: somebody signed in, working in a company."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from encaisse.accounts import queries

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User


class CompanyRequest(HttpRequest):
    """What ``CompanyMiddleware`` makes of a request. Pages are for members: ``company`` is set."""

    user: User
    company: Company
    companies: list[Company]


class ApiRequest(CompanyRequest):
    """What ``api.middleware`` makes of a request that bears a token; ``by`` signs its acts."""

    by: str


def require(request: HttpRequest, right: Callable[[str | None], bool]) -> None:
    """Refuse the page to a role without the right (403)."""
    if not right(role_of(request)):
        raise PermissionDenied


def require_administrator(request: CompanyRequest) -> None:
    """Refuse the page to whoever does not keep what all the companies share (403)."""
    if not queries.is_administrator(request.user):
        raise PermissionDenied


def role_of(request: HttpRequest) -> str | None:
    """The viewer's role in the company at work, read once for a page."""
    company, user = getattr(request, "company", None), request.user
    if not company or not user.is_authenticated:
        return None
    roles: dict[tuple[int, int], str | None] = vars(request).setdefault("roles", {})
    asked = (user.pk, company.pk)
    if asked not in roles:
        roles[asked] = queries.role_in(user, company)
    return roles[asked]

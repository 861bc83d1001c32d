"""Who visits the portal, and in what frame each of its pages is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now

from encaisse.portal import queries
from encaisse.portal.queries.addresses import number_of
from encaisse.portal.rules import LANGUAGES, words_of
from encaisse.store import isolation
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.portal.models import PortalLink

View = Callable[..., HttpResponse]

COOKIE, SALT, PATH = "espace", "encaisse.portal", "/espace/"
LANGUAGE_COOKIE = "espace_langue"
VISIT_SECONDS = 12 * 3600
GONE, TOO_MANY = 404, 429
NUMBERED = "_id"  # ends the name of a number in an address
REFUSED = 400  # this answer, or above
LOG = logging.getLogger(__name__)


def visiting(view: View) -> View:
    """A page for whoever came by a link that still opens; the database shows nothing but the rows
    of that link's company. Whatever is refused there leaves a line in the log: what was asked, by
    which link, from where."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        with isolation.seeing_all():
            link = _link_of(request)
        response = _seen(view, request, link, named)
        if response.status_code >= REFUSED:
            LOG.warning(
                "Espace client : %s %s refusé (%s), lien %s, depuis %s", request.method,
                request.path, response.status_code, link.pk if link else "inconnu",
                request.META.get("REMOTE_ADDR", ""),
            )  # fmt: skip
        return response

    return login_not_required(answer)


def _seen(
    view: View, request: HttpRequest, link: PortalLink | None, named: dict[str, Any]
) -> HttpResponse:
    if link is None:
        return closed(request, "closed", GONE)
    with isolation.seeing(link.company_id):
        try:
            return view(request, link, **_opened(link, named))
        except Http404:
            return closed(request, "unknown", GONE)


def _opened(link: PortalLink, named: dict[str, Any]) -> dict[str, Any]:
    """What the address bears, its numbers unsealed."""
    return {
        name: number_of(link.customer, name, told) if name.endswith(NUMBERED) else told
        for name, told in named.items()
    }


def _link_of(request: HttpRequest) -> PortalLink | None:
    """The link that the visitor came by, as long as it opens."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=VISIT_SECONDS)
    except signing.BadSignature:
        return None
    return queries.link_of_visit(kept, at=now())


def language_of(request: HttpRequest, link: PortalLink | None = None) -> str:
    """The language chosen, else the customer's, else French."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    own = link.customer.language[:2] if link else "fr"
    return next((each for each in (chosen, own) if each in LANGUAGES), "fr")


def shown(
    request: HttpRequest,
    link: PortalLink,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the customer's, in its language."""
    language = language_of(request, link)
    framed = {
        "language": language,
        "other": next((code, name) for code, name in LANGUAGES.items() if code != language),
        "say": words_of(language),
        "company": link.company,
        "logo": queries.logo_of(link.company),
        "customer": link.customer,
    }
    return page(request, template, framed | context, status=status)


def closed(request: HttpRequest, what: str, status: int) -> HttpResponse:
    """Nothing to see: the same sentence whether the link is wrong, expired or revoked."""
    language = language_of(request)
    say = words_of(language)
    context = {
        "language": language, "say": say, "title": say[f"{what}_title"], "sentence": say[what],
    }  # fmt: skip
    return page(request, "portal/closed.html", context, status=status)


def set_cookie(
    response: HttpResponse, request: HttpRequest, name: str, value: str, *, seconds: int | None
) -> None:
    """A cookie of the portal's own addresses, that no script reads."""
    response.set_cookie(
        name, value, max_age=seconds, path=PATH, httponly=True, samesite="Lax",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip

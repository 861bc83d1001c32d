"""From a view to its answer: a whole page, or the fragment of it that HTMX asked for.

One address, one template: a fragment is a named part (``partialdef``) of the page's own template.
The ``HX-`` headers are set here and nowhere else.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from encaisse.kernel.refusal import Refusal
from encaisse.web import returning

REFUSED = 409


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    fragment: str | Sequence[str] | None = None,
    *,
    status: int = 200,
    address: str = "",
) -> HttpResponse:
    """Render the template, or the fragment of it that the request targets.

    ``fragment`` names the part this page can render alone. With several, the one that bears the
    id of the request's target is taken, else the first. Waiting messages follow a fragment as
    toasts. ``address``: where a reload shows the same, when it is not what was asked for.
    """
    names = [fragment] if isinstance(fragment, str) else list(fragment or ())
    if not names or not wants_fragment(request):
        response = render(request, template, context, status=status)
    else:
        target = _target(request)
        name = target if target in names else names[0]
        response = render(request, f"{template}#{name}", context, status=status)
        if messages.get_messages(request):
            response.write(render_to_string("web/toasts.html", {"added": True}, request))
        if address:
            response["HX-Push-Url"] = address
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Whether HTMX will put the answer into a part of the page it already shows."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") != "full"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def query_shown(request: HttpRequest) -> QueryDict:
    """What the address of the page that HTMX shows says; nothing without HTMX."""
    return QueryDict(urlsplit(request.headers.get("HX-Current-URL", "")).query)


def as_shown(request: HttpRequest, address: str) -> str:
    """The address with what the browser has after it, when that page is the one shown: what was
    filtered and put in order stays so after an act."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{address}?{shown.query}" if shown.path == address and shown.query else address


def ask_next(request: HttpRequest, customer_id: int, *, back: str) -> HttpResponse:
    """Something of a customer was closed: to the page that asks what comes next, which goes back
    to the list that its page was opened from, else there."""
    place = reverse("agenda:next", args=[customer_id])
    return redirect(returning.opened(place, returning.before(request) or back))


def failure(
    request: HttpRequest, *, status: int, title: str, sentence: str, hint: str = ""
) -> HttpResponse:
    """An error as a page; inside a page, as a toast that leaves the rest untouched."""
    context = {"status": status, "title": title, "sentence": sentence, "hint": hint}
    if not wants_fragment(request):
        # Without the request's context: the error page must show even when the database is away.
        return HttpResponse(render_to_string("web/error.html", context), status=status)
    response = HttpResponse(render_to_string("web/error.html#toast", context), status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form was there to show."""
    return failure(request, status=REFUSED, title="Ce n'est pas possible", sentence=str(refusal))


def _target(request: HttpRequest) -> str:
    """The id in ``HX-Target``, which HTMX 4 writes ``tag#id``."""
    return request.headers.get("HX-Target", "").rpartition("#")[2]

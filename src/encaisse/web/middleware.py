"""What no address may carry is dropped; private answers say so; a refusal becomes a sentence."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

from encaisse.kernel.refusal import Refusal
from encaisse.web import pages

NUL = "\x00"
# A form sent from a page that tells no referrer has no origin either, and would be refused: pages
# without a secret in their address tell it to this site alone.
REFERRER = ("Referrer-Policy", "same-origin")
DISCREET = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}


class NulMiddleware:
    """Drops from what an address asks the one character that PostgreSQL keeps in no text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)


def _without_nul(asked: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for key, values in asked.lists():
        kept.setlist(key.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    kept._mutable = False
    return kept


class DiscreetMiddleware:
    """Nothing of the customer's page is kept, indexed, framed or told to another site, be it a
    refusal that no view of ours answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(settings.DISCREET_PATHS):
            response.headers.setdefault(*REFERRER)
            for name, value in DISCREET.items():
                response[name] = value
        return response


class RefusalMiddleware:
    """Shows an uncaught ``Refusal``; everything else is a bug and crashes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return pages.refused(request, problem) if isinstance(problem, Refusal) else None

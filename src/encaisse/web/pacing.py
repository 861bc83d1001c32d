"""Pages whose address is a secret: how often they may be asked for, and what they tell nobody."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from encaisse.web.pages import failure

TOO_MANY = 429
PER_MINUTE = 30
DISCREET = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def too_often(request: HttpRequest, name: str) -> HttpResponse | None:
    """What is said to who asks for that page more than thirty times in a minute from one address,
    as counted by each process."""
    key = f"{name}:{request.META.get('REMOTE_ADDR', '')}:{timezone.now():%H%M}"
    cache.add(key, 0, timeout=120)
    if int(cache.incr(key)) <= PER_MINUTE:
        return None
    return failure(
        request, status=TOO_MANY, title=_("Trop d'essais"),
        sentence=_("Attendez une minute, puis ouvrez de nouveau le lien du courriel."),
    )  # fmt: skip


def discreet(response: HttpResponse) -> HttpResponse:
    """The same answer, kept by nobody and followed by no referrer."""
    for name, value in DISCREET.items():
        response[name] = value
    return response

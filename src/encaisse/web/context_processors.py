"""What every page knows: the places, the day, the companies, the look."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from encaisse.web import navigation

THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Facts of the base template. A view that shows another day passes its own ``on``."""
    theme = request.COOKIES.get("theme", "")
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "on": timezone.localdate(),
        "theme": theme if theme in THEMES else "",
        "places": navigation.places(request) if signed_in else [],
        "company": getattr(request, "company", None),
        "companies": getattr(request, "companies", ()),
        "home_url": navigation.address("home:today") or "/",
        "search_url": navigation.address("home:search") if signed_in else "",
        "company_url": navigation.address("accounts:company"),
        "open_url": navigation.address("calculators:index"),
    }

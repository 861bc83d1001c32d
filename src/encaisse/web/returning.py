"""Where one comes back to after an act: a page named by a word, and the part of its list that was
shown. ``agenda?jour=semaine&page=2``."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

PARAMETER = "retour"
KEPT = ("qui", "jour", "page")


def here(name: str, query: Mapping[str, str]) -> str:
    """The page of that name, as its address shows it."""
    kept = {key: query[key] for key in KEPT if query.get(key)}
    return f"{name}?{urlencode(kept)}" if kept else name


def opened(place: str, back: str) -> str:
    """The address of what is opened from there, which says so."""
    mark = "&" if "?" in place else "?"
    return f"{place}{mark}{urlencode({PARAMETER: back})}" if back else place


def asked(request: HttpRequest) -> str:
    """Where the form or the link says that one comes from."""
    return request.POST.get(PARAMETER) or request.GET.get(PARAMETER, "")


def before(request: HttpRequest) -> str:
    """Where the page whose form was sent says that one comes from; empty when it says nothing."""
    sent_from = urlsplit(request.headers.get("Referer", ""))
    return QueryDict(sent_from.query).get(PARAMETER) or ""


def address(asked: str, pages: Mapping[str, str]) -> str:
    """Its address, ``pages`` being those that are known by their names; empty: another place."""
    name, _mark, query = asked.partition("?")
    if name not in pages:
        return ""
    return pages[name] + here("", QueryDict(query))

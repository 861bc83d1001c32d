"""Behind a proxy that ends TLS: where a request came from, and whether it came by https, as told by
the proxies that the installation trusts, and by nobody else."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from encaisse.kernel.refusal import Refusal

Proxies = tuple[IPv4Network | IPv6Network, ...]
FROM, SCHEME, BY = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "REMOTE_ADDR"


class ProxiesWrong(Refusal):
    """ENCAISSE_PROXIES cannot be read."""

    code = "proxies_wrong"
    sentence = (
        "ENCAISSE_PROXIES attend les adresses des mandataires, séparées par des virgules, par "
        "exemple 10.0.0.5 ou 10.0.0.0/24 : « {text} » n'en est pas une."
    )


def proxies_at(text: str) -> Proxies:
    """The addresses and networks of ENCAISSE_PROXIES."""
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(each))
        except ValueError as problem:
            raise ProxiesWrong(text=each) from problem
    return tuple(found)


def trusted_origins(public: str) -> list[str]:
    """Where forms may come from beside the host asked: the public address, when it is https."""
    parts = urlsplit(public)
    return [f"https://{parts.netloc}"] if parts.scheme == "https" else []


class ProxyMiddleware:
    """Takes what a trusted proxy says; what anybody else says of it is not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told, by = request.META, request.META.get(BY, "")
        if _is_trusted(by):
            if told.get(SCHEME, "").rpartition(",")[2].strip().lower() == "https":
                told["wsgi.url_scheme"] = "https"
            told[BY] = _origin(by, told.get(FROM, ""))
        return self.get_response(request)


def _origin(by: str, chain: str) -> str:
    """The nearest address that is no trusted proxy: what comes before it, anybody may write."""
    for told in reversed(chain.split(",")):
        if not _is_trusted(by) or not _is_address(told.strip()):
            break
        by = told.strip()
    return by


def _is_trusted(address: str) -> bool:
    proxies: Proxies = settings.PROXIES
    return _is_address(address) and any(ip_address(address) in each for each in proxies)


def _is_address(text: str) -> bool:
    try:
        return "%" not in text and bool(ip_address(text))
    except ValueError:
        return False

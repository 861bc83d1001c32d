"""What is believed of a request that came through others."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from encaisse.web.proxies import ProxiesWrong, ProxyMiddleware, proxies_at, trusted_origins

PROXY = "10.0.0.5"


def seen(by: str, chain: str = "", scheme: str = "") -> tuple[str, bool]:
    told = {"X-Forwarded-For": chain, "X-Forwarded-Proto": scheme}
    kept: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        kept.append(request)
        return HttpResponse()

    ProxyMiddleware(answer)(RequestFactory().get("/", headers=told, REMOTE_ADDR=by))
    return kept[0].META["REMOTE_ADDR"], kept[0].is_secure()


@pytest.mark.parametrize(
    ("by", "chain", "scheme", "expected"),
    [
        (PROXY, "198.51.100.7", "https", ("198.51.100.7", True)),
        (PROXY, "2001:db8::7", "http", ("2001:db8::7", False)),
        (PROXY, "192.0.2.66, 198.51.100.7", "https", ("198.51.100.7", True)),
        (PROXY, "198.51.100.7, 10.1.0.9", "https", ("198.51.100.7", True)),
        (PROXY, "198.51.100.7, unknown", "HTTPS", (PROXY, True)),
        (PROXY, "", "", (PROXY, False)),
        ("192.0.2.66", "198.51.100.7", "https", ("192.0.2.66", False)),
        ("", "198.51.100.7", "https", ("", False)),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    settings: Settings, by: str, chain: str, scheme: str, expected: tuple[str, bool]
) -> None:
    settings.PROXIES = proxies_at("10.0.0.5, 10.1.0.0/24")
    assert seen(by, chain, scheme) == expected


def test_without_a_declared_proxy_nobody_is_believed(settings: Settings) -> None:
    settings.PROXIES = proxies_at("")
    assert seen("127.0.0.1", "198.51.100.7", "https") == ("127.0.0.1", False)


def test_an_address_that_is_none_is_refused_with_its_place() -> None:
    with pytest.raises(ProxiesWrong, match=r"ENCAISSE_PROXIES attend .* « proxy\.local »"):
        proxies_at("10.0.0.5, proxy.local")


def test_it_comes_before_whoever_reads_an_address(settings: Settings) -> None:
    before = settings.MIDDLEWARE[
        : settings.MIDDLEWARE.index("encaisse.web.proxies.ProxyMiddleware")
    ]
    assert before == ["encaisse.web.stack.room_for_frames"]  # which reads nothing of a request


@pytest.mark.parametrize(
    ("public", "origins"),
    [("https://relances.example/x", ["https://relances.example"]), ("http://a", []), ("", [])],
)
def test_forms_may_come_from_the_public_address(public: str, origins: list[str]) -> None:
    assert trusted_origins(public) == origins

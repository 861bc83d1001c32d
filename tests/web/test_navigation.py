"""The rail shows the pages that exist, and where one is."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from encaisse.web import navigation


def _page(_request: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path(
        "",
        include(
            (
                [path("", _page, name="today"), path("clients/", _page, name="customers")],
                "home",
            )
        ),
    ),
    path("clients/imports/", include(([path("", _page, name="imports")], "imports"))),
]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        pytest.param("/", "home:today", id="home"),
        pytest.param("/clients/12/", "home:customers", id="a page under a place"),
        pytest.param("/clients/imports/3", "imports:imports", id="the longest address wins"),
        pytest.param("/ailleurs", None, id="nowhere in the rail"),
    ],
)
@override_settings(ROOT_URLCONF="tests.web.test_navigation")
def test_where_one_is(path: str, current: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("home:today", "home:customers", "imports:imports", "nothing:here")
    monkeypatch.setattr(
        navigation, "ENTRIES", tuple(navigation.Entry(name, name, "today") for name in names)
    )
    places = navigation.places(RequestFactory().get(path))
    assert [place.label for place in places] == list(names[:3])
    assert [place.label for place in places if place.current] == ([current] if current else [])

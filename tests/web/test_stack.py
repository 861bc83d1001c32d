"""Room for Python's frames."""

import resource
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from encaisse.web.stack import room_for_frames

DEPTHS, CALLS = 200, 1_000


def _called() -> None:
    """What a loop calls."""


def _loop(_request: HttpRequest) -> HttpResponse:
    for _turn in range(CALLS):
        _called()
    return HttpResponse()


def _faults(respond: Callable[[HttpRequest], HttpResponse], deep: int) -> int:
    """Pages of memory asked of the system by a loop so many calls deep."""
    request = RequestFactory().get("/")

    def down(left: int) -> None:
        if left:
            down(left - 1)
        else:
            respond(request)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    down(deep)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_a_loop_asks_no_memory_at_each_turn_however_deep() -> None:
    respond = room_for_frames(_loop)
    most = max(_faults(respond, deep) for deep in range(DEPTHS))
    assert most < CALLS // 2


def test_what_is_answered_passes_through() -> None:
    kept = HttpResponse("oui")
    request = RequestFactory().get("/")
    assert room_for_frames(lambda _request: kept)(request) is kept

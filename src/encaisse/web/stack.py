"""Room for Python's frames, taken once for a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# In words of eight octets: with it the interpreter takes 512 KB, half of which is left for what is
# called; a page needs a tenth of that.
ROOM = 32_000


def room_for_frames(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first: the page is made on one piece of stack.

    CPython keeps frames in pieces of 16 KB, and gives the last one back to the system as soon as it
    is empty. A loop that happens to call at the end of a piece takes and gives back a piece at each
    turn: two thousand times for the page of a customer, a fifth of its time. A function that says
    it needs a large frame makes the interpreter take a large piece, in which all that it calls then
    fits (``push_chunk`` of ``Python/pystate.c``: sizes double until the frame fits)."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    respond.__code__ = respond.__code__.replace(co_stacksize=ROOM)
    return respond

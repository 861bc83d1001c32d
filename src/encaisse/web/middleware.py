"""A refusal that leaves a view becomes a sentence on a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from encaisse.kernel.refusal import Refusal
from encaisse.web import pages


class RefusalMiddleware:
    """Shows an uncaught ``Refusal``; everything else is a bug and crashes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return pages.refused(request, problem) if isinstance(problem, Refusal) else None

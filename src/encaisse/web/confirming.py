"""Asking once before something is done: what was posted is posted again with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

ANSWER = "confirmed"
KNOWN = "confirmed_questions"


def is_confirmed(request: HttpRequest, question: str) -> bool:
    """Whether the person who is signed in said yes to that question, now or before."""
    known = request.session.get(KNOWN, [])
    if ANSWER in request.POST and question not in known:
        request.session[KNOWN] = known = [*known, question]
    return question in known


def ask(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """The question, in place of the page. ``posted`` is what its form posts again."""
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", ANSWER}
        for value in values
    ]
    return page(request, template, {**context, "posted": again}, fragment="page")

"""The page on which somebody without an account answers one question. Its address is the only key:
it tells of that dispute or customer alone, and is told to nobody (no index, no referrer, no
cache)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from encaisse.accounts.operations import refuse_opening
from encaisse.accounts.queries import is_refused
from encaisse.disputes import forms, operations, queries
from encaisse.disputes.operations.asking import Answered
from encaisse.disputes.queries import asking, board
from encaisse.documents.operations import GivenFile
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.store import isolation
from encaisse.web.pacing import discreet
from encaisse.web.pages import failure, page
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from encaisse.disputes.models import Question
    from encaisse.disputes.queries.board import Row

INVALID, GONE, TOO_MANY = 422, 404, 429
LOG = logging.getLogger(__name__)


@csrf_exempt  # the address itself is the secret, and a page without referrer has no origin
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str, seal: str) -> HttpResponse:
    """Show the question; take one answer."""
    with isolation.seeing_all():
        question = asking.question_linked(number, seal)
    if question is None:
        return discreet(_closed(request))
    with isolation.seeing(question.company_id):
        return discreet(_answered(request, question))


def _answered(request: HttpRequest, question: Question) -> HttpResponse:
    at = timezone.now()
    on, is_posted = timezone.localdate(), request.method == "POST"
    row = board.row_of(question.dispute, on=on) if question.dispute else None
    form = forms.AnswerForm(
        request.POST if is_posted else None, request.FILES if is_posted else None
    )
    if is_posted and form.is_valid():
        try:
            given = _given(form, row)
            question = operations.asking.answer_by_link(question, given, on=on, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "question": question,
        "row": row,
        "reason": dict(queries.REASON_CHOICES)[row.reason] if row else "",
        "form": form,
        "is_over": question.expires_on < on,
        "on": on,
    }
    status = INVALID if is_posted and form.errors else 200
    return page(request, "disputes/answer.html", context, status=status)


def _given(form: forms.AnswerForm, row: Row | None) -> Answered:
    """What was answered; about a customer there is nothing to decide."""
    typed = form.cleaned_data
    file, owed, verdict = typed["file"], typed["owed"], typed["verdict"] if row else ""
    return Answered(
        text=typed["text"], verdict=verdict,
        owed=Money(owed, row.currency) if row and owed and verdict == "partial" else None,
        files=[GivenFile(file.name, content_of(file))] if file else (),
    )  # fmt: skip


def _closed(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing, counted with all those that do not."""
    at, came_from = timezone.now(), request.META.get("REMOTE_ADDR", "")
    if is_refused(came_from, at=at):
        return failure(
            request, status=TOO_MANY, title=_("Trop d'essais"),
            sentence=_("Attendez un quart d'heure, puis ouvrez de nouveau le lien du courriel."),
        )  # fmt: skip
    refuse_opening(came_from, at=at)
    LOG.warning("Litige : lien refusé, suivi depuis %s", came_from)
    return failure(
        request, status=GONE, title=_("Ce lien n'ouvre rien"),
        sentence=_("Ouvrez de nouveau le lien du courriel, en entier."),
    )  # fmt: skip

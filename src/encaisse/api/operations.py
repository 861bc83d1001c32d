"""Doing a request once, whatever the number of times it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponse

from encaisse.api.models import IdempotencyKey
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

REFUSED_FROM, BROKEN_FROM = 400, 500


class IdempotencyKeyReused(Refusal):
    """The key already stands for another request."""

    code = "idempotency_key_reused"
    sentence = "La clé d'idempotence a déjà servi à une autre demande."


def answer_once(
    *, company: Company, key: str, digest: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do the act and keep its answer; the same request again has the same answer.

    Two at once: the second waits for the first. A failure of ours keeps nothing."""
    with transaction.atomic():
        kept, is_new = IdempotencyKey.objects.get_or_create(
            company=company, key=key, defaults={"digest": digest}
        )
        if kept.digest != digest:
            raise IdempotencyKeyReused
        if not is_new:
            return _again(kept)
        response = undone_if_refused(act)
        if response.status_code >= BROKEN_FROM:
            transaction.set_rollback(True)
        else:
            kept.status, kept.body = response.status_code, response.content.decode()
            kept.save(update_fields=["status", "body"])
        return response


def undone_if_refused(act: Callable[[], HttpResponse]) -> HttpResponse:
    """A request that is refused leaves nothing behind."""
    with transaction.atomic():
        response = act()
        if response.status_code >= REFUSED_FROM:
            transaction.set_rollback(True)
        return response


def _again(kept: IdempotencyKey) -> HttpResponse:
    response = HttpResponse(
        kept.body, status=kept.status, content_type="application/json; charset=utf-8"
    )
    response["Idempotency-Replayed"] = "true"
    return response

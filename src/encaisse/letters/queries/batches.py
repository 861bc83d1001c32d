"""Reading print batches."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.shortcuts import get_object_or_404

from encaisse.accounts.models import Company
from encaisse.letters.models import (
    Letter,
    LetterState,
    PrintBatch,
)

TAKEN_UP_AFTER = timedelta(minutes=1)
WITH_CARRIER = (
    LetterState.PREPARED, LetterState.SENDING, LetterState.ENTRUSTED, LetterState.UNCLEAR,
)  # fmt: skip


def batches(company: Company) -> QuerySet[Any, Any]:
    """The print batches, with what each holds and where it stands: ``making``, ``empty``,
    ``ready`` (never taken to the printer), ``printed``, ``entrusted`` (to a carrier) or
    ``posted``."""
    to_post = Q(letters__state=LetterState.PREPARED, letters__carrier="")
    with_carrier = Q(letters__state__in=WITH_CARRIER) & ~Q(letters__carrier="")
    return PrintBatch.objects.filter(company=company).annotate(
        letter_count=Count("letters"),
        page_count=Sum("letters__pages", default=0),
        to_post_count=Count("letters", filter=to_post),
        ours_count=Count("letters", filter=Q(letters__carrier="")),
        entrusted_count=Count("letters", filter=with_carrier),
        taken_count=Count("letters", filter=Q(letters__state=LetterState.ENTRUSTED)),
        doubt_count=Count("letters", filter=Q(letters__state=LetterState.UNCLEAR)),
        stands=Case(
            When(made_at=None, then=Value("making")),
            When(letter_count=0, then=Value("empty")),
            When(to_post_count=0, entrusted_count=0, then=Value("posted")),
            When(to_post_count=0, then=Value("entrusted")),
            When(taken_at=None, then=Value("ready")),
            default=Value("printed"),
        ),
    )


def open_batches(company: Company) -> QuerySet[Any, Any]:
    """Those that still ask for something: to be made, printed or posted."""
    return batches(company).exclude(stands__in=("posted", "empty")).order_by("-pk")


def batch_of(company: Company, batch_id: int) -> Any:
    """The batch of the company, with what it holds; else it does not exist."""
    return get_object_or_404(batches(company).select_related("company"), pk=batch_id)


def letter_of(batch: PrintBatch, letter_id: int) -> Letter:
    """The letter of the batch; else it does not exist."""
    return get_object_or_404(batch.letters.select_related("company"), pk=letter_id)


def in_batch(batch: PrintBatch, letter_ids: Iterable[int]) -> list[Letter]:
    """Those of these letters that are in the batch."""
    found = Letter.objects.filter(batch=batch, pk__in=list(letter_ids)).select_related("company")
    return list(found.order_by("id"))


def batch_name(batch: PrintBatch) -> str:
    """How the batch is called: on screen, on its list, on its file."""
    return f"Lot à poster n° {batch.pk}"


def unfinished_batches(*, at: datetime) -> list[tuple[int, int]]:
    """Company and number of the batches whose maker may have died: whoever takes one up finds out
    by its lock."""
    found = PrintBatch.objects.filter(made_at=None, started_at__lte=at - TAKEN_UP_AFTER)
    return list(found.order_by("id").values_list("company_id", "id"))

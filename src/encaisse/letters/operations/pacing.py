"""Letting mails leave at a bearable pace, whatever the number of workers.

What leaves is counted by minute and by domain, for the whole installation: its companies share one
server. A mail counted that did not leave, for its process died, only leaves room unused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain

from django.db import connection, transaction

from encaisse.accounts.models import Company
from encaisse.letters.models import Channel, Letter, LetterState, Pace
from encaisse.letters.queries import counted, limits_of
from encaisse.letters.rules.pacing import EVERYWHERE, MINUTE, domains_of, granted, minute_of

LOCK = 0x50414345  # any fixed number: one count at a time
FORGOTTEN_AFTER = timedelta(hours=1)


def put_off(company: Company, letter_ids: Iterable[int], *, at: datetime) -> set[int]:
    """Those of these mails for which this minute has no room left: they wait for the next one. The
    others are counted."""
    if limits_of(company).are_none:
        return set()
    found = Letter.objects.filter(
        company=company, pk__in=list(letter_ids), state=LetterState.PREPARED, channel=Channel.MAIL
    ).exclude(not_before__gt=at)
    waiting = {pk: domains_of(to) for pk, to in found.order_by("id").values_list("pk", "to")}
    late = set(waiting) - _take(company, waiting, at=at)
    later = Letter.objects.filter(pk__in=late, state=LetterState.PREPARED)
    later.update(not_before=minute_of(at) + MINUTE)
    return late


@transaction.atomic(durable=True)
def _take(company: Company, domains: Mapping[int, Collection[str]], *, at: datetime) -> set[int]:
    """Count those that may leave now."""
    minute = minute_of(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    taken = counted({EVERYWHERE, *chain(*domains.values())}, at=at)
    chosen, counts = granted(domains, taken, limits_of(company))
    Pace.objects.filter(minute__lt=minute - FORGOTTEN_AFTER).delete()
    Pace.objects.bulk_create(
        (Pace(minute=minute, domain=domain, sent=sent) for domain, sent in counts.items()),
        update_conflicts=True,
        update_fields=["sent"],
        unique_fields=["minute", "domain"],
    )
    return set(chosen)

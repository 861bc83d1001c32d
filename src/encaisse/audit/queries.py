"""Reading and verifying the journal."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry

FIRST_BROKEN = """
SELECT company_id, rank FROM (
  SELECT company_id, rank, digest, previous,
         lag(digest, 1, '') OVER chain AS expected_previous,
         row_number() OVER chain AS expected_rank,
         audit_digest(company_id, rank, at, actor, verb, subject, customer_id, reason, facts,
                      previous) AS expected_digest
  FROM audit_entry WINDOW chain AS (PARTITION BY company_id ORDER BY rank)
) entry
WHERE digest <> expected_digest OR previous <> expected_previous OR rank <> expected_rank
ORDER BY company_id, rank LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not fit the chain."""

    company_id: int
    rank: int


def first_broken() -> Broken | None:
    """Recompute every digest of every chain; the first that does not fit, or None."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_BROKEN)
        row = cursor.fetchone()
    return Broken(*row) if row else None


def of_customer(
    company: Company,
    customer_id: int,
    *,
    most: int = 50,
    without: Collection[str] = (),
    only: Collection[str] | None = None,
) -> list[Entry]:
    """The latest acts about a customer, newest first: of the verbs ``only``, or of all but those
    ``without``."""
    acts = Entry.objects.filter(company=company, customer_id=customer_id).exclude(verb__in=without)
    if only is not None:
        acts = acts.filter(verb__in=only)
    return list(acts.order_by("-rank", "-id")[:most])


def about(company: Company, *subjects: str, verbs: Collection[str]) -> list[Entry]:
    """The acts of these verbs about things named as the journal does (``letter:12``), the earliest
    first."""
    found = Entry.objects.filter(company=company, subject__in=subjects, verb__in=verbs)
    return list(found.order_by("rank", "id"))


def latest_link(company: Company) -> tuple[int, str]:
    """The rank and the digest of the company's latest act: 0 and nothing when there is none."""
    acts = Entry.objects.filter(company=company).order_by("-rank", "-id")
    return acts.values_list("rank", "digest").first() or (0, "")


def latest_rank(company: Company) -> int:
    """The rank of the company's latest act: while it stands, nothing in the books has changed."""
    ranks = Entry.objects.filter(company=company).order_by("-rank", "-id")
    return ranks.values_list("rank", flat=True).first() or 0


def count() -> int:
    """How many entries there are."""
    return Entry.objects.count()

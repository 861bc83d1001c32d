"""Writing in the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to what, and why: see ``record``."""

    actor: str
    verb: str
    subject: str
    reason: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    customer_id: int | None = None


def record(
    *,
    company: Company,
    actor: str,
    verb: str,
    subject: str,
    reason: str = "",
    facts: dict[str, object] | None = None,
    customer_id: int | None = None,
    on: date | None = None,
) -> None:
    """Append one act. ``verb`` is dotted and stable (``payment.recorded``); ``subject`` is
    ``kind:identifier``; ``facts`` hold before/after of what matters, amounts in cents, days ISO.
    ``on`` is the day from which the act counts, when it is not that of its writing."""
    dated: dict[str, object] = {"on": on.isoformat()} if on else {}
    act = Act(actor, verb, subject, reason, (facts or {}) | dated, customer_id)
    record_all(company, [act])


def record_all(company: Company, acts: Iterable[Act]) -> None:
    """Append several acts, in their order, by one statement."""
    Entry.objects.bulk_create(
        Entry(
            company_id=company.pk,
            actor=act.actor,
            verb=act.verb,
            subject=act.subject,
            reason=act.reason,
            facts=act.facts,
            customer_id=act.customer_id,
        )
        for act in acts
    )

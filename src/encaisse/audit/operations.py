"""Writing in the journal."""

from datetime import date

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry


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
    Entry.objects.create(
        company_id=company.pk,
        actor=actor,
        verb=verb,
        subject=subject,
        reason=reason,
        facts=(facts or {}) | dated,
        customer_id=customer_id,
    )

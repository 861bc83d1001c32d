"""The late receivables without next action, and those near the end of their limitation, are
counted for their lines of the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.agenda.models import OrphanCount
from encaisse.agenda.queries.orphans import is_counted, orphans, summed
from encaisse.audit.queries import latest_rank
from encaisse.legal_action import queries as limitation

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company


def count(company: Company, *, on: date) -> None:
    """Unless nothing was done since they were last counted that day. What is done meanwhile makes
    them counted again."""
    if is_counted(company, on=on):
        return
    rank = latest_rank(company)
    found = {currency: list(sums) for currency, sums in summed(orphans(company, on=on)).items()}
    OrphanCount.objects.update_or_create(
        company=company,
        defaults={
            "on": on,
            "rank": rank,
            "sums": found,
            "limitations": _by_alert(company, on),
        },
    )


def _by_alert(company: Company, on: date) -> dict[str, tuple[int, int]]:
    """How many receivables stand at each alert of their limitation, and what is open on them."""
    standing = limitation.portfolio(company, on=on)
    found = limitation.summed(standing, company.currency)
    return {each.alert.key: (each.count, each.cents) for each in found}

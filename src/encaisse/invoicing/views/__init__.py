"""The pages of invoicing: ``drafts``, ``issued`` and what every invoice says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

from encaisse.invoicing import queries

INVALID = 422


def tabs(company: Company, shown: str) -> list[tuple[str, str, bool, int | None]]:
    """Drafts, what was issued, what every invoice says."""
    count = queries.drafts(company).count()
    return [
        (_("Brouillons"), "/factures/brouillons/", shown == "drafts", count or None),
        (_("Émises"), "/factures/emises/", shown == "issued", None),
        (_("Mentions et numéros"), "/factures/reglages", shown == "habits", None),
    ]


def pdf(content: bytes, number: str) -> HttpResponse:
    """A PDF to look at, under the name of its number."""
    name = number.replace("/", "-")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

"""A letter to nobody, so that one sees one's own paper before a customer does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from encaisse.kernel.money import Money
from encaisse.letters.post.drawing import OnPaper, on_paper
from encaisse.letters.queries import on_letterhead, sender_of, shipped_texts
from encaisse.letters.rules import Addressee, Line, MessageContext

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

TEXT = ("relance-1", "letter", "fr")
NOBODY = Addressee("Client Exemple SARL", "C00042", "8 avenue Foch\n42100 Saint-Étienne")
OWED = (("FA-2291", 41, 624_000), ("FA-2304", 24, 300_000))
DAYS = 30


def specimen(company: Company, *, on: date) -> OnPaper:
    """A first reminder of the company by post, for two invoices that do not exist."""
    lines = tuple(_line(number, late, cents, on) for number, late, cents in OWED)
    context = MessageContext(
        company=on_letterhead(sender_of(company), company),
        customer=NOBODY,
        day=on,
        lines=lines,
        total=Money.total((line.open for line in lines), company.currency),
        contact="Mme Petit",
        level=1,
        pay_by=on + timedelta(days=8),
        reference=NOBODY.code,
    )
    return on_paper(shipped_texts()[TEXT], context)


def _line(number: str, late: int, cents: int, on: date) -> Line:
    due_on = on - timedelta(days=late)
    return Line(number, due_on - timedelta(days=DAYS), due_on, late, Money(cents), Money(cents), 1)

"""When an invoice is due by its terms, and whether the law allows that.

No text read moves a due date that falls on a Saturday, a Sunday or a holiday: the raw day stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encaisse.kernel.days import french_day
from encaisse.law.payment_limits import Limit, Sale, default_of, limit_of
from encaisse.law.payment_terms import WHOLE, PaymentTerms, Start
from encaisse.law.reader import Parameters, parameters

ISSUE_FOR_RECEIPT = "Sans date de réception, l'échéance est comptée du jour d'émission."


@dataclass(frozen=True, slots=True)
class Part:
    """Some percent of the invoice, when they are due, and the latest day allowed for them."""

    percent: Decimal
    due_on: date
    limit: Limit

    @property
    def excess_days(self) -> int:
        """Days beyond what the law allows; 0 within it, and where no limit is known."""
        return max((self.due_on - (self.limit.on or date.max)).days, 0)


@dataclass(frozen=True, slots=True)
class DueDate:
    """The due dates of an invoice. ``terms`` is None when nothing was agreed."""

    sale: Sale
    terms: PaymentTerms | None
    parts: tuple[Part, ...]

    @property
    def due_on(self) -> date:
        """The day on which everything is due."""
        return max(part.due_on for part in self.parts)

    @property
    def limit(self) -> Limit:
        """The limit that decides: of the part that goes furthest beyond its own, or the latest."""
        return max(self.parts, key=lambda part: (part.excess_days, part.due_on)).limit

    @property
    def within_limit(self) -> bool | None:
        """Whether the law allows every part; None when no limit is known."""
        if self.limit.on is None:
            return None
        return not any(part.excess_days for part in self.parts)

    @property
    def source(self) -> str:
        """The article and where it was read."""
        return " ; ".join(dict.fromkeys(each for each in _texts(self.limit) if each))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What goes beyond the law, and what the figures suppose."""
        return tuple(dict.fromkeys(self._warnings()))

    def _warnings(self) -> Iterator[str]:
        for part in self.parts:
            if part.excess_days and part.limit.on:
                yield excess(part)
        rules = [share.rule for share in self.terms.shares] if self.terms else []
        if self.sale.received_on is None and any(rule.start is Start.RECEIPT for rule in rules):
            yield ISSUE_FOR_RECEIPT
        yield from self.limit.warnings


def due_date(terms: PaymentTerms | None, sale: Sale, *, law: Parameters = parameters) -> DueDate:
    """The due dates of a sale on those terms; on what the law says when nothing was agreed."""
    if terms is None:
        limit = default_of(sale, law=law)
        return DueDate(sale, None, (Part(WHOLE, limit.on or sale.started_on, limit),))
    parts = tuple(
        Part(
            share.percent,
            share.rule.due_on(sale.issued_on, sale.received_on),
            limit_of(share.rule, sale, is_recapitulative=terms.is_recapitulative, law=law),
        )
        for share in terms.shares
    )
    return DueDate(sale, terms, parts)


def excess(part: Part) -> str:
    """By how much a due date goes beyond the law, in one sentence with its article."""
    limit, days = part.limit, part.excess_days
    latest = french_day(limit.on) if limit.on else ""
    return (
        f"L'échéance du {french_day(part.due_on)} dépasse de {days} jour{'s' if days > 1 else ''} "
        f"le maximum légal du {latest} : {limit.words} ({limit.article})."
    )


def _texts(limit: Limit) -> tuple[str, str]:
    return limit.article, limit.source

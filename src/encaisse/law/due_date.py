"""When an invoice is due by its terms, and whether the law allows that.

No text read moves a due date that falls on a Saturday, a Sunday or a holiday: the raw day stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encaisse.kernel.days import french_day
from encaisse.law.payment_limits import Limit, Sale, default_of, limit_of
from encaisse.law.payment_terms import WHOLE, MonthEnd, PaymentTerms, Rule, Start
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
                yield f"{excess(part)} ({part.limit.article})."
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


def beyond_limit(
    due_on: date, sale: Sale, terms: PaymentTerms | None, *, law: Parameters = parameters
) -> Part | None:
    """A due date noted without its count, when it goes beyond what the law allows.

    Terms that do not give that very day are not those of the invoice: its wording is then not
    known, and the longest reading of an end of month is supposed to be written in the contract.
    """
    is_theirs = terms is not None and due_on in terms.due_days(sale.issued_on, sale.received_on)
    known = terms if is_theirs else None
    rules = [share.rule for share in known.shares] if known else map(_ending, MonthEnd)
    is_recapitulative = known is not None and known.is_recapitulative
    limits = [limit_of(rule, sale, is_recapitulative=is_recapitulative, law=law) for rule in rules]
    part = Part(WHOLE, due_on, max(limits, key=lambda limit: limit.on or date.max))
    return part if part.excess_days else None


def excess(part: Part) -> str:
    """By how much a due date goes beyond the law; the article is left to who prints it."""
    limit, days = part.limit, part.excess_days
    latest = french_day(limit.on) if limit.on else ""
    return (
        f"L'échéance du {french_day(part.due_on)} dépasse de {days} jour{'s' if days > 1 else ''} "
        f"le maximum légal du {latest} : {limit.words}"
    )


def _ending(month_end: MonthEnd) -> Rule:
    return Rule(month_end=month_end)


def _texts(limit: Limit) -> tuple[str, str]:
    return limit.article, limit.source

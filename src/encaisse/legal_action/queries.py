"""The limitation of what is open, and the acts noted about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import polars as pl
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.audit import queries as audit
from encaisse.law.limitation import Judged, Limitation, LimitationKind
from encaisse.law.reader import LawUnknown
from encaisse.legal_action import rules
from encaisse.legal_action.models import LimitationEvent
from encaisse.legal_values.queries import law
from encaisse.receivables.models import Invoice
from encaisse.store import frames

Told = TypeVar("Told")
# Plain reads joined as frames, like the claims: the wall between companies misleads PostgreSQL
# about how many rows a join would make.
RECEIVABLES = """
SELECT r.id, r.invoice_id, r.customer_id, r.due_on, r.open_cents, r.currency
FROM receivables_receivable r
WHERE r.company_id = %(company)s AND r.open_cents > 0 AND {receivables}
"""
RECEIVABLE_COLUMNS = {
    "receivable_id": pl.Int64,
    "invoice_id": pl.Int64,
    "customer_id": pl.Int64,
    "due_on": pl.Date,
    "open_cents": pl.Int64,
    "currency": pl.String,
}
INVOICES = """
SELECT i.id, i.number, i.issued_on, i.kind = 'invoice' FROM receivables_invoice i
WHERE i.company_id = %(company)s AND NOT i.is_draft AND i.issued_on <= %(on)s
  AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s) AND {invoices}
"""
INVOICE_COLUMNS = {
    "invoice_id": pl.Int64,
    "number": pl.String,
    "invoiced_on": pl.Date,
    "is_original": pl.Boolean,
}
CUSTOMERS = """
SELECT c.id, c.name, c.kind FROM parties_customer c
WHERE c.company_id = %(company)s AND NOT c.is_pseudo
"""
CUSTOMER_COLUMNS = {"customer_id": pl.Int64, "name": pl.String, "debtor": pl.String}
REGIMES = """
SELECT r.customer_id, r.invoice_id, r.kind FROM legal_action_limitationregime r
WHERE r.company_id = %(company)s ORDER BY r.id
"""
REGIME_COLUMNS = {"customer_id": pl.Int64, "invoice_id": pl.Int64, "chosen": pl.String}
NOTED = """
SELECT e.invoice_id, e.kind, e."on" FROM legal_action_limitationevent e
WHERE e.company_id = %(company)s AND e.reverses_id IS NULL AND e."on" <= %(on)s
  AND NOT EXISTS (SELECT FROM legal_action_limitationevent c WHERE c.reverses_id = e.id)
"""
NOTED_COLUMNS = {"invoice_id": pl.Int64, "kind": pl.String, "on": pl.Date}
PAID_IN_PART = """
SELECT a.receivable_id, 'partial_payment', a."on"
FROM matching_allocation a
JOIN receivables_receivable r ON r.id = a.receivable_id
JOIN payments_credit credit ON credit.id = a.credit_id
WHERE a.company_id = %(company)s AND a."on" <= %(on)s AND a.cents > 0
  AND r.open_cents > 0 AND r.open_cents < r.face_cents AND {receivables}
  AND credit.kind = 'payment' AND credit.returned_on IS NULL
  AND NOT EXISTS (SELECT FROM matching_allocation back WHERE back.reverses_id = a.id)
"""
ALL = {"receivables": "true", "invoices": "true"}
ONE = {"receivables": "r.invoice_id = %(invoice)s", "invoices": "i.id = %(invoice)s"}


@dataclass(frozen=True, slots=True)
class Watched:
    """A receivable and its limitation; None with the reason when its period is not known."""

    due_on: date
    found: Limitation | None
    why_unknown: str = ""


class Rows(Sequence[dict[str, Any]]):
    """The rows of a frame, made only when they are read: a page of a long list costs its rows."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return self._frame.height

    def __getitem__(self, rank: Any) -> Any:
        if isinstance(rank, slice):
            return self._frame[rank].to_dicts()
        return self._frame.row(rank, named=True)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._frame.iter_rows(named=True)


@dataclass(frozen=True, slots=True)
class InvoiceLimitation:
    """The limitation of an invoice on a day: its receivables, the nearest first, and its acts."""

    kind: LimitationKind
    is_chosen: bool
    mark: str
    alert: rules.Alert
    watched: Sequence[Watched]
    events: Sequence[LimitationEvent]

    @property
    def nearest(self) -> Limitation | None:
        """The limitation of the receivable to act on first."""
        return self.watched[0].found

    @property
    def judged(self) -> Sequence[Judged]:
        """The acts and what they did, for that receivable."""
        return self.nearest.events if self.nearest else ()


@dataclass(frozen=True, slots=True)
class Alerted:
    """How many receivables stand at an alert, and what is open on them."""

    alert: rules.Alert
    count: int
    cents: int


def portfolio(company: Company, *, on: date) -> pl.DataFrame:
    """Every open receivable with its limitation (``rules.standing``), the nearest first."""
    return rules.standing(_facts(company, on), on=on, law=law())


def summed(portfolio: pl.DataFrame, currency: str) -> list[Alerted]:
    """The alerts that some receivable has reached, with what is open in the company's currency."""
    mine = pl.col("open_cents").filter(pl.col("currency") == currency).sum()
    found = portfolio.group_by("alert").agg(count=pl.len(), cents=mine)
    by_key = {row["alert"]: row for row in found.iter_rows(named=True)}
    return [
        Alerted(alert, by_key[alert.key]["count"], by_key[alert.key]["cents"])
        for alert in rules.ALERTS
        if alert.key in by_key
    ]


def known_counts(company: Company, *, on: date) -> dict[str, int] | None:
    """How many receivables stand at each alert, if they were counted since the latest act of the
    company's journal and of the law."""
    found: dict[str, int] | None = cache.get(_key(company, on))
    return found


def counts(company: Company, *, on: date) -> dict[str, int]:
    """How many receivables stand at each alert: every open one is read, then it is remembered."""
    found = dict(portfolio(company, on=on)["alert"].value_counts().iter_rows())
    cache.set(_key(company, on), found)
    return found


def narrowed(
    portfolio: pl.DataFrame, *, alert: str = "", kind: str = "", words: str = ""
) -> pl.DataFrame:
    """Those at an alert (``alert``: at any), of a sort, whose number or customer bears the words;
    an empty choice keeps all."""
    if alert:
        wanted = rules.IN_ALERT if alert == rules.ANY else (alert,)
        portfolio = portfolio.filter(pl.col("alert").is_in(wanted))
    if kind:
        portfolio = portfolio.filter(pl.col("kind") == kind)
    if sought := words.strip().lower():
        named = pl.any_horizontal(
            pl.col("number", "name").str.to_lowercase().str.contains(sought, literal=True)
        )
        portfolio = portfolio.filter(named)
    return portfolio


def sums(portfolio: pl.DataFrame) -> list[dict[str, Any]]:
    """How many receivables and how much is open, by currency."""
    by_currency = portfolio.group_by("currency").agg(
        count=pl.len(), cents=pl.col("open_cents").sum()
    )
    return by_currency.sort("currency").to_dicts()


def of_invoice(invoice: Invoice, *, on: date) -> InvoiceLimitation | None:
    """The limitation of what is open on an invoice; None once nothing is."""
    facts = _facts(invoice.company, on, invoice)
    if facts.is_empty():
        return None
    standing = rules.standing(facts, on=on, law=law())
    first = standing.row(0, named=True)
    return InvoiceLimitation(
        kind=LimitationKind(first["kind"]),
        is_chosen=first["is_chosen"],
        mark=first["mark"],
        alert=rules.BY_KEY[first["alert"]],
        watched=[_watched(row) for row in standing.iter_rows(named=True)],
        events=list(events(invoice.company).filter(invoice=invoice)),
    )


def kind_of(invoice: Invoice, *, on: date) -> LimitationKind:
    """The sort of claim of an invoice, open or not."""
    debtor = pl.DataFrame({"customer_id": [invoice.customer_id], "invoice_id": [invoice.pk]})
    told = debtor.with_columns(debtor=pl.lit(invoice.customer.kind))
    values = {"company": invoice.company_id, "on": on, "invoice": None}
    regimes = frames.copy_out(REGIMES, values, schema=REGIME_COLUMNS)
    return LimitationKind(rules.with_kind(told, regimes)["kind"][0])


def events(company: Company) -> QuerySet[LimitationEvent]:
    """The acts noted, counter-entries left out, each with what cancelled it."""
    found = LimitationEvent.objects.filter(company=company, reverses=None)
    return found.select_related("reversed_by", "invoice").order_by("on", "id")


def event_for(viewer: User, event_id: int) -> LimitationEvent:
    """The act, if the viewer belongs to its company; else it does not exist."""
    found = LimitationEvent.objects.select_related("company", "invoice").filter(
        company__memberships__user=viewer, pk=event_id, reverses=None
    )
    if (event := found.first()) is None:
        raise Http404
    return event


def locked_event(event_id: int) -> LimitationEvent:
    """The act, held until the end of the transaction."""
    found = LimitationEvent.objects.select_related("company").select_for_update(of=("self",))
    return found.get(pk=event_id)


def near(counts: Mapping[str, Told]) -> dict[str, Told]:
    """Those in alert, the barred left out: the label of each and how many, or what is told."""
    return {rules.BY_KEY[key].label: counts[key] for key in rules.IN_ALERT if key in counts}


def _key(company: Company, on: date) -> str:
    """No clock turns within a day without an act in the journal, or a change of law."""
    known = law()
    version = f"{len(known.additions)}-{len(known.confirmations)}"
    return f"limitation-{company.pk}-{on:%Y%m%d}-{audit.latest_rank(company)}-{version}"


def _facts(company: Company, on: date, invoice: Invoice | None = None) -> pl.DataFrame:
    """What is open on the day, with what the rule needs: a fixed number of plain reads."""
    scope = ONE if invoice else ALL
    values = {"company": company.pk, "on": on, "invoice": invoice.pk if invoice else None}

    def read(query: str, schema: frames.Schema) -> pl.DataFrame:
        return frames.copy_out(query.format(**scope), values, schema=schema)

    owed = (
        read(RECEIVABLES, RECEIVABLE_COLUMNS)
        .join(read(INVOICES, INVOICE_COLUMNS), on="invoice_id")
        .join(read(CUSTOMERS, CUSTOMER_COLUMNS), on="customer_id")
    )
    noted = owed.select("receivable_id", "invoice_id").join(
        read(NOTED, NOTED_COLUMNS), on="invoice_id"
    )
    acts = pl.concat([noted.select(*rules.ACTED), read(PAID_IN_PART, rules.ACTED)])
    return rules.with_facts(rules.with_kind(owed, read(REGIMES, REGIME_COLUMNS)), acts)


def _watched(row: dict[str, Any]) -> Watched:
    try:
        return Watched(row["due_on"], rules.judged(row, law=law()))
    except LawUnknown as unknown:
        return Watched(row["due_on"], None, str(unknown))

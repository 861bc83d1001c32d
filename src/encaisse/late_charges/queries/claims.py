"""What is claimable beside the principal on a day, from the tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl
from django.db.models import Q, Sum

from encaisse.accounts.models import Company
from encaisse.late_charges import rules
from encaisse.late_charges.models import Claim, ClaimKind, ClaimMove, InvoiceTerms
from encaisse.law.estimate import Estimate, estimate
from encaisse.law.reader import Parameters
from encaisse.legal_values import queries as legal_values
from encaisse.receivables.models import Invoice
from encaisse.store import frames

# Four plain reads joined as frames: behind the wall between companies, PostgreSQL takes a company's
# rows for a handful and would join them one by one.
RECEIVABLES = """
SELECT r.id, r.invoice_id, r.customer_id, r.due_on, r.due_estimated, r.currency, r.face_cents
FROM receivables_receivable r
WHERE r.company_id = %(company)s AND r.due_on < %(on)s AND {receivables}
  AND (r.open_cents > 0 OR EXISTS (
    SELECT FROM matching_allocation a WHERE a.receivable_id = r.id AND a."on" > r.due_on))
"""
RECEIVABLE_COLUMNS = {
    "receivable_id": pl.Int64,
    "invoice_id": pl.Int64,
    "customer_id": pl.Int64,
    "due_on": pl.Date,
    "due_estimated": pl.Boolean,
    "currency": pl.String,
    "face_cents": pl.Int64,
}
CUSTOMERS = """
SELECT c.id, c.kind, round(coalesce(c.penalty_rate, company.penalty_rate) * 1000000)::bigint,
       (SELECT min(p.judged_on) FROM insolvency_insolvency p
        WHERE p.customer_id = c.id AND p.judged_on <= %(on)s)
FROM parties_customer c JOIN accounts_company company ON company.id = c.company_id
WHERE c.company_id = %(company)s AND NOT c.is_pseudo AND {customers}
"""
CUSTOMER_COLUMNS = {
    "customer_id": pl.Int64,
    "customer_kind": pl.String,
    "penalty_millionths": pl.Int64,
    "judged_on": pl.Date,
}
# The terms that an invoice states in words, where nothing was agreed with its customer.
TERMS = """
SELECT t.invoice_id, t.basis, round(t.rate * 1000000)::bigint, t.times
FROM late_charges_invoiceterms t
JOIN receivables_invoice i ON i.id = t.invoice_id
JOIN parties_customer c ON c.id = i.customer_id
WHERE t.company_id = %(company)s AND t.basis <> '' AND c.penalty_rate IS NULL AND {invoices}
"""
TERMS_COLUMNS = {
    "invoice_id": pl.Int64,
    "basis": pl.String,
    "term_millionths": pl.Int64,
    "legal_times": pl.Int64,
}
# A judgment stops nothing of what was invoiced after it (C. com. L622-17).
INVOICES_SINCE = """
SELECT i.id FROM receivables_invoice i
JOIN insolvency_insolvency p ON p.customer_id = i.customer_id
WHERE i.company_id = %(company)s AND {invoices} AND p.judged_on <= %(on)s
GROUP BY i.id HAVING bool_and(i.issued_on > p.judged_on)
"""
INVOICES_NOT_OWED = """
SELECT i.id FROM receivables_invoice i
WHERE i.company_id = %(company)s AND {invoices}
  AND (i.is_draft OR i.issued_on > %(on)s OR i.cancelled_on <= %(on)s)
"""
MOVEMENTS = """
SELECT a.receivable_id, a."on", a.cents
FROM matching_allocation a JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE a.company_id = %(company)s AND a."on" < %(on)s AND r.due_on < %(on)s AND {receivables}
"""
LEDGER = """
SELECT r.invoice_id, r.kind, r.move, r.cents FROM late_charges_claim r
LEFT JOIN payments_credit credit ON credit.id = r.credit_id
WHERE r.company_id = %(company)s AND r."on" <= %(on)s AND {receivables}
  AND (credit.returned_on IS NULL OR credit.returned_on > %(on)s)
"""


SCOPE_OF_CUSTOMER = {
    "receivables": "r.customer_id = %(customer)s",
    "customers": "c.id = %(customer)s",
    "invoices": "i.customer_id = %(customer)s",
}
SCOPE_OF_CUSTOMERS = {
    "receivables": "r.customer_id = ANY (%(customer)s)",
    "customers": "c.id = ANY (%(customer)s)",
    "invoices": "i.customer_id = ANY (%(customer)s)",
}
SCOPE_OF_INVOICES = {
    "receivables": "r.invoice_id = ANY (%(ids)s)",
    "customers": "c.id IN (SELECT customer_id FROM receivables_invoice WHERE id = ANY (%(ids)s))",
    "invoices": "i.id = ANY (%(ids)s)",
}


@dataclass(frozen=True, slots=True)
class Books:
    """What the rules of claims take: receivables ever late, what moved them, the ledger."""

    receivables: pl.DataFrame
    movements: pl.DataFrame
    ledger: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Counted:
    """What is claimable on some invoices and how its interest is counted: ``claims`` are the sum of
    ``segments`` less the ledger; ``estimate`` stands for interest some of whose days have no known
    rate."""

    claims: pl.DataFrame
    segments: pl.DataFrame
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class ClaimedInvoice:
    """The invoice that claims hang on."""

    id: int
    number: str
    company: Company
    customer_id: int
    currency: str


def claimable(
    company_id: int,
    *,
    on: date,
    customer_id: int | Sequence[int] | None = None,
    invoice_ids: Sequence[int] | None = None,
    known_until: date | None = None,
) -> pl.DataFrame:
    """Interest, indemnity and fees still claimable on a day: one row per receivable ever late.

    For a whole company, or some customers, or some invoices. What ran stays claimable once the
    principal is paid; what was waived or paid is taken off. The law is that of the installation.
    Columns of ``rules.claimable``, with ``customer_id`` and ``fees_cents``.
    """
    found = books(company_id, on=on, customer_id=customer_id, invoice_ids=invoice_ids)
    facts, movements = found.receivables, found.movements
    law = legal_values.law()
    claims = rules.claimable(facts, movements, on=on, law=law, known_until=known_until)
    return rules.net_of_ledger(claims, found.ledger).join(
        facts.select("receivable_id", "customer_id"), on="receivable_id", maintain_order="left"
    )


def counted(
    company_id: int, *, on: date, invoice_ids: Sequence[int], currency: str = "EUR"
) -> Counted:
    """The claims of some invoices, the segments of their interest, and an estimate of it when some
    day has no known rate. The facts are read once."""
    found, law = books(company_id, on=on, invoice_ids=invoice_ids), legal_values.law()
    receivables, movements = found.receivables, found.movements
    claims = rules.claimable(receivables, movements, on=on, law=law)

    def interest_under(supposed: Parameters) -> int:
        segments = rules.segments(receivables, movements, on=on, law=supposed)
        return int(segments["interest_cents"].sum())

    return Counted(
        claims=rules.net_of_ledger(claims, found.ledger),
        segments=rules.segments(receivables, movements, on=on, law=law),
        estimate=None
        if claims["complete"].all()
        else estimate(interest_under, currency=currency, until=on, law=law),
    )


def books(
    company_id: int,
    *,
    on: date,
    customer_id: int | Sequence[int] | None = None,
    invoice_ids: Sequence[int] | None = None,
) -> Books:
    """The facts of a day, for a whole company, or some customers, or some invoices."""
    read = partial(_read, company_id, on, customer_id, invoice_ids)
    customers = read(CUSTOMERS, CUSTOMER_COLUMNS)
    receivables = (
        read(RECEIVABLES, RECEIVABLE_COLUMNS)
        .join(read(INVOICES_NOT_OWED, {"invoice_id": pl.Int64}), on="invoice_id", how="anti")
        .join(customers, on="customer_id")
        .sort("due_on", "receivable_id")
    )
    receivables = _by_their_terms(receivables, read(TERMS, TERMS_COLUMNS))
    stopped = pl.col("judged_on")
    if customers["judged_on"].count():
        later = read(INVOICES_SINCE, {"invoice_id": pl.Int64})["invoice_id"]
        stopped = pl.when(~pl.col("invoice_id").is_in(later.to_list())).then(stopped)
    receivables = receivables.with_columns(stopped_on=stopped)
    return Books(receivables, read(MOVEMENTS, rules.MOVEMENTS), read(LEDGER, rules.LEDGER))


def _by_their_terms(receivables: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """What an invoice says of its rate replaces the clause of the company."""
    if terms.is_empty():
        return receivables.with_columns(legal_times=pl.lit(None, pl.Int64))
    said = (
        pl.when(pl.col("basis").is_null()).then("penalty_millionths").otherwise("term_millionths")
    )
    return (
        receivables.join(terms, on="invoice_id", how="left", maintain_order="left")
        .with_columns(penalty_millionths=said)
        .drop("basis", "term_millionths")
    )


def locked_invoice(invoice_id: int) -> ClaimedInvoice:
    """The invoice, held until the end of the transaction: its ledger has one writer at a time."""
    found = Invoice.objects.select_related("company").select_for_update(of=("self",))
    invoice = found.get(pk=invoice_id)
    return ClaimedInvoice(
        id=invoice.pk,
        number=invoice.number,
        company=invoice.company,
        customer_id=invoice.customer_id,
        currency=invoice.currency,
    )


def terms_of(invoice: Invoice) -> InvoiceTerms | None:
    """What the invoice says itself of late payment; None when it says nothing."""
    return InvoiceTerms.objects.filter(invoice=invoice).first()


def claimable_cents(invoice: ClaimedInvoice, kind: ClaimKind, *, on: date) -> int:
    """What is still claimable of one kind on one invoice."""
    claims = claimable(invoice.company.pk, on=on, invoice_ids=[invoice.id])
    return int(claims[f"{kind.value}_cents"].sum())


def claimed_cents(invoice: ClaimedInvoice, kind: ClaimKind, *, on: date, reason: str) -> int:
    """What was claimed that day for that reason."""
    found = Claim.objects.filter(
        invoice_id=invoice.id, kind=kind, move=ClaimMove.CLAIMED, on=on, reason=reason
    )
    return int(found.aggregate(cents=Sum("cents", default=0))["cents"])


def given_up_cents(invoice_ids: Iterable[int], kind: str, *, reason: str, on: date) -> int:
    """What stood waived that day for that reason."""
    found = Claim.objects.filter(invoice_id__in=list(invoice_ids), kind=kind, on__lte=on).aggregate(
        given=Sum("cents", filter=Q(move=ClaimMove.WAIVED, reason=reason), default=0),
        taken=Sum("cents", filter=Q(move=ClaimMove.RESTORED, source=reason), default=0),
    )
    return int(found["given"] - found["taken"])


def paid_moves(
    invoice_ids: Iterable[int], kind: str, *, since: date, on: date
) -> list[tuple[date, int]]:
    """What money paid of one kind on some invoices since a day, each with its day, by money that
    did not come back."""
    found = Claim.objects.filter(
        Q(credit=None) | Q(credit__returned_on=None) | Q(credit__returned_on__gt=on),
        invoice_id__in=list(invoice_ids), kind=kind, move=ClaimMove.PAID, on__gte=since,
        on__lte=on,
    )  # fmt: skip
    return [(day, cents or 0) for day, cents in found.order_by("id").values_list("on", "cents")]


def is_wholly_waived(invoice: ClaimedInvoice, kind: ClaimKind) -> bool:
    """Whether the claim was waived for good, what is to come included."""
    return Claim.objects.filter(
        invoice_id=invoice.id, kind=kind, move=ClaimMove.WAIVED, cents=None
    ).exists()


def _read(
    company_id: int,
    on: date,
    customer_id: int | Sequence[int] | None,
    invoice_ids: Sequence[int] | None,
    query: str,
    schema: Mapping[str, type[pl.DataType]],
) -> pl.DataFrame:
    """One of the queries above, narrowed to some customers or invoices."""
    scope = dict.fromkeys(("receivables", "customers", "invoices"), "true")
    if invoice_ids is not None:
        scope = SCOPE_OF_INVOICES
    elif isinstance(customer_id, int):
        scope = SCOPE_OF_CUSTOMER
    elif customer_id is not None:
        scope = SCOPE_OF_CUSTOMERS
    values = {"company": company_id, "on": on, "customer": customer_id}
    invoices = None if invoice_ids is None else list(invoice_ids)
    read = frames.copy_out if customer_id is None and invoices is None else frames.rows_out
    return read(query.format(**scope), values | {"ids": invoices}, schema=schema)

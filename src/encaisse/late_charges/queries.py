"""What is claimable beside the principal on a day, from the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from encaisse.accounts.models import Company
from encaisse.late_charges import rules
from encaisse.late_charges.models import Claim, ClaimKind, ClaimMove
from encaisse.receivables.models import Invoice
from encaisse.store import frames

FACTS = """
SELECT r.id, r.invoice_id, r.customer_id, c.kind, r.due_on, r.due_estimated, r.currency,
       round(coalesce(c.penalty_rate, company.penalty_rate) * 1000000)::bigint, r.face_cents
FROM receivables_receivable r
JOIN receivables_invoice i ON i.id = r.invoice_id
JOIN parties_customer c ON c.id = r.customer_id
JOIN accounts_company company ON company.id = r.company_id
WHERE r.company_id = %(company)s AND r.due_on < %(on)s AND {scope}
  AND i.issued_on <= %(on)s AND NOT i.is_draft
  AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s) AND NOT c.is_pseudo
  AND (r.open_cents > 0 OR EXISTS (
    SELECT FROM matching_allocation a WHERE a.receivable_id = r.id AND a."on" > r.due_on))
ORDER BY r.due_on, r.id
"""
MOVEMENTS = """
SELECT a.receivable_id, a."on", a.cents
FROM matching_allocation a
JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE a.company_id = %(company)s AND a."on" < %(on)s AND r.due_on < %(on)s AND {scope}
"""
LEDGER = """
SELECT r.invoice_id, r.kind, r.move, r.cents FROM late_charges_claim r
WHERE r.company_id = %(company)s AND r."on" <= %(on)s AND {scope}
"""


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
    customer_id: int | None = None,
    invoice_ids: Iterable[int] | None = None,
    known_until: date | None = None,
) -> pl.DataFrame:
    """Interest, indemnity and fees still claimable on a day: one row per receivable ever late.

    What ran stays claimable once the principal is paid; what was waived or paid is taken off.
    Columns of ``rules.claimable``, with ``customer_id`` and ``fees_cents``.
    """
    scope, values = _scope(customer_id, invoice_ids)
    values |= {"company": company_id, "on": on}
    facts = frames.copy_out(
        FACTS.format(scope=scope),
        values,
        schema=_with_customer(rules.RECEIVABLES),
    )
    movements = frames.copy_out(MOVEMENTS.format(scope=scope), values, schema=rules.MOVEMENTS)
    ledger = frames.copy_out(LEDGER.format(scope=scope), values, schema=rules.LEDGER)
    claims = rules.claimable(facts, movements, on=on, known_until=known_until)
    customers = facts.select("receivable_id", "customer_id")
    return rules.net_of_ledger(claims, ledger).join(
        customers, on="receivable_id", maintain_order="left"
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


def claimable_cents(invoice: ClaimedInvoice, kind: ClaimKind, *, on: date) -> int:
    """What is still claimable of one kind on one invoice."""
    claims = claimable(invoice.company.pk, on=on, invoice_ids=[invoice.id])
    return int(claims[f"{kind.value}_cents"].sum())


def is_wholly_waived(invoice: ClaimedInvoice, kind: ClaimKind) -> bool:
    """Whether the claim was waived for good, what is to come included."""
    return Claim.objects.filter(
        invoice_id=invoice.id, kind=kind, move=ClaimMove.WAIVED, cents=None
    ).exists()


def _scope(
    customer_id: int | None, invoice_ids: Iterable[int] | None
) -> tuple[str, dict[str, object]]:
    """The condition on the rows named ``r``, and its values."""
    values: dict[str, object] = {}
    conditions = ["true"]
    if customer_id is not None:
        conditions.append("r.customer_id = %(customer)s")
        values["customer"] = customer_id
    if invoice_ids is not None:
        conditions.append("r.invoice_id = ANY (%(invoices)s)")
        values["invoices"] = list(invoice_ids)
    return " AND ".join(conditions), values


def _with_customer(schema: dict[str, type[pl.DataType]]) -> dict[str, type[pl.DataType]]:
    """The columns of the rule, the customer after the invoice, as ``FACTS`` gives them."""
    names = list(schema)
    names.insert(names.index("invoice_id") + 1, "customer_id")
    return {name: schema.get(name, pl.Int64) for name in names}

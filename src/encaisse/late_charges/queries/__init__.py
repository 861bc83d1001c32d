"""What late charges read: what is claimable on a day, and the statement of account.

``claims`` what runs beside the principal, net of the ledger.
"""

from encaisse.late_charges.queries.claims import (
    ClaimedInvoice,
    Counted,
    claimable,
    claimable_cents,
    claimed_cents,
    counted,
    given_up_cents,
    is_wholly_waived,
    locked_invoice,
    paid_moves,
    terms_of,
)

__all__ = [
    "ClaimedInvoice",
    "Counted",
    "claimable",
    "claimable_cents",
    "claimed_cents",
    "counted",
    "given_up_cents",
    "is_wholly_waived",
    "locked_invoice",
    "paid_moves",
    "terms_of",
]

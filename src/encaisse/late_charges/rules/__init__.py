"""What may be claimed beside the principal, for any number of receivables at once. Pure.

``claims`` interest and indemnity over frames, net of the ledger.
"""

from encaisse.late_charges.rules.claims import (
    IMPUTATIONS,
    LEDGER,
    MOVEMENTS,
    PRINCIPAL,
    RECEIVABLES,
    claimable,
    net_of_ledger,
)

__all__ = [
    "IMPUTATIONS",
    "LEDGER",
    "MOVEMENTS",
    "PRINCIPAL",
    "RECEIVABLES",
    "claimable",
    "net_of_ledger",
]

"""What may be claimed beside the principal, for any number of receivables at once. Pure.

``segments`` interest day by day; ``claimable`` its sum and the indemnity; ``net_of_ledger`` less
what people waived and what was paid.
"""

from encaisse.late_charges.rules.claims import claimable
from encaisse.late_charges.rules.facts import MOVEMENTS, RECEIVABLES
from encaisse.late_charges.rules.ledger import IMPUTATIONS, LEDGER, PRINCIPAL, net_of_ledger
from encaisse.late_charges.rules.segments import segments

__all__ = [
    "IMPUTATIONS",
    "LEDGER",
    "MOVEMENTS",
    "PRINCIPAL",
    "RECEIVABLES",
    "claimable",
    "net_of_ledger",
    "segments",
]

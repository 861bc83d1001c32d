"""Late charges (pénalités de retard, indemnité de 40 €) : what the law lets the company claim.

Claims are a ledger of their own (claimed, waived with a reason, paid); they never change the
invoice. C. com. L441-10, D441-5.
"""

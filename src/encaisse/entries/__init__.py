"""Accounting entries (écritures) of what Encaisse recorded itself, for the accounting to take in.

Payments, returns, losses, differences and late charges paid; each leaves once, in a file kept for
ever, in the format of the package. What came from the books is never given back to them.
"""

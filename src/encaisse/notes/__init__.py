"""Notes (notes): what colleagues write to each other about a customer, never shown to it.

A note has its author and may bear on receivables; it may be pinned; what it said before each
correction is kept. A colleague named after an @ is told (mention).
"""

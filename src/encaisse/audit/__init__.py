"""Audit (journal des actes) : who did what, when, why. Append-only, chained, verifiable.

Each entry carries the SHA-256 of the one before it in the same company; the database refuses to
update or delete, and computes the chain itself.
"""

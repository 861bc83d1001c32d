"""API : REST root (authentication, pagination, errors, idempotency, schema)."""

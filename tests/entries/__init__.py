"""Accounting entries: what leaves, once, balanced, in the formats of the packages."""

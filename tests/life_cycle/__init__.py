"""Tests of the life cycle of invoices."""

"""Invoicing: lines, numbers, Factur-X."""

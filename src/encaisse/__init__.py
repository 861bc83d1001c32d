"""Encaisse: get invoices paid. French receivables, from the accounting export to the money."""

__version__ = "0.1.0"

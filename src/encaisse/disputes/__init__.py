"""Disputes (litiges): what a customer contests of a receivable, whole or in part.

A disputed receivable is not reminded; of one disputed in part, the rest is asked.
"""

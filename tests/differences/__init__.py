"""Differences and losses: given up, kept, converted, undone."""

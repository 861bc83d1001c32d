"""Parties (tiers) : customers (clients), contacts, groups, identifiers.

Pseudo-customers (till, card receipts) are shown and kept out of dunning.
"""

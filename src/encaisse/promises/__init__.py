"""Promises (promesses de paiement): a customer says how much it pays, and by when.

A promise holds the receivables that it covers, those only, through its day.
"""

"""Matching (lettrage) : which credit pays which receivable, with the reason.

An allocation (affectation) is never changed nor deleted: unmatching adds a counter-entry.
"""

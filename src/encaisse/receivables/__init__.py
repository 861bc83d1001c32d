"""Receivables (créances) : invoices (factures), their due dates, what is open.

A receivable is one amount, one due date, one customer, one currency. Its open amount on a day is
its face less what was allocated to it up to that day; nothing is overwritten.
"""

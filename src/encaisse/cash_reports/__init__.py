"""Receipts to declare (encaissements à déclarer): the status 212 « Encaissée » of each payment of
an invoice whose VAT is due when it is paid, by VAT rate, as a message for the platform.

A message is made once for a payment of a receivable; what is undone is declared back by another.
"""

"""Payments (règlements) : money received, and whatever else lowers what a customer owes.

A credit (crédit au compte client) is a payment, a credit note (avoir), a write-off (passage en
perte), a discount…; what of it is not allocated stays open on the customer's account.
"""

"""SEPA direct debits (prélèvements) : mandates, collections, the file for the bank, what came back.

The creditor has an identifier (ICS), the customer signed a mandate (mandat, known by its RUM); a
batch (remise) of collections becomes a pain.008 file; the bank's lines say what was paid or sent
back.
"""

"""Invoicing (facturation): invoices and credit notes typed in, numbered without gaps, frozen.

Words: brouillon (``Draft``), facture émise (``Issued``), série (``Series``), régime de TVA
(``Regime``). A draft keeps what was typed; issuing makes a Factur-X that nothing changes.
"""

"""E-invoices in CII (UN/CEFACT, ZUGFeRD 1 included) and UBL (invoices and credit notes).

Pure: bytes in, ``rules.einvoice.EInvoiceFile`` out. In reading order: ``opening`` (bytes to a tree
whose names have no namespace), ``paths`` (where each syntax writes each fact), ``cii`` and ``ubl``
(the two tables), ``values`` (amounts, days, identifiers), ``reading`` (tree to invoices)."""

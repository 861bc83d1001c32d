"""Factur-X and ZUGFeRD: a PDF that carries its invoice as XML.

Pure: bytes in, ``rules.einvoice.EInvoiceFile`` out. ``extractor`` is a program of its own that may
do little: it opens the PDF and hands over the XML files inside; ``reading`` chooses among them."""

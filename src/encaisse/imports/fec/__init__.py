"""FEC (fichier des écritures comptables, art. A47 A-1 LPF): from bytes to who owes what. Pure.

``read_fec`` turns the bytes of one file (text, XML or workbook) into its accounting lines on
customer accounts, and says of every line whether it was taken, ignored or refused.
``books.merge`` joins the lines of any number of files of one company, in any order.
``ledger.settle`` turns lines into invoices, receivables, credits and allocations.
"""

from encaisse.imports.fec.reading import FecFile, read_fec

__all__ = ["FecFile", "read_fec"]

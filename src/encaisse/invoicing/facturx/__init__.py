"""Factur-X: the invoice as data (CII, profile EN 16931) inside its PDF.

Pure: ``writing`` facts → XML, ``binding`` what the PDF says of the XML that it carries."""

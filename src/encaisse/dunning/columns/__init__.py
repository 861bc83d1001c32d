"""The lists of dunning, declared once: screen, order, filters, spreadsheet."""

"""Tables of any origin (CSV, TXT, XLS, XLSX, ODS): what their columns are is guessed, said, and can
be corrected.

Pure. In reading order: ``sheets`` (bytes to rows of cells), ``values`` (amounts and days as people
write them), ``names`` (column names folded), ``guess`` (which column is which field, how surely and
why), ``mapping`` (the guess as plain data, kept per header), ``totals`` (rows that sum others).
``open_items`` and ``bank_sheet`` say which fields they look for."""

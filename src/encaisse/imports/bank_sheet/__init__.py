"""Bank statements in a table (CSV, XLS, XLSX, ODS): what a bank's site lets one download.

Pure. In reading order: ``fields`` (what is looked for), ``layout`` (which sheet, and how amounts
are signed), ``rows`` (one row to one movement), ``reading`` (a file to its movements), ``balances``
(the balances that the bank writes against the movements)."""

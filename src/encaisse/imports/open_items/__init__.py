"""Open items (échéancier, balance âgée détaillée): what each customer owes, from any table.

Pure. In reading order: ``fields`` (what is looked for), ``layout`` (what the columns can tell
together), ``rows`` (one row to one item), ``reading`` (a file to its items, totals checked)."""

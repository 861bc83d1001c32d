"""A list of open items against what is kept: what each line changes, and what its silence says.

Pure. In reading order: ``facts`` (what is kept, what was asked), ``day`` (of which day the list
is), ``names`` (whose line it is), ``documents`` (lines gathered into documents), ``plan`` (rows to
write), ``invoices`` and ``credits`` (what each document changes), ``comparing`` (the whole)."""

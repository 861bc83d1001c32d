"""CAMT.052, 053 and 054, versions 1 to 10: bank statements, and notices of single movements.

Pure: bytes in, movements, checks and the account of every entry out. In reading order: ``reading``
(the file, its statements, their balances), ``entries`` (an entry to one movement, or to one for
each of its details), ``details`` (who, references, what is said), ``tree`` (elements whatever
their version)."""

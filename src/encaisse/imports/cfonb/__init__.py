"""CFONB 120 (relevé de compte): the bank statement that every French bank can give.

Pure: bytes in, movements, checks and the account of every line out. In reading order: ``records``
(bytes to records of 120 characters), ``values`` (amounts, days), ``reading`` (records to
movements)."""

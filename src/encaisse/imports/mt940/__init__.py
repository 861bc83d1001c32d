"""MT940 and MT942: the statements of the SWIFT network, as banks really write them.

Pure: bytes in, movements, checks and the account of every line out. In reading order: ``tags``
(text to tags), ``reading`` (statements and their balances), ``values`` (days, amounts, the line of
a movement), ``details`` (what field 86 says, in its three ways)."""

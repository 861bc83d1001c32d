"""pain.002: what the bank says of a file of direct debits before paying it (compte rendu).

Pure: bytes in, ``rules.answers.StatusReport`` out."""

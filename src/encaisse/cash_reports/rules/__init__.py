"""Which receipts are declared, at which rates, in which words. Pure."""

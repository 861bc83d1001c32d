"""Direct debits: mandates, batches, the bank's answers."""

"""What may be collected, when, and the file that asks the bank for it."""

"""What the statuses of an invoice mean, and what they entail. Pure."""

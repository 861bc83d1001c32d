"""What the agenda reads: its sources, then the list."""

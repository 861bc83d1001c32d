"""Notes between colleagues."""

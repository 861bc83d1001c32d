"""Causes of what is late."""

"""Filters of the templates that name a channel."""

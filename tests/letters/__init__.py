"""Letters: templates, messages, sending."""

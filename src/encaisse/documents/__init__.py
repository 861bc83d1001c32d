"""Documents : every file kept, known by its SHA-256; one copy per company."""

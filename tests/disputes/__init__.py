"""Disputes: declared, asked about, decided, closed by what happens to the money."""

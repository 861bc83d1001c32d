"""The pages of exchanges: ``calls``, ``visits``, and what they share of their outcome."""

"""The team: portfolios and absences."""

"""Template tags for the customer's page."""

"""Template filters for what is known of customers."""

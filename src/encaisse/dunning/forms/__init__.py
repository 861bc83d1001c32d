"""What is typed in the pages of dunning: its shape, as the rules know it."""

"""Pages of dunning: one module per subject."""

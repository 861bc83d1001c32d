"""What the address of each calculator carries: its shape, nothing else."""

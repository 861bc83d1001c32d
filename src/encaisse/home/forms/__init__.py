"""What is typed on the pages of home: its shape, nothing else."""

"""What is decided about files: what they are, how they are called, how long they are kept."""

"""What is read of exchanges: ``calls`` and what a call needs to see."""

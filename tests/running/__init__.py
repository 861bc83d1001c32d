"""The product as it runs: started, stopped, killed, refused, through the real command."""

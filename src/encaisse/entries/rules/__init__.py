"""The entry that each fact makes, and the files that accounting packages read."""

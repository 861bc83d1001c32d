"""What imports decide: the kind of a file, what changes in the tables, what the report says."""

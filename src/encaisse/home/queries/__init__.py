"""What the pages show. Each function costs a number of SQL queries that no data can raise."""

"""The team (équipe): who follows which customers, who stands in for whom.

A portfolio (portefeuille) is the customers of a collector; it is handed over (passation), whole or
in part. An absence (absence) gives a person's lines of the agenda to a replacement, for its days.
"""

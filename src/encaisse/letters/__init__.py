"""Letters (messages) : templates and channels; what leaves the company, with proof.

A letter is prepared, then *sending*, then delivered, failed (certainly: retried) or unclear (the
machine died between the server's yes and our record: never resent by itself, a person decides).
Letters know an address and a text, not customers: whoever prepares one keeps the link.
"""

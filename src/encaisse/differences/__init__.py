"""Differences and losses (écarts de règlement, passages en perte, écarts de change).

What a customer will not pay any more, what it paid too much by a few cents, and what is paid in
another currency: each with a cause, within what the person's role allows, and undone as a whole.
"""

"""The portal (espace client): a page for each customer, by a signed link, without an account.

It shows what that customer owes and how to pay it, and nothing of anybody else. Nobody is signed
in there: a link is a secret of 256 bits, of which its SHA-256 alone is kept.
"""

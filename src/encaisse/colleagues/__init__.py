"""Colleagues (collègues): who of ours follows customers without collecting: sales first.

Who follows a customer is shown and changed here (kept by ``parties``). Each week, each of those who
sell gets a digest (récapitulatif) of their customers: what is late, open disputes, what they are
asked.
"""

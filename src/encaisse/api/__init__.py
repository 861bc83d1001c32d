"""The REST root (API) : authentication, errors, idempotency, schema.

Resources live in the ``api.py`` of the capabilities. A token gives the company and the user.
"""

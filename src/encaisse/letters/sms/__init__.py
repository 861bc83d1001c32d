"""Text messages (SMS) through a provider's HTTP interface.

``gateway`` which provider, and whether there is one · ``speaking`` one request with a sure outcome
· ``brevo``, ``ovh`` the providers by their published interface · ``folder`` one file per message,
for tests and the demonstration · ``receipts`` what a provider says afterwards.
"""

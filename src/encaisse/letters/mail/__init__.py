"""The e-mail channel: a message drawn as HTML and text, sent over SMTP with a sure outcome.

``rendering`` parts → HTML and text · ``message`` → MIME · ``server`` who takes it · ``sender``
SMTP, knowing the phase · ``mailbox`` the demonstration's own SMTP server and its folder.
"""

"""E-mail addresses as people type them: whether a mail could arrive there, told without network."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

# What the fingers write for what the head thinks.
MISSPELT = {
    "gmail.fr": "gmail.com", "gmial.com": "gmail.com", "gmai.com": "gmail.com",
    "gmail.con": "gmail.com", "hotmail.con": "hotmail.com", "hotmial.com": "hotmail.com",
    "hotmial.fr": "hotmail.fr", "orange.com": "orange.fr", "ornage.fr": "orange.fr",
    "wanado.fr": "wanadoo.fr", "wanadoo.com": "wanadoo.fr", "yaho.fr": "yahoo.fr",
    "laposte.fr": "laposte.net", "outlok.fr": "outlook.fr", "outlook.con": "outlook.com",
    "sfr.com": "sfr.fr", "free.com": "free.fr",
}  # fmt: skip
# Addresses in small letters that need no second look, for PostgreSQL: most of them.
PLAIN = r"^[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z]$"
TOP_LEVEL = re.compile(r"\.[a-z][a-z0-9-]*[a-z]$", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def email_fault(text: str) -> str:
    """``syntax``: no mail program would take it; ``domain``: nobody is there, or it was misspelt;
    empty when nothing is wrong with it."""
    try:
        validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return "syntax"
    domain = text.rpartition("@")[2].lower()
    return "domain" if domain in MISSPELT or not TOP_LEVEL.search(domain) else ""


def is_email(text: str) -> bool:
    """Whether a mail could be sent there, misspelt or not: a domain has a dot."""
    return email_fault(text) != "syntax" and bool(TOP_LEVEL.search(text))


def meant(text: str) -> str:
    """The address that was probably meant; empty when nothing tells."""
    name, _, domain = text.rpartition("@")
    likely = MISSPELT.get(domain.lower(), "")
    return f"{name}@{likely}" if likely else ""

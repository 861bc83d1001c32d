"""What a company decides of its portal: how long a link opens, where one pays by card."""

import re
from urllib.parse import quote, urlsplit

from encaisse.kernel.money import Money

DAYS_LEAST, DAYS_MOST = 1, 365
PAID_DAYS, PAID_DAYS_MOST = 5, 15
ADDRESS_MAX = 500
PLACES = frozenset({"montant", "devise", "reference"})
BLANKS = "{montant}, {devise}, {reference}"
PLACE = re.compile(r"\{([^{}]*)\}")


def is_payment_address(template: str) -> bool:
    """An address of the web, sealed, with no other blanks than those that are filled in; the site
    itself is written out, so that nothing filled in changes it."""
    site = urlsplit(template)
    is_sealed = site.scheme == "https" and bool(site.hostname) and "{" not in site.netloc
    rest = PLACE.sub("", template)
    is_plain = not re.search(r"[{}\s<>\"]", rest)
    return is_sealed and is_plain and set(PLACE.findall(template)) <= PLACES


def waits(*, told_cents: int, open_cents: int, is_first: bool) -> bool:
    """Whether reminders of an invoice wait while its payment is looked for: when all that is late
    of it is said to be paid, and once, lest saying so again and again holds it for ever."""
    return is_first and 0 < open_cents <= told_cents


def payment_address(template: str, *, amount: Money, reference: str) -> str:
    """Where one pays this sum by card; empty when the company has no such page."""
    units, cents = divmod(amount.cents, 100)
    filled = {
        "montant": f"{units}.{cents:02}", "devise": amount.currency, "reference": reference,
    }  # fmt: skip
    return PLACE.sub(lambda found: quote(filled[found[1]], safe=""), template)

"""The tokens of links put in mails: made again as a mail leaves, kept nowhere."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from encaisse.kernel.days import french_day
from encaisse.letters.mail.rendering import Rendered
from encaisse.portal.queries import seeds_of
from encaisse.portal.rules import MARK, mark_of
from encaisse.portal.rules.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from encaisse.accounts.models import Company
    from encaisse.portal.models import PortalLink

SALT = "encaisse.portal.link"
SUBJECT_MAX = 250


def token_of(seed: str) -> str:
    """256 bits of the key of the installation and of a seed: neither alone gives them."""
    made = salted_hmac(SALT, seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def mail_of(link: PortalLink, address: str) -> Rendered:
    """The mail that brings a link, in the customer's language."""
    say, company = words_of(link.customer.language), link.company.name
    days = {"company": company, "link": address, "until": french_day(localdate(link.expires_at))}
    subject = say["link_subject"].format(company=company)[:SUBJECT_MAX]
    return Rendered(subject=subject, text=say["link_mail"].format(**days), html="")


def fill(company: Company, text: str) -> Callable[[str], str]:
    """What writes the tokens in place of the marks of a text; a mark of another company's, or that
    we did not make, stays as it is and opens nothing."""
    marked = MARK.findall(text)
    if not marked:
        return str
    tokens = {mark_of(digest): token_of(seed) for digest, seed in seeds_of(company, marked).items()}
    return lambda said: MARK.sub(lambda found: tokens.get(found[0], found[0]), said)

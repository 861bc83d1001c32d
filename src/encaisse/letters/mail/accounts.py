"""An account with a mail provider, as the settings name it: no library is needed to know that.

    brevo://CLE   postmark://CLE   resend://CLE   sendgrid://CLE   sparkpost://CLE   mandrill://CLE
    mailgun://CLE@mg.societe.fr    mailjet://CLE:SECRET            scaleway://SECRET@PROJET

``signing``: the secret with which it signs what it tells afterwards. ``endpoint``: another server
of the provider (Europe). ``public``: the address of this installation as others reach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

NAMES = {
    "brevo": "Brevo",
    "mailgun": "Mailgun",
    "mailjet": "Mailjet",
    "mandrill": "Mandrill",
    "postmark": "Postmark",
    "resend": "Resend",
    "scaleway": "Scaleway",
    "sendgrid": "SendGrid",
    "sparkpost": "SparkPost",
}
WITH_ACCOUNT, WITH_SECRET = {"mailgun", "scaleway"}, {"mailjet"}
SIGNING, SILENT = {"mailgun", "mandrill", "resend"}, {"scaleway"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who takes the mails, with the keys that it asks for."""

    kind: str
    key: str
    secret: str = ""
    account: str = ""
    signing: str = ""
    endpoint: str = ""

    @property
    def name(self) -> str:
        """As the provider calls itself."""
        return NAMES[self.kind]

    @property
    def tells(self) -> bool:
        """Whether it tells afterwards what became of a mail."""
        return self.kind not in SILENT


def account_at(url: str) -> Account | None:
    """The account that the address names; None when it names none."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    key, secret, account = _keys(parts)
    is_whole = (
        parts.scheme in NAMES
        and bool(key)
        and bool(secret) == (parts.scheme in WITH_SECRET)
        and bool(account) == (parts.scheme in WITH_ACCOUNT)
        and (not asked.get("signing") or parts.scheme in SIGNING)
    )
    if not is_whole:
        return None
    return Account(
        kind=parts.scheme, key=key, secret=secret, account=account,
        signing=asked.get("signing", ""), endpoint=asked.get("endpoint", ""),
    )  # fmt: skip


def _keys(parts: SplitResult) -> tuple[str, str, str]:
    """Key, secret and account; a key alone stands where others have a host."""
    user, _, host = parts.netloc.rpartition("@")
    key, _, secret = (user or host).partition(":")
    return unquote(key), unquote(secret), unquote(host) if user else ""

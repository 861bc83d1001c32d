"""What a provider tells afterwards of a mail that it took, read by django-anymail.

What is not understood is nothing. « Refused for good » is what the provider says so of, or what the
other server answered with a permanent status (RFC 3463), as in a report read from a mailbox.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import warnings
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailError, AnymailWarning, AnymailWebhookValidationFailure
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import constant_time_compare

from encaisse.letters.mail.fates import Fate, Notice
from encaisse.letters.mail.providers import LETTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from encaisse.letters.mail.accounts import Account

READERS = {
    "brevo": "BrevoTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "resend": "ResendTrackingWebhookView",
    "sendgrid": "SendGridTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
}
NOTICES_MAX = 1_000
TEXT_MAX = 500
NUMBER = re.compile(r"[0-9a-f]{32}")
PERMANENT = re.compile(r"\b5\.[0-9]{1,3}\.[0-9]{1,3}\b|^\s*55[0-9]\b")
UNREAD = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError,
    RecursionError, ImproperlyConfigured,
)  # fmt: skip
NO_RECIPIENT = {"10", "30", "90"}  # SparkPost's classes of bounces that are for good
STALE_SECONDS = 300


FATES = {
    "queued": Fate.TAKEN,
    "sent": Fate.TAKEN,
    "delivered": Fate.DELIVERED,
    "deferred": Fate.LATER,
    "bounced": Fate.REFUSED,
    "rejected": Fate.REFUSED,
    "failed": Fate.LATER,
    "complained": Fate.COMPLAINED,
    "unsubscribed": Fate.OPPOSED,
    "opened": Fate.OPENED,
}


class Forged(Exception):
    """A notice without the signature of the provider."""


def read(account: Account, request: HttpRequest, *, public: str, at: datetime) -> list[Notice]:
    """What a request tells; nothing when it cannot be understood. Refused when it is not signed by
    a provider whose signature the settings know."""
    reader = _reader(account, public + request.path)
    if account.signing:
        _check(account, reader, request, at=at)
    try:
        events = reader.parse_events(request)[:NOTICES_MAX]
        return [notice for event in events if (notice := _notice(account.kind, event))]
    except (AnymailError, *UNREAD):
        return []


def _check(account: Account, reader: Any, request: HttpRequest, *, at: datetime) -> None:
    try:
        if account.kind == "resend":
            _check_svix(account.signing, request, at=at)
        else:
            reader.run_validators(request)
    except (AnymailWebhookValidationFailure, *UNREAD) as failure:
        raise Forged from failure


def _check_svix(secret: str, request: HttpRequest, *, at: datetime) -> None:
    """The signature of Svix: number, time and body by HMAC-SHA256; a stale one counts no more."""
    number, stamp = request.headers["svix-id"], request.headers["svix-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{number}.{stamp}.".encode() + request.body
    wanted = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    given = [each.partition(",")[2] for each in request.headers["svix-signature"].split()]
    is_fresh = abs(at.timestamp() - int(stamp)) < STALE_SECONDS
    if not is_fresh or not any(constant_time_compare(each, wanted) for each in given):
        raise Forged


@cache
def _reader(account: Account, address: str) -> Any:
    """The library's reader of that provider's notices, with the keys of the settings."""
    module = import_module(f"anymail.webhooks.{account.kind}")
    keys = {
        "mailgun": {"webhook_signing_key": account.signing or "none"},
        "mandrill": {"webhook_key": account.signing, "webhook_url": address},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailWarning)
        warnings.simplefilter("ignore", UserWarning)
        return getattr(module, READERS[account.kind])(**keys.get(account.kind, {}))


def _notice(kind: str, event: Any) -> Notice | None:
    fate = FATES.get(str(event.event_type))
    if fate is None:
        return None
    said = _line(event.mta_response) or _line(event.description) or _line(event.reject_reason)
    if event.event_type == "bounced" and not _is_for_good(kind, event.esp_event, said):
        fate = Fate.LATER
    number = str((event.metadata or {}).get(LETTER, ""))
    return Notice(
        fate=fate,
        number=number if NUMBER.fullmatch(number) else "",
        reference=_line(event.message_id),
        address=_line(event.recipient).lower(),
        said=said or str(event.event_type),
        at=event.timestamp if isinstance(event.timestamp, datetime) else None,
        reader=_line(event.user_agent),
    )


def _is_for_good(kind: str, told: Any, said: str) -> bool:
    """Whether that mail will never reach that address."""
    by_kind: dict[str, Callable[[], bool]] = {
        "brevo": lambda: told["event"] in {"hard_bounce", "invalid_email"},
        "mailgun": lambda: True,  # what it tries again is no bounce
        "mailjet": lambda: bool(told.get("hard_bounce")),
        "mandrill": lambda: told["event"] == "hard_bounce",
        "postmark": lambda: told.get("Type") == "HardBounce",
        "resend": lambda: told["data"].get("bounce", {}).get("type") != "Transient",
        "sendgrid": lambda: told.get("type") != "blocked",
        "sparkpost": lambda: _bounce_class(told) in NO_RECIPIENT,
    }
    return bool(by_kind[kind]()) or bool(PERMANENT.search(said))


def _bounce_class(told: Any) -> str:
    (event,) = told["msys"].values()
    return str(event.get("bounce_class", ""))


def _line(text: Any) -> str:
    return " ".join(str(text or "").split())[:TEXT_MAX]

"""Which provider takes the text messages: the address of ENCAISSE_SMS_URL.

    file:///var/lib/encaisse/sms                       one file per message, nothing is sent
    brevo://CLE?sender=ATELIER
    ovh://APPLICATION:SECRET@sms-ab12345-1?consumer=CLE&sender=ATELIER

``sender``: who signs; else a name made of the company's. ``public``: the address of this
installation as providers reach it, for receipts. ``endpoint``: another server of the provider. The
demonstration writes to people who do not exist: it never leaves its folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules.delivery import Outcome
from encaisse.letters.rules.texting import sender_read
from encaisse.letters.sms import brevo, folder, ovh

PROVIDERS = ("file", "brevo", "ovh")


class SmsUrlWrong(Refusal):
    """A provider that cannot be understood."""

    code = "sms_url_wrong"
    sentence = (
        "ENCAISSE_SMS_URL n'est pas l'adresse d'un fournisseur de SMS : écrivez par exemple "
        "brevo://CLE?sender=ATELIER (docs/running/settings.md)."
    )


class SmsNotSet(Refusal):
    """Nobody would take the text messages: nothing is marked as sent, nor tried."""

    code = "sms_not_set"
    sentence = (
        "Aucun fournisseur de SMS n'est réglé : donnez ENCAISSE_SMS_URL (docs/running/settings.md)"
        " ; les relances restent approuvées et partiront ensuite."
    )


@dataclass(frozen=True, slots=True)
class Provider:
    """Who takes the messages, with the keys that it asks for."""

    kind: str
    account: str = ""
    key: str = ""
    secret: str = ""
    consumer: str = ""
    sender: str = ""
    public: str = ""
    endpoint: str = ""


class Gateway(Protocol):
    """What takes one message and says what became of it; it never raises for it."""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> Outcome: ...


def provider_at(url: str) -> Provider | None:
    """The provider that the address names; None for an empty one."""
    if not url:
        return None
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    known = {name: asked.get(name, "") for name in ("sender", "public", "endpoint")}
    user, _, host = parts.netloc.rpartition("@")
    key, _, secret = user.partition(":")
    if known["sender"]:
        sender_read(known["sender"])
    match parts.scheme:
        case "file" if parts.path.strip("/"):
            return Provider("file", account=unquote(parts.path), **known)
        case "brevo" if host and not user:
            return Provider("brevo", key=unquote(host), **known)
        case "ovh" if key and secret and host and asked.get("consumer"):
            return Provider(
                "ovh", account=host, key=unquote(key), secret=unquote(secret),
                consumer=asked["consumer"], **known,
            )  # fmt: skip
    raise SmsUrlWrong


def provider_of(*, is_demonstration: bool) -> Provider | None:
    """The provider of such a company; the demonstration's is always a folder."""
    if is_demonstration:
        return Provider("file", account=str(settings.SMS_ROOT))
    return settings.SMS


def is_set(*, is_demonstration: bool) -> bool:
    """Whether the text messages of such a company have somewhere to go."""
    return provider_of(is_demonstration=is_demonstration) is not None


def check(*, is_demonstration: bool) -> Provider:
    """The provider of such a company; refused when there is none."""
    found = provider_of(is_demonstration=is_demonstration)
    if found is None:
        raise SmsNotSet
    return found


def gateway_of(provider: Provider, *, receipts: str = "") -> Gateway:
    """The way to that provider. ``receipts``: where it tells what became of a message."""
    match provider.kind:
        case "brevo":
            return brevo.Brevo(
                key=provider.key, endpoint=provider.endpoint or brevo.ENDPOINT, receipts=receipts
            )
        case "ovh":
            return ovh.Ovh(
                application=provider.key, secret=provider.secret, consumer=provider.consumer,
                account=provider.account, endpoint=provider.endpoint or ovh.ENDPOINT,
            )  # fmt: skip
    return folder.Folder(Path(provider.account))

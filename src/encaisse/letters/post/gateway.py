"""Which carrier prints and posts letters: the address of ENCAISSE_POST_URL.

    file:///var/lib/encaisse/courriers                   one PDF and its order per letter
    maileva://CLIENT:SECRET@UTILISATEUR?password=MOT-DE-PASSE
    mercifacteur://SERVICE:SECRET@UTILISATEUR?hook=CLE

``public``: the address of this installation as carriers reach it, for what they tell. ``hook``: the
key that Merci Facteur puts in what it tells. ``notify``: who Maileva writes to (else the company).
``sandbox=1``: Maileva's trial servers; ``endpoint``, ``connect``: others. The demonstration writes
to people who do not exist: its letters never leave its folder. The print batch needs no carrier.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from encaisse.kernel.refusal import Refusal
from encaisse.letters.post import folder, maileva, mercifacteur
from encaisse.letters.rules.carrying import Consignment, News
from encaisse.letters.rules.delivery import Outcome

NAMES = {"file": "Dossier des courriers", "maileva": "Maileva", "mercifacteur": "Merci Facteur"}
ASKED = ("file", "maileva")  # the other one tells by itself
OPTIONS = ("password", "notify", "hook", "public", "endpoint", "connect", "sandbox")


class PostUrlWrong(Refusal):
    """A carrier that cannot be understood."""

    code = "post_url_wrong"
    sentence = (
        "ENCAISSE_POST_URL n'est pas l'adresse d'un prestataire postal : écrivez par exemple "
        "maileva://CLIENT:SECRET@UTILISATEUR?password=… (docs/running/settings.md)."
    )


class PostNotSet(Refusal):
    """Nobody would print the letters."""

    code = "post_not_set"
    sentence = (
        "Aucun prestataire postal n'est réglé : imprimez le lot et postez-le, ou donnez "
        "ENCAISSE_POST_URL (docs/running/settings.md)."
    )


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who takes the letters, with the keys that it asks for."""

    kind: str
    account: str = ""
    key: str = ""
    secret: str = ""
    password: str = ""
    notify: str = ""
    hook: str = ""
    public: str = ""
    endpoint: str = ""
    connect: str = ""
    sandbox: str = ""

    @property
    def name(self) -> str:
        """As one knows it."""
        return NAMES[self.kind]

    @property
    def to(self) -> str:
        """Whom one entrusts to: « à Maileva »."""
        return "au dossier des courriers" if self.kind == "file" else f"à {self.name}"


class Counter(Protocol):
    """Where letters are handed over."""

    def give(self, given: Consignment, *, named: Callable[[str], None]) -> Outcome:
        """Hand one over; ``named`` is told its number there as soon as there is one, before the
        order to send it. A refusal of our own is raised before anything is said."""

    def follow(self, reference: str, *, is_registered: bool, has: Collection[str]) -> News | None:
        """What became of it; None when the carrier does not tell it, or not now. ``has``: the
        proofs that we hold."""

    def forget(self, reference: str, *, is_registered: bool) -> bool:
        """Make sure that a letter never ordered to be sent will not be; whether that is sure."""


def carrier_at(url: str) -> Carrier | None:
    """The carrier that the address names; None for an empty one."""
    if not url:
        return None
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    known = {name: asked.get(name, "") for name in OPTIONS}
    user, _, host = parts.netloc.rpartition("@")
    key, secret, host = (unquote(each) for each in (*user.partition(":")[::2], host))
    match parts.scheme:
        case "file" if parts.path.strip("/"):
            return Carrier("file", account=unquote(parts.path), **known)
        case "maileva" if key and secret and host and known["password"]:
            return Carrier("maileva", account=host, key=key, secret=secret, **known)
        case "mercifacteur" if key and secret and host.isdecimal():
            return Carrier("mercifacteur", account=host, key=key, secret=secret, **known)
    raise PostUrlWrong


def carrier_of(*, is_demonstration: bool) -> Carrier | None:
    """The carrier of such a company; the demonstration's is always a folder."""
    if is_demonstration:
        return Carrier("file", account=str(settings.POST_ROOT))
    return settings.POST


def check(*, is_demonstration: bool) -> Carrier:
    """The carrier of such a company; refused when there is none."""
    found = carrier_of(is_demonstration=is_demonstration)
    if found is None:
        raise PostNotSet
    return found


def counter_of(carrier: Carrier) -> Counter:
    """The way to that carrier."""
    match carrier.kind:
        case "maileva":
            servers = maileva.SANDBOX if carrier.sandbox else maileva.PRODUCTION
            return maileva.Maileva(
                client=carrier.key, secret=carrier.secret, user=carrier.account,
                password=carrier.password, notify=carrier.notify,
                endpoint=carrier.endpoint or servers.endpoint,
                connect=carrier.connect or servers.connect,
            )  # fmt: skip
        case "mercifacteur":
            return mercifacteur.MerciFacteur(
                service=carrier.key, secret=carrier.secret, user=carrier.account,
                endpoint=carrier.endpoint or mercifacteur.ENDPOINT,
            )  # fmt: skip
    return folder.Folder(Path(carrier.account))

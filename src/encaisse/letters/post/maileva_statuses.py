"""What Maileva tells of a sending, as steps of a letter.

Its statuses (``A`` on its way, ``P`` presented, ``D`` delivered, ``N`` scanned) are those of its
published interface. The day of posting of an ordinary letter is not told: it is the day of its
production, that of a registered one its proof of deposit. A return without a stated reason is
evidence only: a person reads the scan and says which."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from encaisse.letters.rules.carrying import Event, News, Proof, Step

PRESENTED = {"A02", "A05", "P01", "P02"}
RECEIVED = {"D01", "N01"}
SENDING_OF = re.compile(r"/sendings/([A-Za-z0-9-]{1,64})(?:/|$)")
RETURNED = {
    "A14": "unclaimed", "A17": "unclaimed", "P03": "unclaimed", "N03": "unclaimed",
    "A16": "refused", "A18": "refused", "P04": "refused", "P05": "refused", "P06": "refused",
    "N05": "refused", "N08": "refused",
    "A21": "unknown", "A22": "unknown", "A23": "unknown", "N07": "unknown",
    "A19": "", "A24": "", "A25": "", "A26": "", "N02": "", "N04": "", "N06": "", "N09": "",
    "N10": "unknown",
}  # fmt: skip
DONE = {"PROCESSED", "PROCESSED_WITH_ERRORS"}
OFFICIAL = ("A", "P", "D")


@dataclass(frozen=True, slots=True)
class Sending:
    """What Maileva holds of one letter: its sending, its only addressee, its statuses."""

    sending: Mapping[str, Any]
    recipient: Mapping[str, Any]
    statuses: Sequence[Mapping[str, Any]]
    is_registered: bool = False

    @property
    def has_deposit_proof(self) -> bool:
        """Whether the proof of deposit can be taken."""
        return self.is_registered and bool(self.sending.get("deposit_proof_date"))

    @property
    def has_receipt(self) -> bool:
        """Whether the scanned acknowledgement can be taken."""
        archived = self.recipient.get("acknowledgement_of_receipt_archive_date")
        return self.is_registered and bool(archived)


def news(reference: str, told: Sending, proofs: tuple[Proof, ...]) -> News:
    """The steps that it took, in the order of their days."""
    number = str(told.recipient.get("registered_number") or "")
    events = (*_made(told), *_posted(told), *map(_fate, told.statuses))
    known = sorted((each for each in events if each is not None), key=lambda each: each.at)
    return News(tuple(known), reference, number, proofs)


def _made(told: Sending) -> list[Event]:
    """What became of the order itself."""
    status = str(told.sending["status"])
    at = _instant(told.sending.get("submission_date") or told.sending["creation_date"])
    if status == "DRAFT":
        return [Event(Step.FORGOTTEN, at, "brouillon jamais soumis")]
    for side in (told.sending, told.recipient):
        if side.get("status") == "REJECTED":
            return [Event(Step.REFUSED, at, str(side.get("status_detail") or "rejeté"))]
    if status == "PENDING":
        return [Event(Step.ACCEPTED, at, "")]
    return [Event(Step.ACCEPTED, at, " · ".join(["accepté", *_counted(told.recipient)]))]


def _counted(recipient: Mapping[str, Any]) -> list[str]:
    """How many pages are billed, and the postage."""
    pages, price = recipient.get("billed_pages_count"), recipient.get("postage_price")
    told = [f"{pages} pages"] if pages else []
    return told + ([f"affranchissement {price} €".replace(".", ",")] if price else [])


def _posted(told: Sending) -> list[Event]:
    """The day it left."""
    is_rejected = told.recipient.get("status") == "REJECTED"
    if told.sending["status"] not in DONE or is_rejected:
        return []
    if not told.is_registered:
        at = _instant(told.sending["processed_date"])
        return [Event(Step.POSTED, at, "produit et remis à La Poste")]
    if told.has_deposit_proof:
        at = _instant(told.sending["deposit_proof_date"])
        return [Event(Step.POSTED, at, "déposé, preuve à l'appui")]
    seen = [
        _instant(each["date"]) for each in told.statuses if str(each["status"]).startswith(OFFICIAL)
    ]
    return [Event(Step.POSTED, min(seen), "pris en charge par La Poste")] if seen else []


def _fate(each: Mapping[str, Any]) -> Event | None:
    """One status of the post; None when it changes nothing."""
    code, at = str(each["status"]), _instant(each["date"])
    said = f"{each.get('label') or ''} ({code})".strip()
    if code in PRESENTED:
        return Event(Step.PRESENTED, at, said)
    if code in RECEIVED:
        return Event(Step.RECEIVED, at, said)
    if code in RETURNED:
        return Event(Step.RETURNED, at, said, RETURNED[code])
    return None


def _instant(text: Any) -> datetime:
    """An instant as Maileva writes it, ``2018-03-14T07:21:40.757Z``."""
    read = datetime.fromisoformat(str(text))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def announced(body: bytes) -> str:
    """The number of the sending that a notification is about; empty when it is about none. What it
    says is asked again: nothing in it is believed."""
    try:
        found = SENDING_OF.search(str(json.loads(body)["resource_location"]))
    except (ValueError, KeyError, TypeError):
        return ""
    return found[1] if found else ""

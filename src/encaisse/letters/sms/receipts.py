"""What a provider tells afterwards: received by the telephone, never received, or « STOP ».

Brevo posts JSON (``messageId``, ``msg_status``). OVHcloud asks with ``id``, ``description`` (the
identifier of the state: 1 received, 2 and 16 refused; 0, 4 and 8 are on the way), ``ptt`` and
``descriptionDlr``, as its guide « Tout savoir sur les utilisateurs SMS » of 26/08/2021 says (step
5); some clients name the state ``dlr``. What is not understood is nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

BREVO = {
    "delivered": "received",
    "hard_bounce": "refused",
    "soft_bounce": "refused",
    "rejected": "refused",
    "blacklisted": "stopped",
    "unsubscribed": "stopped",
    "unsubscribe": "stopped",
}
OVH = {"1": "received", "2": "refused", "16": "refused"}
STOP = re.compile(
    r"\s*(?:stop|arret|arrêt|arreter|arrêter|desabonner|unsubscribe)\b", re.IGNORECASE
)
NUMBER = re.compile(r"[A-Za-z0-9-]{1,64}")


class Fate(StrEnum):
    """What became of a message that the provider had taken."""

    RECEIVED = "received"
    REFUSED = "refused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was told: of which message (the provider's number), or by which telephone."""

    fate: Fate
    told: str
    reference: str = ""
    phone: str = ""


def read(query: Mapping[str, str], body: bytes) -> Receipt | None:
    """The receipt that a request is; None when it is none."""
    state = query.get("description", query.get("dlr"))
    if state is not None:
        return _of(OVH.get(state, ""), _told(state, query), query.get("id", ""))
    try:
        told = json.loads(body)
        status, reference = str(told.get("msg_status", "")), str(told.get("messageId", ""))
        said, phone = str(told.get("reply", told.get("description", ""))), str(told.get("to", ""))
    except (ValueError, AttributeError):
        return None
    fate = "stopped" if status == "replied" and STOP.match(said) else BREVO.get(status, "")
    return _of(fate, " ".join(filter(None, [status, said]))[:200], reference, phone)


def _told(state: str, query: Mapping[str, str]) -> str:
    """The state in the words and codes of OVHcloud."""
    more = [f"ptt {query['ptt']}"] if "ptt" in query else []
    return ", ".join([f"dlr {state}", *more, *filter(None, [query.get("descriptionDlr")])])[:200]


def _of(fate: str, told: str, reference: str, phone: str = "") -> Receipt | None:
    if not fate or not NUMBER.fullmatch(reference):
        return None
    digits = "".join(filter(str.isdigit, phone))
    return Receipt(Fate(fate), told, reference, f"+{digits}" if digits else "")

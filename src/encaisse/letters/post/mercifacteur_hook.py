"""What Merci Facteur tells: a form of two fields, each a JSON text, ``event`` (what, when) and
``detail`` (one entry for each letter). Its published codes, as steps of a letter.

An ordinary letter is posted as it is printed; a registered one when the post takes it. A return
does not say why, but for an ordinary letter: nobody of that name at the address."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from encaisse.letters.rules.carrying import Event, News, Proof, Step
from encaisse.letters.rules.proofs import DEPOSIT, RECEIPT

ORDINARY = "normal"
PRINTED = "imprime"
ACCEPTED = {"wait"}
POSTED = {
    "pris_en_charge", "traitement", "attente_presentation", "distribution_en_cours",
    "prix_en_charge_pays_destinataire", "traitement_pays_destination",
    "transit_pays_intermediaire", "entree_douane", "sortie_douane", "retenu_douane", "scan_pdd",
}  # fmt: skip
PRESENTED = {"attente_au_guichet"}
RECEIVED = {"distribue"}
RETURNED = {"distribue_expediteur", "archivage_pnd", "retour_expediteur", "non_distribuable"}
SCANS = {"pdd_base64_pdf": DEPOSIT, "are_base64_jpeg": RECEIPT}
SECRET = "X-Mf-Webhook-Secret-Key"


class Told(NamedTuple):
    """What is told of the letter that we numbered so."""

    number: int
    news: News


def read(body: bytes) -> list[Told]:
    """The letters that the request tells about; what is not understood is nothing."""
    try:
        form = parse_qs(body.decode(), max_num_fields=10)
        event, details = (json.loads(form[name][0]) for name in ("event", "detail"))
        at = datetime.fromtimestamp(int(event["date_event"]), UTC)
        return [told for each in details for told in [_told(each, at)] if told]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        return []


def _told(each: dict[str, Any], at: datetime) -> Told | None:
    ours = str(each.get("ref_interne") or "")
    if not (ours.isascii() and ours.isdecimal()):
        return None
    status, is_ordinary = str(each["statut_courrier"]), each.get("mode_envoi") == ORDINARY
    said = str(each.get("statut_description") or status)[:200]
    tracking = str(each.get("tracking_number") or "")[:20]
    steps = _steps(status, is_ordinary=is_ordinary)
    why = "unknown" if is_ordinary and status in RETURNED else ""
    events = tuple(Event(step, at, said, why * (step is Step.RETURNED)) for step in steps)
    reference = str(each.get("id_envoi") or "")[:64]
    return Told(int(ours), News(events, reference, tracking, _proofs(each)))


def _steps(status: str, *, is_ordinary: bool) -> list[Step]:
    if status in ACCEPTED or (status == PRINTED and not is_ordinary):
        return [Step.ACCEPTED]
    if status == PRINTED or status in POSTED:
        return [Step.POSTED]
    for known, step in (
        (PRESENTED, Step.PRESENTED), (RECEIVED, Step.RECEIVED), (RETURNED, Step.RETURNED),
    ):  # fmt: skip
        if status in known:
            return [Step.POSTED, step]
    return []


def _proofs(each: dict[str, Any]) -> tuple[Proof, ...]:
    """The scans that it carries."""
    found = []
    for key, name in SCANS.items():
        try:
            content = base64.b64decode(str(each.get(key) or ""), validate=True)
        except (binascii.Error, ValueError):
            continue
        if content:
            found.append(Proof(name, content))
    return tuple(found)

"""The text of a plan that a customer accepts: its fingerprint, and how the acceptance is told."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime


def seal_of(agreement: Mapping[str, object]) -> str:
    """The SHA-256 of all that is accepted: a word more or less is another text."""
    whole = json.dumps(agreement, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def evidence_of(*, at: datetime, sent_to: str, address: str, seal: str) -> str:
    """How it was accepted, as it will be shown one day."""
    return (
        f"Accepté sur l'espace client le {at:%d/%m/%Y} à {at:%H:%M}, par un code envoyé à "
        f"{sent_to}, depuis l'adresse {address}. Empreinte du texte (SHA-256) : {seal}."
    )

"""Brevo, by its published interface: POST /v3/transactionalSMS/send, key in a header, 201 with the
message's number; its webhook says ``delivered``, ``soft_bounce``, ``hard_bounce``…"""

import json
from dataclasses import dataclass
from typing import Any

from encaisse.letters.rules.delivery import Delivered, Outcome
from encaisse.letters.rules.texting import UNICODE, weight
from encaisse.letters.sms.speaking import post

ENDPOINT = "https://api.brevo.com"


@dataclass(frozen=True, slots=True)
class Brevo:
    """An account there."""

    key: str
    endpoint: str = ENDPOINT
    receipts: str = ""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> Outcome:
        """Give one message; says what became of it."""
        asked: dict[str, object] = {
            "sender": sender,
            "recipient": to.removeprefix("+"),
            "content": text,
            "type": "transactional",
            "tag": reference,
            "unicodeEnabled": weight(text).encoding == UNICODE,
        }
        if self.receipts:
            asked["webUrl"] = self.receipts
        headers = {
            "api-key": self.key,
            "accept": "application/json",
            "content-type": "application/json",
        }
        url = f"{self.endpoint}/v3/transactionalSMS/send"
        return post(url, json.dumps(asked).encode(), headers, accepted=_accepted)


def _accepted(told: Any) -> Outcome:
    number = str(int(told["messageId"]))
    return Delivered(f"accepté par Brevo, n° {number}", reference=number)

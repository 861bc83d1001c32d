"""OVHcloud, by its published interface: POST /1.0/sms/{account}/jobs, each request signed.

The signature is « $1$ » and the SHA-1 of application secret, consumer key, method, address, body
and time, joined by « + ». The answer names the receivers that were taken and those that were not.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

from encaisse.letters.rules.delivery import Delivered, Failed, Outcome
from encaisse.letters.rules.texting import UNICODE, weight
from encaisse.letters.sms.speaking import post

ENDPOINT = "https://eu.api.ovh.com"


@dataclass(frozen=True, slots=True)
class Ovh:
    """An account there, ``sms-ab12345-1``."""

    application: str
    secret: str
    consumer: str
    account: str
    endpoint: str = ENDPOINT

    def send(self, *, to: str, text: str, sender: str, reference: str) -> Outcome:
        """Give one message; says what became of it."""
        asked = {
            "charset": "UTF-8",
            "coding": "8bit" if weight(text).encoding == UNICODE else "7bit",
            "message": text,
            "noStopClause": True,  # a reminder is no advertisement
            "priority": "medium",
            "receivers": [to],
            "sender": sender,
            "senderForResponse": False,
            "tag": reference,
        }
        url = f"{self.endpoint}/1.0/sms/{self.account}/jobs"
        body = json.dumps(asked)
        return post(url, body.encode(), self._headers(url, body), accepted=_accepted)

    def _headers(self, url: str, body: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        signed = "+".join([self.secret, self.consumer, "POST", url, body, stamp])
        signature = hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Ovh-Application": self.application,
            "X-Ovh-Consumer": self.consumer,
            "X-Ovh-Timestamp": stamp,
            "X-Ovh-Signature": f"$1${signature}",
        }


def _accepted(told: Any) -> Outcome:
    if told["invalidReceivers"] or not told["validReceivers"]:
        return Failed("numéro refusé par OVHcloud", permanent=True)
    number = str(int(told["ids"][0]))
    return Delivered(f"accepté par OVHcloud, n° {number}", reference=number)

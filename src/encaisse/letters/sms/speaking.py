"""One request to a provider, with a sure outcome.

Until the connection stands nothing was said: a certain failure, tried again later. From then on
only the provider's own answer is certain: without one, or when a machine between us and it answers
in its place (502, 504), the message may have left: unclear, never sent again by itself.
"""

import http.client
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from encaisse.letters.rules.delivery import Failed, Outcome, Unclear

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
ANSWER_BYTES_MAX = 65_536
TOLD_MAX = 300
AGAIN = {429, 500, 503}
IN_ITS_PLACE = {502, 504}
LOST = (OSError, http.client.HTTPException)

Read = Callable[[Any], Outcome]


def post(url: str, body: bytes, headers: Mapping[str, str], *, accepted: Read) -> Outcome:
    """Say what became of the request; ``accepted`` reads the answer of one that was taken."""
    parts = urlsplit(url)
    kind = http.client.HTTPConnection if parts.scheme == "http" else http.client.HTTPSConnection
    line = kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    try:
        try:
            line.connect()
        except LOST as problem:
            return Failed(f"fournisseur de SMS injoignable : {problem}", permanent=False)
        line.sock.settimeout(ANSWER_SECONDS)
        return _asked(line, parts.path, body, headers, accepted)
    finally:
        line.close()


def _asked(
    line: http.client.HTTPConnection,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    accepted: Read,
) -> Outcome:
    try:
        line.request("POST", path, body, dict(headers))
        answer = line.getresponse()
        told = answer.read(ANSWER_BYTES_MAX).decode(errors="replace")
    except LOST as problem:
        return Unclear(f"le fournisseur de SMS n'a pas répondu : {problem}")
    return _outcome(answer.status, told, accepted)


def _outcome(status: int, told: str, accepted: Read) -> Outcome:
    said = f"{status} {_sentence(told)}"[:TOLD_MAX].strip()
    if 200 <= status < 300:
        try:
            return accepted(json.loads(told))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return Unclear(f"réponse incomprise du fournisseur de SMS : {said}")
    if status in IN_ITS_PLACE:
        return Unclear(f"le fournisseur de SMS n'a pas répondu : {said}")
    return Failed(said, permanent=status < 500 and status not in AGAIN)


def _sentence(told: str) -> str:
    """What the provider says in its error, without its wrapping."""
    try:
        return str(json.loads(told)["message"])
    except (ValueError, KeyError, TypeError):
        return " ".join(told.split())

"""A folder that a carrier watches: each letter is one PDF, then its order beside it (``.json``,
under its name only once it is whole).

What the carrier drops there is read: ``<key>.suivi.json``, ``{"number": "1A…", "events": [{"step":
"posted", "at": "2026-11-24T17:00:00+01:00", "said": "…", "why": ""}]}``, and the scans
``<key>.depot.pdf`` and ``<key>.avis.pdf``.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from encaisse.letters.rules.carrying import Consignment, Event, News, Proof, Step
from encaisse.letters.rules.delivery import Delivered, Failed, Outcome
from encaisse.letters.rules.proofs import DEPOSIT, RECEIPT

SCANS = {DEPOSIT: "depot.pdf", RECEIPT: "avis.pdf"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that takes letters."""

    path: Path

    def give(self, given: Consignment, *, named: Callable[[str], None]) -> Outcome:
        """Write one letter; written twice, it is the same file."""
        order = {
            "key": given.key, "number": given.number, "subject": given.subject,
            "to": list(given.to), "from": list(given.sender), "pages": given.pages,
            "is_registered": given.is_registered, "is_duplex": given.is_duplex,
            "is_color": given.is_color,
        }  # fmt: skip
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._write("pdf", given, given.paper)
            told = json.dumps(order, ensure_ascii=False, indent=1)
            self._write("json", given, told.encode())
        except OSError as problem:
            return Failed(f"le dossier des courriers ne s'écrit pas : {problem}", permanent=False)
        named(given.key)
        return Delivered("gardé dans le dossier des courriers", reference=given.key)

    def _write(self, suffix: str, given: Consignment, content: bytes) -> None:
        partial = self.path / f"{given.key}.{suffix}.partial"
        partial.write_bytes(content)
        partial.replace(self.path / f"{given.key}.{suffix}")

    def follow(self, reference: str, *, is_registered: bool, has: Collection[str]) -> News | None:
        """What the carrier dropped beside the letter."""
        del is_registered
        try:
            told = json.loads((self.path / f"{reference}.suivi.json").read_bytes())
            events = tuple(map(_event, told["events"]))
            number = str(told.get("number", ""))[:20]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        wanted = [name for name in SCANS if name not in has]
        proofs = [
            Proof(name, file.read_bytes())
            for name in wanted
            for file in [self.path / f"{reference}.{SCANS[name]}"]
            if file.is_file()
        ]
        return News(events, number=number, proofs=tuple(proofs))

    def forget(self, reference: str, *, is_registered: bool) -> bool:
        """What is written there may have been read."""
        del reference, is_registered
        return False


def _event(each: dict[str, Any]) -> Event:
    at = datetime.fromisoformat(each["at"]).astimezone()
    said, why = str(each.get("said", ""))[:200], str(each.get("why", ""))
    return Event(Step(each["step"]), at, said, why)

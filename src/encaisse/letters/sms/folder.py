"""One file per message in a folder: what would be sent can be read there, nothing leaves."""

import json
from dataclasses import dataclass
from pathlib import Path

from encaisse.letters.rules.delivery import Delivered, Failed, Outcome
from encaisse.letters.rules.texting import weight


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that takes messages."""

    path: Path

    def send(self, *, to: str, text: str, sender: str, reference: str) -> Outcome:
        """Write one message; says what became of it."""
        told = {"to": to, "sender": sender, "text": text, "parts": weight(text).parts}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = self.path / f"{reference}.json"
            file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as problem:
            return Failed(f"le dossier des SMS ne s'écrit pas : {problem}", permanent=False)
        return Delivered("gardé dans le dossier des SMS", reference=reference)

"""What a file says and what it looks like, found by a process of its own that may do little.

A file from outside may be made to break what reads it, to swell without end or to last for ever:
the reader (``reader``) has bounded memory and time, ends with its file, and a failure only means
that the file has no words and no picture.
"""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READER = Path(__file__).resolve().parent / "reader.py"
SECONDS_MAX = 30
PAGES_TOGETHER = 4  # as the reader draws them
PAGES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """Some pages as PNG, and how many there are."""

    pages: int = 0
    pictures: list[bytes] = field(default_factory=list)


def text_of(content: bytes, media_type: str) -> str:
    """The words of a file; nothing when they cannot be read."""
    return str(_asked("text", media_type, content).get("text", ""))


def pictures_of(content: bytes, *, first: int) -> Drawn:
    """The pages of a PDF from ``first`` on, as many as one looks at together."""
    said = _asked("pages", str(first), content)
    pictures = [base64.b64decode(one) for one in said.get("pictures", [])]
    return Drawn(int(said.get("pages", 0)), pictures)


def pages_of(content: bytes) -> int:
    """How many pages a PDF has; none when it cannot be read."""
    return int(_asked("pages", str(PAGES_MAX), content).get("pages", 0))


def _asked(what: str, how: str, content: bytes) -> dict[str, Any]:
    try:
        reader = subprocess.run(
            [sys.executable, "-I", READER, what, how],
            input=content,
            capture_output=True,
            timeout=SECONDS_MAX,
            check=False,
            env={},
        )
        return dict(json.loads(reader.stdout)) if reader.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        return {}

"""Keeping files: bytes under their SHA-256, a row for what they are."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from encaisse.documents.models import Document

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

NAME_MAX = 255


def keep(
    *, company: Company, name: str, content: bytes, media_type: str = "application/octet-stream"
) -> Document:
    """Keep a file; the same bytes are kept once, under the first name they came with."""
    digest = hashlib.sha256(content).hexdigest()
    _write(digest, content)
    document, _ = Document.objects.get_or_create(
        company=company,
        sha256=digest,
        defaults={"name": name[-NAME_MAX:], "size": len(content), "media_type": media_type},
    )
    return document


def content_of(document: Document) -> bytes:
    """The bytes of a file kept."""
    return _place(document.sha256).read_bytes()


def _place(digest: str) -> Path:
    root: Path = settings.DOCUMENTS_ROOT
    return root / digest[:2] / digest


def _write(digest: str, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file."""
    place = _place(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, passing = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(passing).replace(place)

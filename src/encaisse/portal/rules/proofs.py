"""Files that a customer may give: what they are is read from their bytes, never from their name."""

from encaisse.documents.rules.media import Media, sniffed

PROOFS = frozenset({Media.PDF, Media.PNG, Media.JPEG, Media.WEBP, Media.HEIC})
PROOF_BYTES_MAX = 10 * 1024 * 1024

# Where other programs look for the mark of their own files.
HEAD, TAIL = 1024, 66_000
PDF_MARK = b"%PDF-"
ARCHIVE_END = b"PK\x05\x06"
TEXTS = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")


def is_proof(content: bytes) -> bool:
    """A PDF or a picture, and nothing else at the same time."""
    return sniffed(content) in PROOFS and not is_double(content)


def is_double(content: bytes) -> bool:
    """Bytes that another program reads as something else: an archive from its end, a page or a PDF
    somewhere in the beginning."""
    head, tail = content[:HEAD], content[-TAIL:]
    is_late_pdf = PDF_MARK in head and not head.startswith(PDF_MARK)
    return is_late_pdf or ARCHIVE_END in tail or any(mark in head.lower() for mark in TEXTS)

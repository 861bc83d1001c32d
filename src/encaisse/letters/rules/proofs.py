"""The papers that prove what became of a letter entrusted to a carrier."""

from collections.abc import Iterable

DEPOSIT = "Preuve de dépôt"
RECEIPT = "Avis de réception"
MAGIC = ((b"%PDF", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"), (b"PK\x03\x04", "zip"))


def file_name(proof: str, number: str, content: bytes) -> str:
    """How the scan is called, by what its bytes are: « Preuve de dépôt 1A 234.pdf »."""
    suffix = next((name for magic, name in MAGIC if content.startswith(magic)), "bin")
    return f"{proof} {number}".strip() + f".{suffix}"


def held(names: Iterable[str]) -> set[str]:
    """The proofs that files of these names are."""
    return {proof for name in names for proof in (DEPOSIT, RECEIPT) if name.startswith(proof)}

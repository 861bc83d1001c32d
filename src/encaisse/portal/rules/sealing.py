"""Numbers of tables as the addresses of a customer's page write them: sealed, so that they tell
nobody how many there are, and that nobody makes one up."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

NUMBER_BYTES = 8
SEALED_SIGNS = 32  # a number and the seal of AES-SIV (RFC 5297), sixteen bytes, in base64


def sealed(number: int, key: bytes) -> str:
    """The number under this key: the same each time, so that an address may be kept."""
    made = AESSIV(key).encrypt(number.to_bytes(NUMBER_BYTES, "big"), None)
    return base64.urlsafe_b64encode(made).decode()


def unsealed(text: str, key: bytes) -> int | None:
    """The number that was sealed under this key; None for anything else."""
    if len(text) != SEALED_SIGNS:
        return None
    try:
        number = AESSIV(key).decrypt(base64.urlsafe_b64decode(text), None)
    except (binascii.Error, ValueError, InvalidTag):
        return None
    return int.from_bytes(number, "big")

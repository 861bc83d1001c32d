"""What a letter says and what becomes of it, decided without database, clock or network.

``facts`` what is told · ``language`` the placeholders of a template · ``words`` amounts, days and
labels in the customer's language · ``texts`` steps, tones and codes of the texts · ``composing``
template + facts → parts · ``text`` parts → plain text · ``script`` what one says on the
telephone · ``epc`` the QR code of a transfer · ``delivery`` what follows an attempt to send.
"""

from encaisse.letters.rules.composing import Composed, compose
from encaisse.letters.rules.facts import (
    Addressee,
    Claims,
    Credit,
    Line,
    MessageContext,
    Sender,
    Wording,
)
from encaisse.letters.rules.language import BLOCKS, VARIABLES, check

__all__ = [
    "BLOCKS",
    "VARIABLES",
    "Addressee",
    "Claims",
    "Composed",
    "Credit",
    "Line",
    "MessageContext",
    "Sender",
    "Wording",
    "check",
    "compose",
]

"""The QR code of a SEPA transfer: guidelines EPC069-12, version 002, in UTF-8.

The bank's application reads it and fills the transfer: beneficiary, IBAN, amount, reference.
"""

import io
import unicodedata

import segno
from stdnum import iban as iban_numbers

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal

NAME_MAX = 70
REMITTANCE_MAX = 140
CENTS_MAX = 99_999_999_999
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'"})
UNPRINTED = dict.fromkeys([*range(32), 127], " ")


class NoQrCode(Refusal):
    """No code can be drawn for this transfer."""

    code = "no_qr_code"
    sentence = "Pas de QR code de virement : {why}."


def payload(*, name: str, iban: str, amount: Money, remittance: str, bic: str = "") -> str:
    """The text of the code. Refused without a valid IBAN, outside the euro or without amount."""
    plain_iban, beneficiary = compact(iban), _line(name)[:NAME_MAX].strip()
    if not beneficiary:
        raise NoQrCode(why="le nom de la société manque")
    if not plain_iban:
        raise NoQrCode(why="l'IBAN de la société manque")
    if not iban_numbers.is_valid(plain_iban):
        raise NoQrCode(why="l'IBAN de la société n'est pas valable")
    if amount.currency != "EUR" or not 0 < amount.cents <= CENTS_MAX:
        raise NoQrCode(why="il ne vaut que pour une somme en euros")
    units, cents = divmod(amount.cents, 100)
    head = ["BCD", "002", "1", "SCT", compact(bic), beneficiary, plain_iban]
    body = [f"EUR{units}.{cents:02}", "", ""]
    return "\n".join([*head, *body, _line(remittance)[:REMITTANCE_MAX]]).rstrip("\n")


def png(text: str) -> bytes:
    """The code drawn for a screen, with a quiet zone of four modules."""
    target = io.BytesIO()
    _code(text).save(target, kind="png", scale=6, border=4)
    return target.getvalue()


def svg(text: str) -> str:
    """The code drawn for paper; its quiet zone is the paper left white around it."""
    return str(_code(text).svg_inline(border=0))


def drawn(text: str) -> str:
    """The code for a page: as large as what holds it, its quiet zone of four modules with it."""
    return str(_code(text).svg_inline(border=4, omitsize=True))


def _code(text: str) -> segno.QRCode:
    """Error correction M, as the guidelines ask."""
    return segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8")


def compact(number: str) -> str:
    """An IBAN or BIC without spaces, in capitals."""
    return "".join(number.split()).upper()


def grouped(iban: str) -> str:
    """An IBAN as one reads it: ``FR76 3000 6000 0112 3456 7890 189``."""
    plain = compact(iban)
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _line(text: str) -> str:
    """One line without accents: the letters every bank transmits, and every reader reads alike."""
    split = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return " ".join(split.encode("ascii", "ignore").decode().translate(UNPRINTED).split())

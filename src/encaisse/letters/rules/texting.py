"""What a text message weighs, and who signs it: pure counting, as the network does (3GPP 23.038).

One sign outside the network's own alphabet doubles the price of a whole message: 70 signs a part
instead of 160. Some French letters are in it (à é è ù É Ç), others are not (ê â î ô û ë ï ç œ).
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

from encaisse.kernel.refusal import Refusal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two places
GSM, UNICODE = "GSM-7", "UCS-2"
ALONE = {GSM: 160, UNICODE: 70}
JOINED = {GSM: 153, UNICODE: 67}  # the others say which part it is
PARTS_MAX = 6
PARTS_WRITTEN_MAX = 3

# Signs of typography that say no more than the plain one: replaced without asking.
PLAIN_SIGNS = str.maketrans(
    {
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u2018": "'", "\u2019": "'",
        "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2013": "-",
        "\u2014": "-", "\u2212": "-", "\u2026": "...", "\u2022": "-", "\u00b7": "-", "œ": "oe",
        "Œ": "OE", "\u00ad": None, "\u200b": None, "\u00b0": "o",
    }
)  # fmt: skip
QUOTES = re.compile(r"«\s*|\s*»")
SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{3,11}")


class SenderWrong(Refusal):
    """The networks show a name of 3 to 11 letters and figures, or refuse the message."""

    code = "sms_sender_wrong"
    sentence = (
        "« {sender} » ne peut signer un SMS : 3 à 11 lettres sans accent ou chiffres, sans espace,"
        " dont une lettre au moins, par exemple {example}."
    )


class TextTooLong(Refusal):
    """A text message is short, or it is a letter."""

    code = "sms_too_long"
    sentence = (
        "Ce texte fait {parts} SMS ({units} signes, {encoding}) : {most} au plus. Raccourcissez-le."
    )


@dataclass(frozen=True, slots=True)
class Weight:
    """How a text is sent: its alphabet, the places it takes, in how many parts; the places left in
    the last one, and the signs that forced the costly alphabet."""

    encoding: str
    units: int
    parts: int
    left: int
    forcing: tuple[str, ...] = ()


def plain_signs(text: str) -> str:
    """The text with the plain signs of a keyboard: same words, cheaper."""
    composed = unicodedata.normalize("NFC", text)
    return QUOTES.sub('"', composed).translate(PLAIN_SIGNS).strip()


def weight(text: str) -> Weight:
    """What the text takes on the network."""
    forcing = tuple(dict.fromkeys(each for each in text if each not in BASIC | EXTENDED))
    encoding = UNICODE if forcing else GSM
    sizes = [_size(each, encoding) for each in text]
    units = sum(sizes)
    if units <= ALONE[encoding]:
        return Weight(encoding, units, 1, ALONE[encoding] - units, forcing)
    parts, used = 1, 0
    for size in sizes:  # a sign of two places is never cut
        if used + size > JOINED[encoding]:
            parts, used = parts + 1, 0
        used += size
    return Weight(encoding, units, parts, JOINED[encoding] - used, forcing)


def _size(sign: str, encoding: str) -> int:
    if encoding == GSM:
        return 2 if sign in EXTENDED else 1
    return len(sign.encode("utf-16-be")) // 2


def cheaper(text: str) -> str:
    """The same words in letters of the network's alphabet (ê → e), when that takes fewer parts;
    else nothing."""
    simple = "".join(chain.from_iterable(_simple(each) for each in text))
    found, as_is = weight(simple), weight(text)
    return simple if not found.forcing and found.parts < as_is.parts else ""


def _simple(sign: str) -> str:
    if sign in BASIC or sign in EXTENDED:
        return sign
    bare = unicodedata.normalize("NFD", sign)
    return "".join(each for each in bare if not unicodedata.combining(each))


def check_length(text: str, *, most: int = PARTS_WRITTEN_MAX) -> Weight:
    """The weight of the text; refused beyond ``most`` parts."""
    found = weight(text)
    if found.parts > most:
        raise TextTooLong(parts=found.parts, units=found.units, encoding=found.encoding, most=most)
    return found


def sender_read(name: str) -> str:
    """The name that signs; refused when a network would not show it."""
    if not SENDER.fullmatch(name):
        raise SenderWrong(sender=name, example=sender_of(name) or "ATELIER")
    return name


def sender_of(name: str) -> str:
    """The name of a company as it can sign, its words kept whole while they fit; empty when none
    can be made."""
    words = ["".join(filter(_is_signing, _simple_word(word))) for word in name.split()]
    signed = ""
    for word in words:
        if len(signed + word) > 11:
            break
        signed += word.capitalize() if word.islower() else word
    signed = signed or "".join(words)[:11]
    return signed if SENDER.fullmatch(signed) else ""


def _is_signing(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _simple_word(word: str) -> str:
    return unicodedata.normalize("NFD", word)

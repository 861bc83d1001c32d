"""Field 86, in its three ways: numbered parts (``?20``), named parts (``/REMI/``), free words."""

import re
from dataclasses import dataclass

LINE_WIDTH, PIECE_WIDTH = 64, 27
TITLED = re.compile(r"(\d\d)(.*)")
NUMBERED = re.compile(r"\s*(\d{3})?([?>~<^])\d\d")
NAMED = re.compile(
    r"/(EREF|REMI|NAME|BENM|ORDP|IBAN|BIC|MARF|CSID|TRCD|ISDT|RTRN|PREF|CNTP|PURP|ADDR|CREF|ULTD|"
    r"ULTB|OCMT|CHGS|SVCL|UDTR|UCRD|ACCW|TRTP|STRD|USTD|CDTRREFTP|CDTRREF)(?=/)"
)
GERMAN = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|PURP|OAMT|COAM|RREF)\+")
IBAN_FIRST = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{11,30})\b\s*(.*)")
PURPOSES = [*(f"{code}" for code in range(20, 30)), *(f"{code}" for code in range(60, 64))]
TITLES = {code: 19 + code for code in range(1, 11)} | {15: 32, 16: 33}
UNPAID_DEBITS = {"108", "109"}
REASON = re.compile(r"\b(A[CGM]|B[EY]|C[NU]|D[NT]|F[FO]|M[DS]|R[CR]|S[LV]|T[MS])\d\d\b")
SAID = ("REMI", "USTD", "CDTRREF", "EREF", "PREF", "ULTD")
NOTHING_SAID = {"NOTPROVIDED", "NONREF", ""}


@dataclass(slots=True)
class Details:
    """Who, with which references and words; ``returned`` is the reason of a return."""

    label: str = ""
    name: str = ""
    iban: str = ""
    end_to_end: str = ""
    creditor_reference: str = ""
    said: str = ""
    returned: str = ""


def details_of(lines: list[str]) -> Details:
    """What the lines of a field 86 say."""
    text = joined([line.replace("\t", " ") for line in lines], LINE_WIDTH)
    numbered = NUMBERED.match(text)
    if numbered:
        found = _numbered(text, numbered[1] or "", numbered[2])
    elif len(NAMED.findall(text)) > 1:
        found = _named(text)
    else:
        found = _free(lines, text)
    found.label, found.said = " ".join(found.label.split()), " ".join(found.said.split())
    found.name = " ".join(found.name.split())
    if found.end_to_end.upper() in NOTHING_SAID:
        found.end_to_end = ""
    return found


def titled(lines: list[str]) -> list[str]:
    """A field NS, whose lines begin with their own numbers, as numbered parts of a field 86."""
    parts = [TITLED.fullmatch(line.strip()) for line in lines]
    given = [(int(found[1]), found[2]) for found in parts if found]
    return [f"?{TITLES[code]}{words}" for code, words in given if code in TITLES]


def joined(pieces: list[str], width: int) -> str:
    """Lines in one: a full one was cut, maybe within a word; a shorter one ended there."""
    text = "".join(piece if len(piece) >= width else f"{piece.rstrip()} " for piece in pieces)
    return text.strip()


def _numbered(text: str, kind: str, mark: str) -> Details:
    parts: dict[str, str] = {}
    for part in text.split(mark)[1:]:
        code, words = part[:2], part[2:]
        parts[code] = f"{parts.get(code, '')}{words}"
    purpose = joined([parts[code] for code in PURPOSES if code in parts], PIECE_WIDTH)
    _before, *rest = GERMAN.split(purpose)
    named = dict(zip(rest[::2], (one.strip() for one in rest[1::2]), strict=True))
    type_of_text = parts.get("00", "").strip()
    is_unpaid = kind in UNPAID_DEBITS
    found = REASON.search(purpose)
    return Details(
        label=named.get("SVWZ") or purpose or type_of_text,
        name=joined([parts.get("32", ""), parts.get("33", "")], PIECE_WIDTH),
        iban=(parts.get("38") or parts.get("31", "")).replace(" ", ""),
        end_to_end=named.get("EREF", ""),
        said=" ".join(filter(None, (type_of_text, purpose))),
        returned=(found[0] if found else kind) if is_unpaid else "",
    )


def _named(text: str) -> Details:
    _before, *rest = NAMED.split(text)
    parts: dict[str, str] = {}
    for name, words in zip(rest[::2], rest[1::2], strict=True):
        if words.strip(" /"):
            parts.setdefault(name, words.strip(" /"))
    counterparty = parts.get("CNTP", "").split("/")
    purpose = parts.get("USTD") or parts.get("REMI") or ""
    return Details(
        label=purpose or text,
        name=parts.get("NAME") or (counterparty[2] if len(counterparty) > 2 else ""),
        iban=(parts.get("IBAN") or counterparty[0]).replace(" ", ""),
        end_to_end=parts.get("EREF", ""),
        creditor_reference=parts.get("CDTRREF", ""),
        said=" ".join(dict.fromkeys(parts[name] for name in SAID if name in parts)) or text,
        returned=parts.get("RTRN", ""),
    )


def _free(lines: list[str], text: str) -> Details:
    found = IBAN_FIRST.match(lines[0].strip())
    words = " ".join(text.split())
    return Details(
        label=words,
        name=found[2].strip() if found else "",
        iban=found[1] if found else "",
        said=words,
    )

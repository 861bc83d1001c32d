"""Words of names and numbers of invoices, as payers and banks spell them.

A number is compared in two spellings: *squeezed*, without separators, and *bare*, also without the
zeros that lead its groups of digits. Letters that a scanner takes for digits (O, I, S, B) count as
these (0, 1, 5, 8), on both sides.
"""

import re
import unicodedata
from dataclasses import dataclass, field

GROUPS = re.compile(r"[A-Z]+|[0-9]+")
ALIKE = str.maketrans("OISB", "0158")
MISREAD = re.compile(r"(?<=[0-9])[OISB]+(?![A-Z])|(?<![A-Z])[OISB]+(?=[0-9])")
LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
WORDS = re.compile(r"[A-Z0-9]+")
TELLING_FORMS = frozenset({
    "SA", "SAS", "SASU", "SARL", "EURL", "SCI", "SNC", "SCOP", "SCA", "SELARL", "EI", "EIRL",
    "EARL", "GAEC", "GIE",
})  # fmt: skip
LEGAL_FORMS = TELLING_FORMS | frozenset({
    "STE", "SOCIETE", "ETS", "ETABLISSEMENTS", "ENTREPRISE",
    "M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME",
})  # fmt: skip

CREDITOR_REFERENCE = re.compile(r"\b(RF\d\d)(?=[A-Z0-9]{4})")
UNSAID = re.compile(r"(?:/?E?REF\S{0,2} *)?\bNOT ?PROVIDED\b")

Words = tuple[str, ...]


@dataclass(slots=True)
class Spelling:
    """A text without separators, and where its groups of letters or of digits begin and end."""

    text: str = ""
    starts: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)

    def bears(self, key: str) -> int:
        """Where the key stands, whole groups only; −1 when nowhere."""
        found = self.text.find(key)
        while found >= 0:
            if found in self.starts and found + len(key) in self.ends:
                return found
            found = self.text.find(key, found + 1)
        return -1


@dataclass(slots=True)
class Said:
    """What a payer said, in the spellings in which numbers are sought."""

    text: str
    squeezed: Spelling
    bare: Spelling
    groups: list[str]
    has_digits: bool


def plain(text: str) -> str:
    """Capitals without accents."""
    if text.isascii():
        return text.upper()
    text = text.replace("œ", "oe").replace("Œ", "OE")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()


def said(text: str) -> Said:
    """Read once for all the numbers that are sought in it."""
    capital = plain(text)
    if "PROVIDED" in capital:
        capital = UNSAID.sub(" ", capital)
    if "RF" in capital:
        capital = CREDITOR_REFERENCE.sub(r"\1 ", capital)
    raw = GROUPS.findall(capital)
    if not any(group.isdigit() for group in raw):
        return Said(capital, Spelling(), Spelling(), raw, has_digits=False)
    folded = MISREAD.sub(_as_digits, capital)
    groups = [group.lstrip("0") or "0" for group in GROUPS.findall(folded)]
    return Said(capital, _spelling(raw), _spelling(groups), groups, has_digits=True)


def name_words(name: str) -> Words:
    """A name without accents, capitals, signs nor legal form; the form alone is a name too."""
    words = WORDS.findall(plain(name))
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


def legal_forms(name: str) -> Words:
    """The forms that tell one company from another of its name."""
    return tuple(sorted({*WORDS.findall(plain(name))} & TELLING_FORMS))


def slips(word: str) -> set[str]:
    """The word, and what it is without one of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def squeezed_number(number: str) -> str:
    """The number without separators."""
    return "".join(WORDS.findall(plain(number))).translate(ALIKE)


def bare_number(number: str) -> str:
    """The number without separators nor the zeros that lead its groups of digits."""
    return "".join(WORDS.findall(LEADING_ZEROS.sub("", plain(number)))).translate(ALIKE)


def _as_digits(found: re.Match[str]) -> str:
    return found.group().translate(ALIKE)


def _spelling(groups: list[str]) -> Spelling:
    starts, ends, at = set(), set(), 0
    for group in groups:
        starts.add(at)
        at += len(group)
        ends.add(at)
    return Spelling("".join(groups).translate(ALIKE), starts, ends)

"""Names of files made safe to show, to keep and to give back; and words made comparable."""

import re
import unicodedata

LENGTH_MAX = 150
EXTENSION_MAX = 12
NAMELESS = "document"
FORBIDDEN = re.compile(r'[<>:"|?*]')
SPACES = re.compile(r"\s+")
DEVICES = re.compile(r"(?i)\A(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Controls, marks that turn or hide the text that follows, halves of characters."""


def safe_name(given: str) -> str:
    """The last part of the path, without what a name may not hold nor what hides in it."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(
        character if unicodedata.category(character) not in UNSEEN else " "
        for character in unicodedata.normalize("NFC", last)
    )
    plain = SPACES.sub(" ", FORBIDDEN.sub("_", seen)).strip(" .")
    if DEVICES.match(plain):
        plain = f"_{plain}"
    return _shortened(plain) or NAMELESS


def folded(text: str) -> str:
    """The text without accents: what somebody types in a hurry."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(character for character in apart if not unicodedata.combining(character))


def _shortened(name: str) -> str:
    """Cut before the end, which says what the file is."""
    if len(name) <= LENGTH_MAX:
        return name
    stem, dot, end = name.rpartition(".")
    if not dot or len(end) > EXTENSION_MAX:
        return name[:LENGTH_MAX].rstrip(" .")
    return f"{stem[: LENGTH_MAX - len(end) - 1].rstrip(' .')}.{end}"

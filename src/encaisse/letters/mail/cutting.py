"""What the writer of a reply wrote himself: neither what he quotes, nor his signature.

The usual ways of quoting are left to ``mail-parser-reply``; what it leaves behind (answers written
under or between the quoted lines, headings of French mail programs, forwarded mails, signatures
without their mark) is cut here."""

import re

from mailparser_reply import EmailReplyParser

LANGUAGES = ["fr", "en", "de"]
QUOTED = re.compile(r"^\s*>")
WROTE = re.compile(
    r"^[ \t>]*(?:le|on|am)\b[^\n]{4,160}(?:\n[^\n]{0,160}){0,2}?"
    r"(?:a écrit|wrote|schrieb[^\n]{0,80})\s*:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
HEADING = re.compile(
    r"^[ \t>*]*(?:-{2,}[^\n]*(?:origin|transf|forward|message)[^\n]*-*|_{10,}|message du [^\n]*"
    r"|(?:de|from|von)\*?[ \u00a0]?:[^\n]*\n"
    r"[ \t>*]*(?:envoyé|date|sent|gesendet|à|a|to|objet|subject)[^\n]{0,40}:[^\n]*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:bien |très |tres )?cordialement|cdl?t|cdlt|bien à (?:vous|toi)"
    r"|sincères? salutations|restant à votre|amicalement|bonne réception"
    r"|(?:ce|this) (?:message|courriel|e-?mail)[^\n]{0,80}confidenti[^\n]*"
    r"|salutations|respectueusement|bonne (?:journée|soirée|fin)|(?:best|kind) regards|regards|mfg"
    r"|(?:nous vous prions|je vous prie|veuillez)[^\n]{0,40}"
    r"(?:agréer|recevoir|croire|accepter)[^\n]*|--|__)[ \t]*[^\n]{0,60}$",
    re.IGNORECASE | re.MULTILINE,
)
DEVICE = re.compile(
    r"^[ \t]*(?:envoyé (?:de|depuis)|sent from|télécharge[rz])[^\n]*$", re.IGNORECASE | re.MULTILINE
)

# A name alone on its line, which opens the last lines: those of a signature.
NAME = re.compile(r"(?:[A-ZÉÈÊÎÔ][\w'’.-]*)(?: (?:de |d')?[A-ZÉÈÊÎÔ][\w'’.-]*){0,3}(?<![.!?])")
LAST_LINES = 6
LINE_LENGTH = 70
RECEIPT = re.compile(r"\s*votre message\b[\s\S]{0,400}?\ba été (?:lu|supprimé|affiché)\b", re.I)
GREETING = re.compile(
    r"^[ \t]*(?:bonjour|bonsoir|hello|hi|cher|chère|madame|monsieur)[^\n]{0,40},?$", re.I | re.M
)
BLANK_LINES = re.compile(r"\n{4,}")  # many of them slow the library down
FEW_WORDS = 3
LONG = 8_000  # beyond, the library takes a time that grows as the square


def said_in(text: str) -> str:
    """The writer's own words; the whole text when nothing else can be told from it, or when it
    only tells that our mail was opened."""
    if RECEIPT.match(text):
        return text.strip()
    own = BLANK_LINES.sub("\n\n\n", _without_quotes(text))
    return _signed(own) or own.strip() or text.strip()


def _without_quotes(text: str) -> str:
    """Above the first quoted mail; else, for who answers below or between, all that is not
    quoted."""
    above = _above(text)
    if len(GREETING.sub("", above).split()) >= FEW_WORDS:
        return above
    lines = WROTE.sub("", text).split("\n")
    below = "\n".join(line for line in lines if not QUOTED.match(line)).strip()
    return below if len(below.split()) > len(above.split()) and "\n>" in f"\n{text}" else above


def _above(text: str) -> str:
    """What stands before the first heading of a quoted mail."""
    starts = [found.start() for found in (WROTE.search(text), HEADING.search(text)) if found]
    kept = text[: min(starts)] if starts else text
    if any(QUOTED.match(line) for line in kept.split("\n")):
        kept = "\n".join(line for line in kept.split("\n") if not QUOTED.match(line))
    return kept


def _signed(text: str) -> str:
    """The words above the signature."""
    body = text
    if len(text) <= LONG:
        found = EmailReplyParser(languages=LANGUAGES).read(text)
        body = (found.replies[0].body if found.replies else "") or text
    if len(body.split()) < 2:  # the library took a word of the answer for a heading
        body = text
    for mark in (SIGN_OFF, DEVICE):
        cut = mark.search(body)
        if cut and body[: cut.start()].strip():
            body = body[: cut.start()]
    return _unnamed(body.strip())


def _unnamed(body: str) -> str:
    """The text without its last lines when they are short and open with a name."""
    said, _, last = body.rpartition("\n\n")
    lines = last.split("\n")
    is_signature = (
        len(said.split()) >= FEW_WORDS
        and len(lines) <= LAST_LINES
        and NAME.fullmatch(lines[0].strip())
        and not any(len(line) > LINE_LENGTH for line in lines)
    )
    return said.strip() if is_signature else body

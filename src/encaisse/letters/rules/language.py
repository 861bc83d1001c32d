"""The language of templates: text, ``{{ placeholders }}`` of a closed list, and nothing else.

A template is written by a user, so it can neither reach an object nor run anything: a placeholder
is replaced by one text, once; what a customer's name contains stays text. Blank lines separate
paragraphs; a block stands alone in its paragraph.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules.facts import Wording

VARIABLES: dict[str, str] = {
    "salutation": "« Bonjour Mme Petit, », ou « Bonjour, » quand le contact est inconnu",
    "client": "nom du client",
    "contact": "nom de la personne à qui l'on écrit ; à défaut, nom du client",
    "factures": "« votre facture FA-2291 » ou « vos 3 factures »",
    "echeance": "« le 05/12/2026 », ou « entre le 05/12/2026 et le 20/12/2026 »",
    "retard": "le plus long retard : « 41 jours »",
    "total": "somme demandée, avoirs déduits",
    "total_exigible": "la même, avec intérêts et indemnités quand ils sont réclamés",
    "delai": "« d'ici au 05/12/2026 », ou « dès réception de ce message »",
    "jour": "jour du message",
    "reference": "référence à rappeler sur le virement",
    "societe": "nom de votre société",
    "telephone": "téléphone de votre société",
    "courriel": "adresse de réponse de votre société",
}
BLOCKS: dict[str, str] = {
    "tableau": "relevé : factures, échéances, retards, restes dus, avoirs déduits, total",
    "interets": "intérêts de retard et indemnité forfaitaire, avec leurs articles, si réclamés",
    "reglement": "comment payer le total : IBAN, référence, QR code de virement",
    "reglement_exigible": "comment payer le total avec intérêts et indemnités",
    "espace": "lien vers l'espace du client (par courriel, quand l'adresse publique est réglée)",
}

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
IN_SUBJECT = "dans l'objet"
CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class UnknownVariable(Refusal):
    """A placeholder that names nothing."""

    code = "unknown_variable"
    sentence = "« {{{{ {name} }}}} » ({place}) n'est pas une variable.{hint}"


class TagNotAllowed(Refusal):
    """Something that looks like an instruction, or braces left open."""

    code = "tag_not_allowed"
    sentence = (
        "« {found} » ({place}) n'est pas compris : un modèle ne contient que du texte et des "
        "variables comme {{{{ client }}}}."
    )


class BlockMisplaced(Refusal):
    """A block inside a sentence or in the subject."""

    code = "block_misplaced"
    sentence = "« {{{{ {name} }}}} » ({place}) doit être seul dans son paragraphe, sous l'objet."


class TextMissing(Refusal):
    """A template without subject or body."""

    code = "text_missing"
    sentence = "Le modèle n'a pas {part}."


def check(wording: Wording) -> None:
    """Refuse, with a sentence that names it and where it stands, what could not be rendered."""
    if not wording.subject.strip():
        raise TextMissing(part="d'objet")
    if not wording.body.strip():
        raise TextMissing(part="de texte")
    for name, _start in _names(wording.subject, lambda _start: IN_SUBJECT):
        if name in BLOCKS:
            raise BlockMisplaced(name=name, place=IN_SUBJECT)
    body = _plain(wording.body)
    for name, start in _names(body, lambda start: _place(body, start)):
        if name in BLOCKS and block_of(paragraphs(body)[_rank(body, start) - 1]) is None:
            raise BlockMisplaced(name=name, place=_place(body, start))


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body, in order, without the empty ones."""
    return [part.strip() for part in PARAGRAPHS.split(_plain(body)) if part.strip()]


def block_of(paragraph: str) -> str | None:
    """The block that a paragraph is, if it is one."""
    found = PLACEHOLDER.fullmatch(paragraph.strip())
    name = _name(found[1]) if found else ""
    return name if name in BLOCKS else None


def asks_space(wording: Wording) -> bool:
    """Whether the text gives the address of the customer's own page."""
    return any(block_of(each) == "espace" for each in paragraphs(wording.body))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable replaced by its value, on one line, in one pass."""
    return PLACEHOLDER.sub(lambda found: one_line(values[_name(found[1])]), text)


def one_line(text: str) -> str:
    """No line break, no control character: safe in a header as in a sentence."""
    return CONTROLS.sub(" ", text).strip()


def _names(text: str, place: Callable[[int], str]) -> list[tuple[str, int]]:
    """The placeholders of a text and where they start; refuses the unknown and whatever else has
    braces."""
    without = PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)
    if leftover := LEFTOVER.search(without):
        raise TagNotAllowed(found=leftover[0], place=place(leftover.start()))
    names = [(_name(found[1]), found.start()) for found in PLACEHOLDER.finditer(text)]
    for name, start in names:
        if name not in VARIABLES and name not in BLOCKS:
            raise UnknownVariable(name=name, place=place(start), hint=_hint(name))
    return names


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n")


def _rank(body: str, start: int) -> int:
    """In which paragraph that sign stands, counted from 1."""
    return len(paragraphs(body[:start] + "."))


def _place(body: str, start: int) -> str:
    line = body.count("\n", 0, start) + 1
    return f"paragraphe {_rank(body, start)}, ligne {line}"


def _name(written: str) -> str:
    """``Société`` and `` societe `` are the same variable."""
    decomposed = unicodedata.normalize("NFD", written.strip().lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _hint(name: str) -> str:
    known = [*VARIABLES, *BLOCKS]
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f" Vouliez-vous écrire {{{{ {close[0]} }}}} ?"
    return f" Variables possibles : {', '.join(known)}."

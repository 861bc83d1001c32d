"""The language of templates: text, ``{{ placeholders }}`` of a closed list, and nothing else.

A template is written by a user, so it can neither reach an object nor run anything: a placeholder
is replaced by one text, once; what a customer's name contains stays text. Blank lines separate
paragraphs; a block stands alone in its paragraph.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping

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
}

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class UnknownVariable(Refusal):
    """A placeholder that names nothing."""

    code = "unknown_variable"
    sentence = "« {{{{ {name} }}}} » n'est pas une variable.{hint}"


class TagNotAllowed(Refusal):
    """Something that looks like an instruction, or braces left open."""

    code = "tag_not_allowed"
    sentence = (
        "« {found} » n'est pas compris : un modèle ne contient que du texte et des variables "
        "comme {{{{ client }}}}."
    )


class BlockMisplaced(Refusal):
    """A block inside a sentence or in the subject."""

    code = "block_misplaced"
    sentence = "« {{{{ {name} }}}} » doit être seul dans son paragraphe{place}."


class TextMissing(Refusal):
    """A template without subject or body."""

    code = "text_missing"
    sentence = "Le modèle n'a pas {part}."


def check(wording: Wording) -> None:
    """Refuse, with a sentence that names it, what could not be rendered."""
    if not wording.subject.strip():
        raise TextMissing(part="d'objet")
    if not wording.body.strip():
        raise TextMissing(part="de texte")
    for name in _names(wording.subject):
        if name in BLOCKS:
            raise BlockMisplaced(name=name, place=", jamais dans l'objet")
    for paragraph in paragraphs(wording.body):
        for name in _names(paragraph):
            if name in BLOCKS and block_of(paragraph) is None:
                raise BlockMisplaced(name=name, place="")


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body, in order, without the empty ones."""
    plain = body.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip() for part in PARAGRAPHS.split(plain) if part.strip()]


def block_of(paragraph: str) -> str | None:
    """The block that a paragraph is, if it is one."""
    found = PLACEHOLDER.fullmatch(paragraph.strip())
    name = _name(found[1]) if found else ""
    return name if name in BLOCKS else None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable replaced by its value, on one line, in one pass."""
    return PLACEHOLDER.sub(lambda found: one_line(values[_name(found[1])]), text)


def one_line(text: str) -> str:
    """No line break, no control character: safe in a header as in a sentence."""
    return CONTROLS.sub(" ", text).strip()


def _names(text: str) -> list[str]:
    """The placeholders of a text; refuses the unknown and whatever else has braces."""
    if leftover := LEFTOVER.search(PLACEHOLDER.sub("", text)):
        raise TagNotAllowed(found=leftover[0])
    names = [_name(found) for found in PLACEHOLDER.findall(text)]
    for name in names:
        if name not in VARIABLES and name not in BLOCKS:
            raise UnknownVariable(name=name, hint=_hint(name))
    return names


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

"""A text message from its template: one paragraph of plain signs, short by design."""

from dataclasses import dataclass

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules import language
from encaisse.letters.rules.composing import Paragraph, compose
from encaisse.letters.rules.facts import UNTITLED, MessageContext, Wording
from encaisse.letters.rules.texting import Weight, cheaper, check_length, plain_signs, weight

# What a variable may well say: the length of a template is judged with these.
USUAL = {
    "salutation": "Bonjour Mme Dubois,", "client": "Menuiserie Lacombe", "contact": "Mme Dubois",
    "factures": "votre facture FA-2026-0123", "echeance": "le 05/12/2026", "retard": "41 jours",
    "total": "12 345,67 €", "total_exigible": "12 456,78 €", "delai": "d'ici au 05/12/2026",
    "jour": "05/12/2026", "reference": "FA-2026-0123", "societe": "Atelier Martin",
    "telephone": "04 65 71 20 00", "courriel": "compta@atelier.example",
}  # fmt: skip


class BlockInText(Refusal):
    """A table or payment details, which no text message can hold."""

    code = "block_in_sms"
    sentence = (
        "« {{{{ {name} }}}} » ne tient pas dans un SMS : écrivez la somme par {{{{ total }}}}."
    )


@dataclass(frozen=True, slots=True)
class Brief:
    """A text message as it leaves: its title (for our lists only), its text, what it weighs,
    cheaper words when there are some, and what made it."""

    subject: str
    text: str
    weight: Weight
    cheaper: str
    written: Wording = UNTITLED


def brief(wording: Wording, context: MessageContext) -> Brief:
    """The text message that the template makes of the facts."""
    _check_blocks(wording)
    composed = compose(wording, context)
    said = (part.text for part in composed.parts if isinstance(part, Paragraph))
    text = plain_signs(" ".join(" ".join(said).split()))
    return Brief(composed.subject, text, weight(text), cheaper(text), wording)


def check_text(wording: Wording) -> Weight:
    """Refuse what could not be rendered, or what would make too long a message."""
    language.check(wording)
    _check_blocks(wording)
    said = language.fill(" ".join(language.paragraphs(wording.body)), USUAL)
    return check_length(plain_signs(said))


def _check_blocks(wording: Wording) -> None:
    for paragraph in language.paragraphs(wording.body):
        if name := language.block_of(paragraph):
            raise BlockInText(name=name)

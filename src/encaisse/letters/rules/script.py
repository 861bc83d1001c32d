"""The script of a call from its template: parts to say, and answers to what one may hear.

``# Ouverture`` opens a part; ``> J'ai déjà payé.`` is what the customer may say, the lines under it
what one answers. Everything else is said as it is written.
"""

from dataclasses import dataclass

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules import language
from encaisse.letters.rules.composing import SUBJECT_MAX, values_of
from encaisse.letters.rules.facts import UNTITLED, MessageContext, Wording
from encaisse.letters.rules.words import words_of

PART, HEARD = "# ", "> "


class BlockInScript(Refusal):
    """A table or payment details, which nobody reads aloud."""

    code = "block_in_script"
    sentence = "« {{{{ {name} }}}} » ne se dit pas au téléphone : écrivez {{{{ total }}}}."


class AnswerMissing(Refusal):
    """An objection without what one answers."""

    code = "answer_missing"
    sentence = "« {heard} » n'a pas de réponse : écrivez-la sur la ligne suivante."


@dataclass(frozen=True, slots=True)
class Objection:
    """What the customer may say, and what one answers."""

    heard: str
    answer: str


@dataclass(frozen=True, slots=True)
class ScriptPart:
    """A moment of the call: what is said, and the objections of that moment."""

    title: str
    said: tuple[str, ...]
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole call; ``written`` says which text made it."""

    subject: str
    parts: tuple[ScriptPart, ...]
    written: Wording = UNTITLED


def script(wording: Wording, context: MessageContext) -> Script:
    """What the template says to a customer, with its own facts."""
    check_script(wording)
    words = words_of(wording.language)
    values = values_of(context, words)

    def filled(text: str) -> str:
        return words.typeset(language.fill(text, values))

    parts = tuple(
        ScriptPart(
            filled(part.title),
            tuple(filled(each) for each in part.said),
            tuple(Objection(filled(one.heard), filled(one.answer)) for one in part.objections),
        )
        for part in _parts(wording.body)
    )
    subject = language.one_line(language.fill(wording.subject, values))
    return Script(words.typeset(subject)[:SUBJECT_MAX], parts, wording)


def check_script(wording: Wording) -> None:
    """Refuse what could not be said: an unknown variable, a block, an objection left alone."""
    language.check(wording)
    for paragraph in language.paragraphs(wording.body):
        if name := language.block_of(paragraph):
            raise BlockInScript(name=name)
    for part in _parts(wording.body):
        for objection in part.objections:
            if not objection.answer:
                raise AnswerMissing(heard=objection.heard)


def _parts(body: str) -> list[ScriptPart]:
    """The parts as they are written; what comes before the first title has none."""
    parts: list[ScriptPart] = []
    for paragraph in language.paragraphs(body):
        first, _, rest = paragraph.partition("\n")
        is_title = first.startswith(PART)
        if is_title:
            parts.append(ScriptPart(first.removeprefix(PART).strip(), (), ()))
        if said := rest.strip() if is_title else paragraph:
            before = parts.pop() if parts else ScriptPart("", (), ())
            parts.append(_with(before, said))
    return parts


def _with(part: ScriptPart, paragraph: str) -> ScriptPart:
    first, _, rest = paragraph.partition("\n")
    if not first.startswith(HEARD):
        return ScriptPart(part.title, (*part.said, paragraph), part.objections)
    heard = Objection(first.removeprefix(HEARD).strip(), " ".join(rest.split()))
    return ScriptPart(part.title, part.said, (*part.objections, heard))

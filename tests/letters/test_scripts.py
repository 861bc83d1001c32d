"""Scripts of calls: their little language, and those shipped."""

import re
from itertools import product

import pytest

from encaisse.letters.queries import shipped_texts
from encaisse.letters.rules import Wording
from encaisse.letters.rules.language import UnknownVariable
from encaisse.letters.rules.script import AnswerMissing, BlockInScript, check_script, script
from encaisse.letters.rules.texts import STEPS, TONES, code_of
from tests.letters.facts import told
from tests.letters.test_shipped import EMPTY, NEVER

SCRIPTS = {key: text for key, text in shipped_texts().items() if key[1] == "call"}
KEYS = pytest.mark.parametrize("key", SCRIPTS, ids=" ".join)


def test_parts_are_said_and_objections_answered() -> None:
    body = "Avant.\n\n# Demande\nQuel jour ?\n\n> J'ai payé.\nMerci, {{ contact }}.\nQuel jour ?\n"
    found = script(Wording("Appel de {{ client }}", body), told())
    before, ask = found.parts
    assert (before.title, before.said) == ("", ("Avant.",))
    assert (ask.title, [one.heard for one in ask.objections]) == ("Demande", ["J'ai payé."])
    assert "{{" not in ask.objections[0].answer
    assert ask.objections[0].answer.endswith("Quel jour\u00a0?")


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("# Demande\n{{ dette }}", UnknownVariable),
        ("# Demande\n\n{{ tableau }}", BlockInScript),
        ("# Objections\n> J'ai payé.\n\nMerci.", AnswerMissing),
    ],
)
def test_what_cannot_be_said_is_refused(body: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_script(Wording("Appel", body))


def test_every_step_has_a_script_in_each_tone_and_language() -> None:
    wanted = {
        (code_of(step, tone), "call", language)
        for step, tone, language in product(STEPS, TONES, ("fr", "en", "de"))
    }
    assert set(SCRIPTS) == wanted


@KEYS
def test_a_script_is_whole(key: tuple[str, str, str]) -> None:
    check_script(SCRIPTS[key])
    found = script(SCRIPTS[key], told())
    assert len(found.parts) == 6
    assert all(part.title and (part.said or part.objections) for part in found.parts)
    assert sum(len(part.objections) for part in found.parts) == 6
    assert "{{" not in repr(found.parts)
    assert script(SCRIPTS[key], EMPTY).parts


@KEYS
def test_a_script_is_short_and_never_threatens(key: tuple[str, str, str]) -> None:
    body = SCRIPTS[key].body
    assert not NEVER.search(body.lower())
    assert max(len(line) for line in body.splitlines()) <= 260
    voicemail = body.rpartition("# ")[2]
    assert not re.search(r"total|factures|retard", voicemail)

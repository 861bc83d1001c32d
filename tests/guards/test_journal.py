"""Every act of the journal reads in French."""

import ast
import re

from encaisse.audit.rules import SENTENCES
from tests.guards import source

VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded() -> set[str]:
    """The verbs that operations write, as far as they are spelled whole."""
    return {
        text.value
        for path in source.modules()
        for call in ast.walk(source.tree(path))
        if isinstance(call, ast.Call) and _name(call) in {"record", "_record", "Act", "act"}
        for text in [*call.args, *(word.value for word in call.keywords if word.arg == "verb")]
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and VERB.fullmatch(text.value)
    }


def _name(call: ast.Call) -> str:
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_every_verb_has_its_french_sentence() -> None:
    missing = sorted(recorded() - set(SENTENCES))
    assert not missing, f"add to audit/rules.py: {missing}"

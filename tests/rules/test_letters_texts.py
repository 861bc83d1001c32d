"""What changed from one version of a text to the next."""

from encaisse.letters.rules import Wording
from encaisse.letters.rules.texts import changes


def test_what_changed_is_told_paragraph_by_paragraph_beside_what_it_replaces() -> None:
    before = Wording("Relance", "Bonjour,\n\nMerci de payer.\n\nCordialement")
    after = Wording("Rappel", "Bonjour,\n\nMerci de régler.\n\nVite.\n\nCordialement")
    assert changes(before, after) == [
        ("gone", "Relance"), ("new", "Rappel"), ("same", "Bonjour,"),
        ("gone", "Merci de payer."), ("new", "Merci de régler."), ("new", "Vite."),
        ("same", "Cordialement"),
    ]  # fmt: skip


def test_a_text_said_again_changed_nothing() -> None:
    text = Wording("Relance", "Bonjour")
    assert changes(text, text) == [("same", "Relance"), ("same", "Bonjour")]

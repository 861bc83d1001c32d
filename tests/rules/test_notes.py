"""Whom a note mentions."""

import pytest

from encaisse.notes.rules import mentioned

PEOPLE = [(1, "Paul"), (2, "Paul Martin"), (3, "Inès Roux"), (4, "")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rien pour personne", []),
        ("@Paul, peux-tu rappeler ?", [1]),
        ("@Paul Martin, peux-tu rappeler ?", [2]),
        ("@inès roux et @PAUL", [3, 1]),
        ("@Paul puis @Paul", [1]),
        ("@Paula n'est pas Paul", []),
        ("compta@paul.example", []),
        ("@ seul", []),
    ],
)
def test_a_whole_name_after_an_at_is_a_mention(text: str, told: list[int]) -> None:
    assert mentioned(text, PEOPLE) == told


def test_nobody_to_mention() -> None:
    assert mentioned("@Paul", []) == []

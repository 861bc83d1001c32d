"""What is told of a message is kept once, and never rewritten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from encaisse.letters.models import Evidence, Letter
from encaisse.letters.operations import evidence
from tests.letters.conftest import AT

MakeLetter = Callable[..., Letter]


def test_the_same_thing_told_twice_is_kept_once(a_letter: MakeLetter) -> None:
    letter = a_letter()
    told: dict[str, Any] = {
        "at": AT,
        "source": "Fournisseur",
        "said": "250 2.1.5",
        "reference": "evt-1",
    }
    assert evidence.note(letter, "delivered", **told) is True
    assert evidence.note(letter, "delivered", **told) is False
    assert evidence.note(letter, "delivered", **{**told, "reference": "evt-2"}) is True
    assert evidence.note(letter, "opened", **told) is True
    later: dict[str, Any] = {**told, "at": AT + timedelta(minutes=1)}
    assert evidence.note(letter, "delivered", **later) is True
    assert Evidence.objects.filter(letter=letter).count() == 4


def test_what_strangers_write_is_kept_on_one_line_without_hidden_signs(
    a_letter: MakeLetter,
) -> None:
    evidence.note(
        a_letter(), "bounced", at=AT, source="a\x00b",
        said="550\r\n boîte\u202e pleine" + "x" * 2000, address="Petit@Garage.example",
        reference="\x1b[31m",
    )  # fmt: skip
    found = Evidence.objects.get()
    assert (found.source, found.address, found.reference) == ("ab", "petit@garage.example", "[31m")
    assert found.said.startswith("550 boîte pleinexxx")
    assert len(found.said) == 1_000


def test_the_database_refuses_to_rewrite_what_was_told(a_letter: MakeLetter) -> None:
    evidence.note(a_letter(), "delivered", at=AT, source="Fournisseur")
    for rewrite in (Evidence.objects.all().delete, lambda: Evidence.objects.update(said="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()

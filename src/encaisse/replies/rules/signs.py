"""The turns of phrase by which one knows what a reply says (``signs.yaml``), ready to be sought
in a plain text (``words.plain``)."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML


class Meaning(StrEnum):
    """What a reply says."""

    PAID = "paid"
    PROMISE = "promise"
    DISPUTE = "dispute"
    COPY = "copy"
    CONTACT = "contact"
    ABSENCE = "absence"


Sign = tuple[int, re.Pattern[str]]


@cache
def signs() -> dict[Meaning, tuple[Sign, ...]]:
    """The signs of each meaning, with their weights."""
    source = (files("encaisse.replies.rules") / "signs.yaml").read_text("utf-8")
    told = YAML(typ="safe", pure=True).load(source)
    words = told.pop("words")
    return {Meaning(name): tuple(_signs(weights, words)) for name, weights in told.items()}


def _signs(weights: dict[int, list[str]], words: dict[str, str]) -> Iterator[Sign]:
    for weight, patterns in weights.items():
        for pattern in patterns:
            for name, listed in words.items():
                pattern = pattern.replace(f"{{{name}}}", listed)  # noqa: PLW2901
            yield weight, re.compile(pattern, re.MULTILINE)

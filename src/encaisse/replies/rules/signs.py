"""What tells the meaning of a plain text (``words.plain``): turns of phrase (``signs.yaml``), and
single words, which lean to a meaning by themselves or by their field (``leanings.yaml``,
``fields.yaml``)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

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
OTHER = "other"
WORD = re.compile(r"[a-z]+(?:_\w+)?|\d+|[?!@]")
WORD_LENGTH = 8  # the ending of a long word says nothing
MAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.")
PHONE = re.compile(r"\b0[1-9](?:[ .-]?\d\d){4}\b")
SHORTEST_STEM = 2


@cache
def signs() -> dict[Meaning, tuple[Sign, ...]]:
    """The signs of each meaning, with their weights."""
    told = _read("signs.yaml")
    words = told.pop("words")
    return {Meaning(name): tuple(_signs(weights, words)) for name, weights in told.items()}


def weights_in(text: str, meaning: Meaning) -> list[int]:
    """The weights of the signs of a meaning that are found in a text."""
    return [weight for weight, sign in signs()[meaning] if sign.search(text)]


def _signs(weights: dict[int, list[str]], words: dict[str, str]) -> Iterator[Sign]:
    for weight, patterns in weights.items():
        for pattern in patterns:
            for name, listed in words.items():
                pattern = pattern.replace(f"{{{name}}}", listed)  # noqa: PLW2901
            yield weight, re.compile(pattern, re.MULTILINE)


def leanings(text: str) -> dict[str, int]:
    """How much the words of a text lean to each meaning, or to none (``OTHER``)."""
    starts, weights = _weighed_words()
    found = dict(starts)
    for word in _evidence(text):
        for name, weight in weights.get(word, ()):
            found[name] += weight
    return found


def _evidence(text: str) -> set[str]:
    """The distinct words of a text, their fields (``#goods``), and the addresses it names."""
    words = {"0" if word.isdecimal() else word for word in WORD.findall(text)}
    found = {word[:WORD_LENGTH] for word in words}.union(*(_fields_of(word) for word in words))
    return found | {name for name, sign in (("#mail", MAIL), ("#tel", PHONE)) if sign.search(text)}


@lru_cache(maxsize=4096)
def _fields_of(word: str) -> frozenset[str]:
    whole, stems = _fields()
    begun = (stems.get(word[:end], ()) for end in range(SHORTEST_STEM, len(word) + 1))
    return frozenset(whole.get(word, ())).union(*begun)


@cache
def _fields() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The fields of each whole word, and of each beginning of a word."""
    whole: dict[str, list[str]] = defaultdict(list)
    stems: dict[str, list[str]] = defaultdict(list)
    for field, listed in _read("fields.yaml").items():
        for word in listed.split():
            (stems if word.endswith("*") else whole)[word.removesuffix("*")].append(f"#{field}")
    return dict(whole), dict(stems)


@cache
def _weighed_words() -> tuple[dict[str, int], dict[str, list[tuple[str, int]]]]:
    """What each meaning has from the start, and what each word adds to which meanings."""
    told = _read("leanings.yaml")
    weights: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, leaning in told.items():
        for weight, listed in leaning["words"].items():
            for word in listed.split():
                weights[word].append((name, weight))
    return {name: leaning["start"] for name, leaning in told.items()}, dict(weights)


def _read(name: str) -> dict[str, Any]:
    source = (files("encaisse.replies.rules") / name).read_text("utf-8")
    told: dict[str, Any] = YAML(typ="safe", pure=True).load(source)
    return told

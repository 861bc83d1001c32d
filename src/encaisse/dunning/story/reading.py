"""YAML 1.2 with exact amounts, read node by node; each refusal says where."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode

from encaisse.kernel.refusal import Refusal

T = TypeVar("T")

CURRENCY = re.compile("[A-Z]{3}")
QUOTED = re.compile('"(.+?)"')
MOST_CENTS = 10**15  # ten thousand billion: no book holds more, every table does


class StoryNotUnderstood(Refusal):
    """A file that is no story, or a key or value that the grammar does not know."""

    code = "story_not_understood"
    sentence = "Histoire illisible, {place} : {why}"


class ExactConstructor(SafeConstructor):
    """Numbers with a point are exact decimals: no cent is lost in reading. What only looks like a
    number or a day stays a text, to be refused where it stands."""

    def construct_decimal(self, node: ScalarNode) -> Decimal | str:
        written = str(self.construct_scalar(node))
        try:
            return Decimal(written)
        except InvalidOperation:
            return written

    def construct_day(self, node: ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return str(self.construct_scalar(node))


ExactConstructor.add_constructor("tag:yaml.org,2002:float", ExactConstructor.construct_decimal)
ExactConstructor.add_constructor("tag:yaml.org,2002:timestamp", ExactConstructor.construct_day)


def load(text: str) -> "Node":
    """The whole file as a node."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = ExactConstructor
    try:
        return Node(yaml.load(text), "")
    except (YAMLError, ValueError) as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> StoryNotUnderstood:
    """What the file says is no YAML: the line to look at, and what is usually wrong there."""
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    place = f"ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else "dans le fichier"
    why = "ce n'est pas du YAML : vérifiez les deux-points, les crochets et les retraits."
    if isinstance(error, DuplicateKeyError) and (twice := QUOTED.search(str(error.problem))):
        why = f"« {twice[1]} » est écrit deux fois : gardez-en un."
    return StoryNotUnderstood(place=place, why=why)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place in the file."""

    value: Any
    place: str

    def refuse(self, why: str) -> StoryNotUnderstood:
        return StoryNotUnderstood(place=self.place or "au début", why=why)

    def fields(self, *known: str) -> "Fields":
        """A mapping of which every key is known."""
        named = self.named()
        for key in named:
            if key not in known:
                raise self.refuse(f"« {key} » n'est pas un mot de la grammaire ici.")
        return Fields(self, named)

    def named(self) -> dict[str, "Node"]:
        """A mapping whose keys are free (names, numbers, days)."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.refuse("on attend des mots suivis de leur valeur.")
        return {
            _key(key): Node(value, f"{self.place}, {_key(key)}".removeprefix(", "))
            for key, value in self.value.items()
        }

    def items(self) -> Iterator["Node"]:
        """The elements of a list."""
        if not isinstance(self.value, list):
            raise self.refuse("on attend une liste.")
        return (Node(each, f"{self.place}, n° {n}") for n, each in enumerate(self.value, 1))

    def text(self) -> str:
        if not isinstance(self.value, str | int) or isinstance(self.value, bool):
            raise self.refuse(f"« {self.value} » n'est pas un texte.")
        return str(self.value)

    def texts(self) -> list[str]:
        """A list of texts, or one alone."""
        return [each.text() for each in self.items()] if self._is_list() else [self.text()]

    def day(self) -> date:
        if type(self.value) is not date:
            raise self.refuse(f"« {self.value} » n'est pas un jour (2026-12-31).")
        return self.value

    def cents(self) -> int:
        """An amount, in hundredths."""
        amount = self.decimal() * 100
        if amount != amount.to_integral_value():
            raise self.refuse(f"« {self.value} » a plus de deux décimales.")
        if abs(amount) > MOST_CENTS:
            raise self.refuse(f"« {self.value} » est trop grand pour un montant.")
        return int(amount)

    def decimal(self) -> Decimal:
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise self.refuse(f"« {self.value} » n'est pas un nombre.")
        return Decimal(self.value)

    def currency(self) -> str:
        """Its code of three letters."""
        if not isinstance(self.value, str) or not CURRENCY.fullmatch(self.value):
            raise self.refuse(f"« {self.value} » n'est pas une devise : écrivez EUR, USD…")
        return self.value

    def whole(self) -> int:
        if type(self.value) is not int:
            raise self.refuse(f"« {self.value} » n'est pas un nombre entier.")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("on attend true ou false.")
        return self.value

    def choice(self, *known: str) -> str:
        if self.value not in known:
            raise self.refuse(f"« {self.value} » : on attend {', '.join(known)}.")
        return str(self.value)

    def _is_list(self) -> bool:
        return isinstance(self.value, list)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping whose keys are known; what is absent takes its plain value."""

    node: Node
    named: dict[str, Node]

    def __contains__(self, key: str) -> bool:
        return key in self.named

    def need(self, key: str, read: Callable[[Node], T]) -> T:
        if key not in self.named:
            raise self.node.refuse(f"il manque « {key} ».")
        return read(self.named[key])

    def get(self, key: str, read: Callable[[Node], T], plain: T) -> T:
        """Its value; ``plain`` when the key is absent."""
        return read(self.named[key]) if key in self.named else plain

    def maybe(self, key: str, read: Callable[[Node], T]) -> T | None:
        """Its value; None when the key is absent or null."""
        node = self.named.get(key)
        return None if node is None or node.value is None else read(node)

    def items(self, key: str) -> list[Node]:
        """The elements of a list; none when the key is absent or null."""
        return self.maybe(key, lambda node: list(node.items())) or []

    def pairs(self, key: str) -> dict[str, Node]:
        """A mapping with free keys; none when the key is absent or null."""
        return self.maybe(key, Node.named) or {}


def _key(key: object) -> str:
    return key.isoformat() if isinstance(key, date | datetime) else str(key)

"""``parameters/*.yaml`` as they ship: found, read once, held to docs/law/adding-a-value.md."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from operator import add, mul
from typing import Any

from ruamel.yaml import YAML

from encaisse.law.values import Confidence, LegalValue, Parameter

FOLDER = files("encaisse.law") / "parameters"
UNITS = {"percent", "points", "factor", "euro", "days", "months", "years", "count", "code"}
HEADINGS = {"label", "unit", "article", "read_on", "checked_until"}
ROW_KEYS = {"label", "values"}
ROW_KEYS_OPTIONAL = {"unit", "article", "note"}
VALUE_KEYS = {"from", "value", "confidence", "source"}
VALUE_KEYS_OPTIONAL = {"to", "article", "note"}
COMBINATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"sum_of": add, "product_of": mul}


class ParameterMalformed(ValueError):
    """A file of ``parameters/`` breaks the rules; to be mended before anything runs."""


@cache
def names() -> tuple[str, ...]:
    """The names of the files, sorted."""
    found = (file.name for file in FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@cache
def content(name: str) -> dict[str, Any]:
    """What the file of that name holds, read once; its unit and its keys are sound."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return sound(name, YAML(typ="safe", pure=True).load(text))


def sound(name: str, held: dict[str, Any]) -> dict[str, Any]:
    """The content of a file, refused unless it states values, tabulates them or combines two."""
    require(isinstance(held, dict), name, "empty")
    require(held.get("unit") in UNITS, name, f"unit must be one of {sorted(UNITS)}")
    for keyword in COMBINATIONS:
        if keyword in held:
            require(set(held) == {"label", "unit", keyword}, name, "label, unit and " + keyword)
            return held
    body = "table" if "table" in held else "values"
    expected = HEADINGS | {body}
    require(set(held) == expected, name, f"keys must be {sorted(expected)}")
    require(bool(held[body]), name, "no value")
    return held


@cache
def stated(name: str) -> Parameter:
    """A parameter whose values are stated in its file."""
    return parse(name, content(name))


@cache
def table(name: str) -> dict[str, Parameter]:
    """The rows of a table, each a parameter named after the table and its key."""
    return parse_table(name, content(name))


def parse_table(name: str, held: dict[str, Any]) -> dict[str, Parameter]:
    """The rows of the content of a file; what a row does not say, its table says for it."""
    rows = {}
    for key, row in held["table"].items():
        place = f"{name}.{key}"
        keys = set(row)
        require(keys >= ROW_KEYS, place, f"missing {sorted(ROW_KEYS - keys)}")
        require(keys <= ROW_KEYS | ROW_KEYS_OPTIONAL, place, "unknown key of a row")
        rows[key] = parse(place, {**held, **row})
    return rows


def parse(name: str, held: dict[str, Any]) -> Parameter:
    """A parameter from its headings and the values that it states."""
    require(held["unit"] in UNITS, name, f"unit must be one of {sorted(UNITS)}")
    values = tuple(_value(name, held, entry) for entry in held["values"])
    for before, after in pairwise(values):
        require(before.last < after.first, name, f"{after.first} overlaps or is out of order")
    return Parameter(name, held["label"], held["unit"], held["read_on"], values)


def _value(name: str, held: dict[str, Any], entry: dict[str, Any]) -> LegalValue:
    place = f"{name} from {entry.get('from')}"
    keys = set(entry)
    require(keys >= VALUE_KEYS, place, f"missing {sorted(VALUE_KEYS - keys)}")
    require(keys <= VALUE_KEYS | VALUE_KEYS_OPTIONAL, place, "unknown key")
    first, last = entry["from"], entry.get("to", held["checked_until"])
    require(type(first) is date and type(last) is date, place, "from and to must be days")
    require(first <= last, place, "ends before it starts")
    require(isinstance(entry["value"], str), place, "the value must be quoted, to stay exact")
    require(bool(str(entry["source"]).strip()), place, "no source")
    require(entry["confidence"] in set(Confidence), place, "unknown confidence mark")
    confidence = Confidence(entry["confidence"])
    return LegalValue(
        parameter=name,
        unit=held["unit"],
        value=Decimal(entry["value"]),
        first=first,
        last=last,
        article=entry.get("article", held["article"]),
        source=entry["source"],
        confidence=confidence,
        is_certain=confidence is Confidence.SEEN_TWICE,
        is_open="to" not in entry,
        note=entry.get("note", held.get("note", "")),
    )


def require(holds: bool, place: str, fault: str) -> None:
    """Stop at a file that breaks a rule, naming the place and the fault."""
    if not holds:
        raise ParameterMalformed(f"{place}: {fault}")

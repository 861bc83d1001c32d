"""Finds the figures of law that stand in code, in texts and in templates."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from encaisse.law.reader import parameters

EVERYDAY = {Decimal(number) for number in (0, 1, 2, 12, 100, 365, 366)}
"""Nothing, one, two, a percentage, the months and days of a year: no law by themselves."""

SHAPES = {
    *("max_length", "max_digits", "decimal_places", "places", "ge", "le", "indent", "rows"),
    *("maxsize", "example", "response"),
}
"""Arguments that give the shape of a column, of a field, of a print, of an answer; an example."""

ANSWERS = {"Status", "Field"}
"""Calls whose first argument is the status of an answer or the default of a field."""

WORDS = {
    **{"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9},
    **{"dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante-cinq": 45},
    **{"quarante": 40, "cinquante": 50, "soixante": 60},
}
UNITS = {
    "euro": r"€|euros?\b|EUR\b",
    "percent": r"%(?!\})|pour cent\b",
    "points": r"points?\b",
    "factor": r"fois\b",
}
SPANS = {"days": r"jours?\b", "months": r"mois\b", "years": r"ans?\b|années?\b"}
OF_LAW = re.compile(r"indemnit|penalt|moratory|statutory|limitation|legal_(rate|term|fee)", re.I)
IDIOMS = {"deux fois", "2 fois"}
SPACES = "[ \u00a0\u202f]"
NUMBER = rf"[0-9]+(?:{SPACES}[0-9]{{3}})*(?:[.,][0-9]+)?"


@cache
def known(unit: str) -> frozenset[Decimal]:
    """Every figure other than nought that some parameter states or stated in that unit."""
    values = (value for name in parameters.names() for value in parameters.read(name).values)
    return frozenset(value.value for value in values if value.unit == unit and value.value)


def in_code(tree: ast.Module, allowed: set[str]) -> Iterator[tuple[int, str]]:
    """The lines and the literals of a module which may be figures of law.

    Everyday numbers, slices, shapes, months and days of a reckoned year, and the module's
    constants named in ``allowed`` are let through; a day written in full never is.
    """
    for node in _outside_constants(tree, allowed):
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                if isinstance(number, float) or Decimal(number) not in EVERYDAY:
                    yield node.lineno, str(number)
            case ast.Constant(value=str(text)) if _is_day(text) or not _is_everyday(text):
                yield node.lineno, text


def under_a_name_of_law(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The numbers given, anywhere, to a name that sounds of law: ``INDEMNITY = 40``."""
    for node in ast.walk(tree):
        name, value = _given(node)
        if value and OF_LAW.search(name):
            yield from in_code(ast.Module([ast.Expr(value, lineno=value.lineno)], []), set())


def in_text(text: str, *, spans: bool = False) -> list[str]:
    """The figures of law that a text spells out: « 40 € », « trois fois »; ``spans``: delays."""
    found = []
    for unit, pattern in {**UNITS, **(SPANS if spans else {})}.items():
        for hit in re.finditer(
            rf"(?<![\w.,])({NUMBER}|{'|'.join(WORDS)}){SPACES}?(?:{pattern})", text
        ):
            if _value(hit[1]) in known(unit) and hit[0] not in IDIOMS:
                found.append(hit[0])
    return found


def texts(tree: ast.Module, allowed: set[str]) -> Iterator[tuple[int, str]]:
    """The texts of a module and their lines; docstrings and the constants allowed left out."""
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in _outside_constants(tree, allowed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def constants(tree: ast.Module) -> set[str]:
    """The names of the constants of a module which hold what may be a figure of law."""
    return {
        name
        for node in tree.body
        if (name := _constant(node)) and _is_suspect(ast.Module([node], []))
    }


def _is_suspect(tree: ast.Module) -> bool:
    return any(in_code(tree, set())) or any(
        in_text(text, spans=True) for _, text in texts(tree, set())
    )


def _outside_constants(tree: ast.Module, allowed: set[str]) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [node for node in tree.body if _constant(node) not in allowed]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if child not in _harmless(node)]


def _harmless(node: ast.AST) -> list[ast.AST]:
    """The parts of an expression whose numbers are no figures."""
    match node:
        case ast.Subscript(slice=ast.Slice() | ast.Constant() | ast.UnaryOp() as cut):
            return [cut]
        case ast.FormattedValue(format_spec=ast.JoinedStr() as shape):
            return [shape]
        case ast.keyword(arg=name, value=value) if name in SHAPES:
            return [value]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in ANSWERS:
            return [first]
        case ast.Call(func=ast.Name(id="date"), args=[year, *rest]) if not isinstance(
            year, ast.Constant
        ):
            return list(rest)
    return []


def _given(node: ast.AST) -> tuple[str, ast.expr | None]:
    """The name to which an assignment or an argument gives a value, and the value."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=value)
            | ast.NamedExpr(target=ast.Name(id=name), value=value)
            | ast.keyword(arg=str(name), value=value)
        ):
            return name, value
    return "", None


def _constant(node: ast.AST) -> str:
    """The name of the module's constant that a statement defines, or nothing."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return ""


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None


def _is_everyday(text: str) -> bool:
    """Whether a text is no number, or an everyday one."""
    return re.fullmatch(NUMBER, text) is None or _value(text) in EVERYDAY


def _value(written: str) -> Decimal:
    if written in WORDS:
        return Decimal(WORDS[written])
    return Decimal(re.sub(SPACES, "", written).replace(",", "."))

"""An answer: the figure asked for, what leads to it, the texts it rests on. One shape for all.

The screen and the PDF show the same answer; its texts are French and ready to be read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from encaisse.kernel.days import french_day
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.rates import DatedRate, percent
from encaisse.law.reader import LegalValue, Parameters

DIGITS = 4


class AnswerUncertain(Refusal):
    """A PDF would carry a value that nobody has confirmed."""

    code = "answer_uncertain"
    sentence = (
        "Ce calcul ne peut être remis en PDF : {values}. Un administrateur doit d'abord confirmer "
        "chaque valeur dans les valeurs légales ; le calcul reste lisible à l'écran."
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A result with its name, and one soft line under it; ``size`` "large" for what matters."""

    label: str
    value: str
    note: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a figure rests on: a text, what it says, where it was read, how well."""

    article: str
    told: str
    source: str
    mark: str = ""
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the detail; ``kind`` aligns it, ``place`` puts it on a narrow screen."""

    label: str
    kind: str = "text"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the detail, with the text that its figure rests on."""

    cells: tuple[str, ...]
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """How a figure came, step by step."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[list[tuple[Column, str]], Ground | None]]:
        """Each line as cells with their column, and its text."""
        return [(self._cells(row.cells), row.ground) for row in self.rows]

    @property
    def total_cells(self) -> list[tuple[Column, str]]:
        """The last line as cells with their column; none without a total."""
        return self._cells(self.total) if self.total else []

    @property
    def has_grounds(self) -> bool:
        """Whether the lines bear a text each."""
        return any(row.ground for row in self.rows)

    def _cells(self, cells: tuple[str, ...]) -> list[tuple[Column, str]]:
        return list(zip(self.columns, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. ``sentence`` says the main figure in one line; ``warnings`` are about what
    was asked, ``notes`` hold for everybody."""

    main: Figure
    sentence: str
    figures: tuple[Figure, ...] = ()
    details: tuple[Detail, ...] = ()
    grounds: tuple[Ground, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Ground, ...]:
        """The values used that nobody has confirmed."""
        return tuple(ground for ground in self.grounds if not ground.is_certain)

    def require_certain(self) -> None:
        """Nothing uncertain leaves: a PDF asks for confirmed values."""
        if self.doubts:
            told = " ; ".join(f"{each.told} ({each.mark})" for each in self.doubts)
            raise AnswerUncertain(values=told)


def ground_of_rate(dated: DatedRate) -> Ground:
    """The text of a rate over some days."""
    return Ground(
        article=dated.article,
        told=f"Taux de {percent(dated.rate)} {dated.period}",
        source=dated.source,
        mark=dated.confidence.label if dated.confidence else "",
        is_certain=dated.is_certain,
    )


def grounds_of_rates(rates: Iterable[DatedRate]) -> Iterator[Ground]:
    """The text of each rate once, over all the days on which it was used."""
    found: dict[tuple[str, str, Decimal], DatedRate] = {}
    for dated in rates:
        key = dated.article, dated.source, dated.rate
        since = found.get(key, dated).period.first
        found[key] = replace(dated, period=Period(since, dated.period.last))
    yield from map(ground_of_rate, found.values())


def ground_of_value(value: LegalValue, law: Parameters) -> Ground:
    """The text of a legal value on its days."""
    return Ground(
        article=value.article,
        told=f"{_label(value.parameter, law)} : {value.written}",
        source=value.source,
        mark=_mark(value),
        is_certain=value.is_certain,
    )


def _mark(value: LegalValue) -> str:
    """How well it was read, or when it was confirmed; by whom is not told to everybody."""
    vouched = value.confirmation
    if vouched is None:
        return value.confidence.label
    return f"confirmé le {french_day(vouched.on)}, {vouched.source}"


def _label(name: str, law: Parameters) -> str:
    """``Marge usuelle, grossistes``: the row of a table is named after its table."""
    table, dot, _key = name.partition(".")
    label = law.read(name).label
    return f"{law.table(table).label}, {label[:1].lower()}{label[1:]}" if dot else label


def decimal_text(value: Decimal) -> str:
    """``2,0408``: a number in French, four decimals at most."""
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")

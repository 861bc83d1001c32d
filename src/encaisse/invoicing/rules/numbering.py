"""Numbers without gaps: a pattern, a year, a rank (CGI, ann. II, 242 nonies A, I, 7°)."""

import re
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
PATTERNS = {INVOICE: "FA-{année}-{n:05}", CREDIT_NOTE: "AV-{année}-{n:05}"}
NUMBER_MAX = 35  # BR-FR-01
RANK_MAX = 99_999_999
FIRST = 1
YEAR_MARK = "{année}"
RANK_MARK = re.compile(r"\{n(?::0([1-8]))?\}")
FIXED = re.compile(r"[A-Za-z0-9+_/-]*")  # BR-FR-02


class PatternWrong(Refusal):
    """A pattern that would not make numbers one may rely on."""

    code = "number_pattern_wrong"
    sentence = (
        "« {pattern} » ne donne pas de numéros de facture : écrivez l'année ({{année}}) et le rang "
        "({{n:05}}) une fois chacun, entourés de lettres sans accent, chiffres ou - _ /, "
        "{most} signes au plus, par exemple {example}."
    )


class RankWrong(Refusal):
    """No number of an invoice."""

    code = "number_start_wrong"
    sentence = "« {text} » n'est pas un rang : le prochain numéro va de 1 à {most}."


class SeriesBegun(Refusal):
    """Numbers were issued: changing them would leave a gap or take one twice."""

    code = "series_begun"
    sentence = (
        "La série {year} a déjà donné le numéro {number} : son modèle et son rang ne changent "
        "plus. Un autre modèle vaudra pour l'année suivante."
    )


class BeforeLatest(Refusal):
    """Numbers follow days."""

    code = "issued_before_latest"
    sentence = (
        "La dernière pièce de la série, {number}, date du {day} : celle-ci ne peut être datée "
        "d'avant. Choisissez ce jour ou un suivant."
    )


class IssuedTomorrow(Refusal):
    """An invoice is not dated ahead."""

    code = "issued_tomorrow"
    sentence = "Une facture ne se date pas du {day}, qui est à venir : émettez-la ce jour-là."


@dataclass(frozen=True, slots=True)
class State:
    """Where a series is: the rank of its latest number and the day it was given."""

    pattern: str
    year: int
    latest_rank: int = 0
    latest_on: date | None = None

    @property
    def next_rank(self) -> int:
        """The rank of the next number."""
        return self.latest_rank + 1

    @property
    def next_number(self) -> str:
        """The next number."""
        return number_of(self.pattern, self.year, self.next_rank)

    @property
    def latest_number(self) -> str:
        """The latest number given."""
        return number_of(self.pattern, self.year, self.latest_rank)


def check_pattern(pattern: str, kind: str) -> str:
    """The pattern, without blanks around; refused when a number could not be made of it."""
    plain = pattern.strip()
    ranks = RANK_MARK.findall(plain)
    fixed = RANK_MARK.sub("", plain.replace(YEAR_MARK, ""))
    is_sound = len(ranks) == 1 and plain.count(YEAR_MARK) == 1 and FIXED.fullmatch(fixed)
    if not is_sound or len(number_of(plain, 9999, RANK_MAX)) > NUMBER_MAX:
        raise PatternWrong(pattern=pattern, most=NUMBER_MAX, example=PATTERNS[kind])
    return plain


def check_rank(text: str) -> int:
    """The rank of the next number, as typed."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and FIRST <= int(plain[:9]) <= RANK_MAX):
        raise RankWrong(text=text, most=RANK_MAX)
    return int(plain)


def check_day(state: State, on: date, *, today: date) -> None:
    """Refuse a day to come, or before the latest of the series."""
    if on > today:
        raise IssuedTomorrow(day=french_day(on))
    if state.latest_on and on < state.latest_on:
        raise BeforeLatest(number=state.latest_number, day=french_day(state.latest_on))


def number_of(pattern: str, year: int, rank: int) -> str:
    """``FA-2026-00012``."""
    dated = pattern.replace(YEAR_MARK, str(year))
    return RANK_MARK.sub(lambda mark: f"{rank:0{mark[1] or 1}d}", dated)

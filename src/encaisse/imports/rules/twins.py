"""The same movement told by two formats of one bank: recognised, or doubted, never booked twice.

No format writes a movement in the words of another, so keys cannot tell. What they share is the
account, the day, the amount and how many there are of that amount on that day; the words decide
between likes, and whether a statement covers the day completely says which count to believe.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from encaisse.imports.rules.bank import BankFile, why_not_ours
from encaisse.kernel.days import french_day

GAP = timedelta(days=7)
SHIFT = timedelta(days=4)
COMPARED_MAX = 10_000
WORD = re.compile(r"[A-Z0-9]{4,}")
EMPTY_WORDS = frozenset({
    "VIREMENT", "SEPA", "INST", "INSTANTANE", "RECU", "RECUS", "PRELEVEMENT", "VIRT", "FACTURE",
    "FACTURES", "REGLEMENT", "PAIEMENT", "REFERENCE", "MOTIF", "CLIENT", "SARL", "EURL",
    "NOTPROVIDED",
})  # fmt: skip
TWIN = "Mouvement déjà repris d'un relevé d'un autre format, du même jour et du même montant."
LIKE = (
    "Un relevé d'un autre format a déjà donné ce montant ce jour-là, en d'autres mots : "
    "attribuez la ligne si c'est un second mouvement, écartez-la si c'est le même."
)
MISSING = (
    "Un relevé d'un autre format couvre déjà ce jour sans donner ce mouvement : "
    "attribuez la ligne s'il est réel, écartez-la s'il y est sous une autre date."
)
SHIFTED = (
    "Un relevé d'un autre format a déjà donné ce montant le {day}, que ce fichier couvre sans le "
    "donner : attribuez la ligne si c'en est un second, écartez-la si c'est le même."
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of which a statement gives every movement."""

    first_on: date
    last_on: date

    def holds(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a statement; ``parts`` are those of a batch, empty for a single movement."""

    key: str
    on: date
    cents: int
    currency: str
    words: frozenset[str] = frozenset()
    parts: tuple["Told", ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(part.key for part in self.parts) or (self.key,)


@dataclass(slots=True)
class Verdict:
    """What is known of the entries of a file: ``twins`` by key, with the keys of what was kept of
    them; ``doubts`` by key, with the reason."""

    twins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def words_of(*texts: str) -> frozenset[str]:
    """The words that may tell a movement from its likes."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).encode("ascii", "ignore").decode()
    return frozenset(WORD.findall(plain.upper())) - EMPTY_WORDS


def periods_of(file: BankFile, iban: str) -> list[Period]:
    """The days that a file covers completely, on the company's account: to the last one when its
    balances prove it, else to the day before, which alone is over."""
    checks = [check for check in file.checks if not why_not_ours(check.account, iban)]
    days = {check.on for check in checks if check.on}
    days |= {
        one.on for one in file.movements
        if not one.is_advice and not why_not_ours(one.account, iban)
    }  # fmt: skip
    is_proved = bool(checks) and not file.refused
    is_proved &= all(check.trusted and check.expected == check.found for check in checks)
    runs = _runs(sorted(days))
    if is_proved:
        return [Period(first, last) for first, last in runs]
    return [Period(first, last - timedelta(days=1)) for first, last in runs if first < last]


def compare(
    new: Sequence[Told],
    seen: Sequence[Told],
    *,
    mine: Sequence[Period],
    theirs: Sequence[Period],
    is_named: bool,
) -> Verdict:
    """What the new entries are, next to those that files of other formats gave before.

    ``mine`` are the days that the new file covers, ``theirs`` those that the others cover. Whole
    entries are compared first, then the parts of the batches that found none. Without the name of
    its account (``is_named``), a file that shares nothing is that of another account.
    """
    verdict = Verdict()
    days = _Days(mine, theirs)
    for level in (_whole, _dissolved):
        new, seen = _pair_all(level(new), level(seen), days, verdict)
    if is_named or verdict.twins:
        _doubt(new, seen, days, verdict)
    return verdict


@dataclass(frozen=True, slots=True)
class _Days:
    mine: Sequence[Period]
    theirs: Sequence[Period]

    def is_mine(self, day: date) -> bool:
        return any(period.holds(day) for period in self.mine)

    def is_theirs(self, day: date) -> bool:
        return any(period.holds(day) for period in self.theirs)


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow one another closely: a file may hold two statements far apart."""
    start = 0
    for rank, day in enumerate(days):
        if rank + 1 == len(days) or days[rank + 1] - day > GAP:
            yield days[start], day
            start = rank + 1


def _whole(entries: Iterable[Told]) -> list[Told]:
    return list(entries)


def _dissolved(entries: Iterable[Told]) -> list[Told]:
    return [part for entry in entries for part in (entry.parts or (entry,))]


def _pair_all(
    new: Sequence[Told], seen: Sequence[Told], days: _Days, verdict: Verdict
) -> tuple[list[Told], list[Told]]:
    """Pair what can be, day and amount by day and amount; what is left of both."""
    groups: dict[tuple[date, int, str], tuple[list[Told], list[Told]]]
    groups = defaultdict(lambda: ([], []))
    for side, entries in enumerate((new, seen)):
        for entry in entries:
            groups[entry.on, entry.cents, entry.currency][side].append(entry)
    left_new: list[Told] = []
    left_seen: list[Told] = []
    for (day, _cents, _currency), (mine, theirs) in groups.items():
        pairs = _pairs(mine, theirs, day, days)
        for entry, twin in pairs:
            verdict.twins.update(dict.fromkeys(entry.keys, twin.keys))
        found = {entry.key for entry, _twin in pairs}, {twin.key for _entry, twin in pairs}
        left_new += [entry for entry in mine if entry.key not in found[0]]
        left_seen += [entry for entry in theirs if entry.key not in found[1]]
    return left_new, left_seen


def _pairs(
    new: Sequence[Told], seen: Sequence[Told], day: date, days: _Days
) -> list[tuple[Told, Told]]:
    """Each of the new that is one of the seen. When the counts and the days covered leave no
    choice, every one is; else only those whose words agree better than with any other."""
    if not new or not seen:
        return []
    is_forced = len(new) <= len(seen) and days.is_theirs(day)
    is_forced |= len(new) == len(seen) and days.is_mine(day)
    if len(new) * len(seen) > COMPARED_MAX:
        return list(zip(new, seen, strict=False)) if is_forced else []
    scored = sorted(
        ((len(one.words & other.words), one, other) for one in new for other in seen),
        key=lambda found: (-found[0], found[1].key, found[2].key),
    )
    free_new = {one.key: one for one in new}
    free_seen = {one.key: one for one in seen}
    pairs: list[tuple[Told, Told]] = []
    for score, one, other in scored:
        if one.key not in free_new or other.key not in free_seen:
            continue
        is_alike = score * 2 > min(len(one.words), len(other.words))
        if is_forced or (is_alike and _is_clear(one, other, score, free_new.values())):
            pairs.append((free_new.pop(one.key), free_seen.pop(other.key)))
    return pairs


def _is_clear(one: Told, other: Told, score: int, rivals: Iterable[Told]) -> bool:
    """Whether no other movement, said otherwise, agrees as well with that one."""
    return not any(
        len(rival.words & other.words) >= score and rival.words != one.words for rival in rivals
    )


def _doubt(new: Sequence[Told], seen: Sequence[Told], days: _Days, verdict: Verdict) -> None:
    """Why a movement that found no twin may still be one."""
    left: dict[tuple[int, str], list[date]] = defaultdict(list)
    for entry in seen:
        left[entry.cents, entry.currency].append(entry.on)
    for entry in new:
        near = left[entry.cents, entry.currency]
        reason = _reason(entry, near, days)
        if reason:
            verdict.doubts[entry.key] = reason


def _reason(entry: Told, near: Sequence[date], days: _Days) -> str:
    if entry.on in near:
        return LIKE
    if days.is_theirs(entry.on):
        return MISSING
    found = [day for day in near if abs(day - entry.on) <= SHIFT and days.is_mine(day)]
    if not found:
        return ""
    return SHIFTED.format(day=french_day(min(found, key=lambda day: abs(day - entry.on))))

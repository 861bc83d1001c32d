"""The books: every entry in order, then the lines of one financial year with their lettering."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from encaisse.demonstration.rules import costs, sales
from encaisse.demonstration.rules.ledger import JOURNALS, Entry, Leg, Movement
from encaisse.demonstration.rules.lettering import LETTERED, Group, Posting, letter
from encaisse.demonstration.rules.story import Story

_ORDER = {journal: rank for rank, journal in enumerate(JOURNALS)}
_BY_PARTY = {"413000", "416000"}
_RESULT = "120000"

Lettering = dict[Posting, Group]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the books of a year; ``code`` and ``lettered_on`` are its lettering."""

    journal: str
    number: int
    on: date
    leg: Leg
    piece: str
    piece_on: date
    label: str
    code: str = ""
    lettered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """Everything written up to the day of the story, and what the bank says up to that day."""

    story: Story
    postings: tuple[Posting, ...]
    movements: tuple[Movement, ...]

    @property
    def years(self) -> range:
        """The financial years."""
        return range(self.story.first_on.year, self.story.until.year + 1)


def keep(story: Story) -> Books:
    """The books of a story: no entry after its day, no bank line entered after its bank day."""
    kept: list[Entry] = [costs.founding(story), *sales.entries(story), *costs.entries(story)]
    movements: list[Movement] = [*sales.movements(story), *costs.movements(story)]
    for taxed, paid in costs.taxes(kept, story):
        kept.append(taxed)
        movements.append(paid)
    movements.sort(key=lambda movement: (movement.on, movement.piece))
    kept += [movement.entry for movement in movements if movement.on <= story.bank_until]
    entries = [entry for entry in kept if entry.on <= story.until]
    entries += [entry for entry in _appropriations(entries) if entry.on <= story.until]
    entries.sort(key=lambda entry: (entry.on, _ORDER[entry.journal], entry.piece, entry.label))
    postings = (Posting(entry, leg) for entry in entries for leg in entry.legs)
    said = (movement for movement in movements if movement.on <= story.until)
    return Books(story, tuple(postings), tuple(said))


def lines(books: Books, year: int) -> Iterator[Line]:
    """The lines of one financial year: its opening in detail, then its entries."""
    before = [one for one in books.postings if one.entry.on.year < year]
    during = [one for one in books.postings if one.entry.on.year == year]
    opened = _lettering(books, before, date(year - 1, 12, 31))
    closed = _lettering(books, [*before, *during], date(year, 12, 31))
    yield from _opening(before, opened, closed, date(year, 1, 1))
    yield from _written(during, closed)


def _lettering(books: Books, postings: Iterable[Posting], closing: date) -> Lettering:
    return letter(postings, min(closing, books.story.bank_until))


def _opening(
    before: list[Posting], opened: Lettering, closed: Lettering, on: date
) -> Iterator[Line]:
    """Balances brought forward; third parties in detail, line by line what is not settled."""
    balances: Counter[tuple[str, str]] = Counter()
    for one in before:
        if one.leg.account not in LETTERED:
            balances[_brought_forward(one.leg)] += one.leg.cents
    yesterday = on - timedelta(days=1)
    for (account, party), cents in sorted(balances.items()):
        if cents:
            leg = Leg(account, cents, party)
            yield Line("AN", 1, on, leg, f"AN{on:%Y}", yesterday, f"À-nouveau au {on:%d/%m/%Y}")
    for one in before:
        if one.leg.account in LETTERED and not opened[one].is_settled:
            yield _line(one, closed, journal="AN", number=1, on=on)


def _brought_forward(leg: Leg) -> tuple[str, str]:
    """The account that carries the leg into the next year: the result for charges and income."""
    if leg.account[0] in "67":
        return (_RESULT, "")
    return (leg.account, leg.party if leg.account in _BY_PARTY else "")


def _written(during: list[Posting], closed: Lettering) -> Iterator[Line]:
    """The entries of the year, numbered without a gap in each journal."""
    numbers: Counter[str] = Counter()
    latest: Entry | None = None
    for one in during:
        entry = one.entry
        if entry is not latest:
            numbers[entry.journal] += 1
            latest = entry
        yield _line(one, closed, journal=entry.journal, number=numbers[entry.journal], on=entry.on)


def _line(one: Posting, closed: Lettering, *, journal: str, number: int, on: date) -> Line:
    entry, group = one.entry, closed.get(one)
    code = group.code if group else ""
    lettered_on = group.lettered_on if group and code else None
    return Line(journal, number, on, one.leg, entry.piece, entry.on, entry.label, code, lettered_on)


def _appropriations(entries: list[Entry]) -> Iterator[Entry]:
    """Each June, the result of the year before goes to the reserves."""
    results: Counter[int] = Counter()
    for entry in entries:
        results[entry.on.year] += sum(leg.cents for leg in entry.legs if leg.account[0] in "67")
    for year, cents in sorted(results.items()):
        legs = (Leg(_RESULT, -cents), Leg("110000", cents))
        label = f"Affectation du résultat {year}"
        yield Entry("OD", date(year + 1, 6, 30), f"AGO-{year + 1}", label, legs)

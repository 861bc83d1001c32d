"""A story written from real books: played again, it decides what was really decided.

``names`` real or pseudonyms · ``calendar`` the day of each act and the runs that knew of it ·
``cast`` who is there on the first day · ``choices`` segments · ``money`` payments, credit notes ·
``acts`` what people did · ``holding`` disputes, promises, plans, proceedings · ``naming`` several
receivables at once · ``proof`` what is expected · ``writing`` YAML.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from encaisse.dunning.queries.books import books_of
from encaisse.dunning.story.export.acts import Acts
from encaisse.dunning.story.export.calendar import Calendar
from encaisse.dunning.story.export.cast import Cast
from encaisse.dunning.story.export.holding import Holding
from encaisse.dunning.story.export.money import money
from encaisse.dunning.story.export.names import Names, Words
from encaisse.dunning.story.export.proof import Proof
from encaisse.dunning.story.export.writing import as_yaml
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.dunning.queries.books import Books


class DaysBackwards(Refusal):
    """The last day comes before the first."""

    code = "days_backwards"
    sentence = "Le {last} vient avant le {first} : donnez le premier jour, puis le dernier."


def export(company: Company, *, first: date, last: date, anonymous: bool = False) -> str:
    """The story of these days, both included; ``anonymous``: names, numbers, addresses and reasons
    replaced, days and amounts kept."""
    if last < first:
        raise DaysBackwards(first=french_day(first), last=french_day(last))
    books = books_of(company, first, last)
    words = Words(books, anonymous=anonymous)
    return as_yaml(_told(books, Names(books, words)))


def _told(books: Books, names: Names) -> dict[str, Any]:
    calendar = Calendar(books)
    cast = Cast(books, names, calendar)
    acts = Acts(books, names, calendar, cast)
    proof = Proof(books, names, calendar)
    holding = Holding(books, names, calendar)
    events = [
        *money(books, names, calendar),
        *acts.taken_before(),
        *acts.happened(),
        *holding.happened(),
        *cast.segmented,
    ]
    return {
        "company": cast.company(),
        "scenarios": cast.scenarios(),
        "customers": cast.customers(),
        "invoices": cast.invoices(),
        "events": [each.as_event() for each in sorted(events)],
        "deliver": "manual",
        "runs": proof.runs(),
        "expect": proof.proposed(),
        "expect_sent": proof.sent(),
    }

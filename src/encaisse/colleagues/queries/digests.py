"""What a digest tells: what is late of one's customers, their open disputes, what one is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from encaisse.colleagues.rules import (
    LINES_MAX,
    WEEK,
    Late,
    Open,
    changes,
    largest_first,
    late_by_customer,
    sums,
)
from encaisse.disputes.queries import asking, board
from encaisse.disputes.rules import State
from encaisse.matching import queries as matching
from encaisse.parties.queries import colleagues, followed_by
from encaisse.parties.rules.colleagues import SALES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.disputes.models import Question
    from encaisse.disputes.queries.board import Row
    from encaisse.parties.models import Colleague


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell somebody on a day; ``before``: what was late a week before."""

    colleague: Colleague
    on: date
    late: list[Late]
    before: list[Late]
    disputes: list[Row]
    questions: list[Question]

    @property
    def is_empty(self) -> bool:
        """Nothing to say: nothing is sent."""
        return not (self.late or self.disputes or self.questions)

    @property
    def sums(self) -> list[tuple[str, int]]:
        """What is late, by currency."""
        return sums(self.late)

    @property
    def changes(self) -> list[tuple[str, int]]:
        """How much more than a week before, by currency."""
        return changes(self.late, self.before)

    @property
    def count(self) -> int:
        """How many invoices are late."""
        return sum(each.count for each in self.late)

    @property
    def oldest_on(self) -> date | None:
        """Since when the oldest is."""
        return min((each.oldest_on for each in self.late), default=None)

    @property
    def shown(self) -> list[Late]:
        """The largest; a mail has an end."""
        return self.late[:LINES_MAX]

    @property
    def others(self) -> int:
        """How many more customers are late."""
        return len(self.late) - len(self.shown)


def news(company: Company, *, on: date) -> list[News]:
    """What there is to tell each colleague who sells, on a day. A fixed number of queries."""
    followed = followed_by(company, SALES)
    told = [each for each in colleagues(company) if each.pk in followed]
    return _news(company, told, followed, on) if told else []


def news_of(colleague: Colleague, *, on: date) -> News:
    """The same of one of them, whoever they follow."""
    followed = followed_by(colleague.company, SALES)
    return _news(colleague.company, [colleague], followed, on)[0]


def _news(
    company: Company, told: list[Colleague], followed: dict[int, list[int]], on: date
) -> list[News]:
    since = on - WEEK
    late = late_by_customer(_open(company, on), on=on)
    before = late_by_customer(_open(company, since), on=since)
    rows = [row for row in board.shown(company, on=on) if row.state != State.CLOSED]
    waiting = asking.unanswered(company)
    found = []
    for each in told:
        mine = set(followed.get(each.pk, []))
        found.append(
            News(
                colleague=each, on=on,
                late=largest_first(row for key in mine for row in late.get(key, [])),
                before=[row for key in mine for row in before.get(key, [])],
                disputes=[row for row in rows if row.customer_id in mine],
                questions=[one for one in waiting if _is_to(one, each)],
            )
        )  # fmt: skip
    return found


def _open(company: Company, on: date) -> Iterable[Open]:
    items = matching.open_items(company, on).receivables
    return (
        Open(each.customer_id, each.customer_name, each.due_on, each.open_cents, each.currency)
        for each in items
    )


def _is_to(question: Question, colleague: Colleague) -> bool:
    return bool(colleague.address) and question.email.lower() == colleague.address.lower()

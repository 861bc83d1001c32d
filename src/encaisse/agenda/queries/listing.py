"""The agenda of a day: all the lines in their order, whose they are, what was done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from encaisse.agenda import rules
from encaisse.agenda.models import AgendaAct, NextAction
from encaisse.agenda.queries.sources import lines
from encaisse.agenda.queries.tasks import late_of, tasks
from encaisse.agenda.rules import Act, Following, Item
from encaisse.dunning.queries import board
from encaisse.dunning.queries.explaining import account_in_scenarios
from encaisse.dunning.rules.stage import stage
from encaisse.kernel.refusal import Refusal
from encaisse.parties.models import Customer
from encaisse.parties.queries import payer_of
from encaisse.teams.queries import replacements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import polars as pl

    from encaisse.accounts.models import Company
    from encaisse.dunning.queries.board import Ready
    from encaisse.dunning.rules.scenario import Scenario
    from encaisse.teams.queries.named import Named

TEAM = "equipe-"
TODAY, TOMORROW, WEEK = "", "demain", "semaine"
MINE, NOBODY, EVERYBODY = "moi", "personne", "tous"
WITHIN = {TODAY: (None, 0), TOMORROW: (1, 1), WEEK: (1, 7)}
LATEST = """
SELECT DISTINCT ON (source, gesture) source, gesture, until, person_id, words, id
FROM agenda_agendaact WHERE company_id = %(company)s AND source IN (
  SELECT 'task:' || id FROM dunning_task WHERE company_id = %(company)s AND done_on IS NULL
  UNION ALL SELECT string_to_table(%(sources)s, E'\\n'))
ORDER BY source, gesture, id DESC
"""

DONE = """
SELECT name, count(*) FROM (
  SELECT by AS name FROM agenda_agendaact
  WHERE company_id = %(company)s AND "on" = %(on)s AND gesture = 'done'
  UNION ALL SELECT done_by FROM dunning_task WHERE company_id = %(company)s AND done_on = %(on)s
  UNION ALL SELECT read_by FROM replies_reply WHERE company_id = %(company)s AND read_on = %(on)s
) AS each
WHERE name = ANY (%(names)s) GROUP BY name
"""


class ItemGone(Refusal):
    """The line is not there any more: its cause went, or somebody did it."""

    code = "agenda_item_gone"
    sentence = "Cette ligne n'est plus à faire : rechargez l'agenda."


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every line, the heaviest first."""

    on: date
    items: list[Item]

    def of(self, who: str, viewer_id: int) -> Agenda:
        """The lines of the viewer with those of nobody, of one person, of nobody, or all."""
        whose: set[int | None]
        if who == MINE:
            whose = {viewer_id, None}
        elif who == NOBODY:
            whose = {None}
        elif who.isdecimal():
            whose = {int(who)}
        else:
            return self
        return Agenda(self.on, [item for item in self.items if item.person_id in whose])

    def of_team(self, people: Collection[int]) -> Agenda:
        """The lines of these people, and those that others do in their place."""
        return Agenda(
            self.on,
            [item for item in self.items if item.person_id in people or item.instead_of in people],
        )

    def due(self, when: str) -> list[Item]:
        """Those to do today and before, tomorrow, or in the next seven days."""
        since, until = self._within(when)
        return [item for item in self.items if since <= item.due_on <= until]

    def counts(self) -> dict[str, int]:
        """How many are due today and before, tomorrow, in the next seven days."""
        by_day = Counter(item.due_on for item in self.items)
        days = {when: self._within(when) for when in WITHIN}
        return {
            when: sum(count for day, count in by_day.items() if since <= day <= until)
            for when, (since, until) in days.items()
        }

    def _within(self, when: str) -> tuple[date, date]:
        first, last = WITHIN.get(when, WITHIN[TODAY])
        since = self.on + timedelta(days=first) if first is not None else date.min
        return since, self.on + timedelta(days=last)


def agenda(company: Company, *, on: date, ready: list[Ready] | None = None) -> Agenda:
    """What is to be done, whoever asks for it. A fixed number of queries; ``ready``: the reminders
    to approve, for a page that has read them."""
    ready = board.ready(company, on=on) if ready is None else ready
    others = _valued(company, list(lines(company, ready, on)), on)
    found = [*tasks(company, on), *others]
    items = rules.after_acts(found, _acts(company, others), on=on)
    items = rules.stood_in(items, replacements(company, on=on))
    return Agenda(on, rules.ordered(items, on=on))


def team_asked(teams: Iterable[Named], who: str) -> Named | None:
    """The team whose lines are asked for, if one is."""
    return next((each for each in teams if who == f"{TEAM}{each.id}"), None)


def item_of(company: Company, source: str, *, on: date) -> Item:
    """The line of that name, while it is there."""
    found = next((one for one in agenda(company, on=on).items if one.source == source), None)
    if found is None:
        raise ItemGone
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody has to do and did."""

    id: int
    name: str
    to_do: int
    done: int


def counts(
    company: Company, due: Iterable[Item], people: Mapping[int, str], *, on: date
) -> list[Count]:
    """For each of these people, by name, the lines that are theirs and what they did that day.
    One query."""
    mine = Counter(item.person_id for item in due)
    done = _done(company, set(people.values()), on)
    return [Count(key, name, mine[key], done.get(name, 0)) for key, name in people.items()]


def _done(company: Company, names: Collection[str], on: date) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(DONE, {"company": company.pk, "on": on, "names": list(names)})
        return dict(cursor.fetchall())


def done_by(company: Company, who: str, *, on: date) -> int:
    """How many things that person did that day. One query."""
    return _done(company, {who}, on).get(who, 0)


def following(customer_id: int, company: Company, *, on: date) -> Following:
    """What the scenarios of the customer's account say comes next, the earliest step first."""
    return following_of(*account_in_scenarios(company, payer_of(customer_id), on=on), on=on)


def following_of(
    decided: pl.DataFrame, scenarios: Mapping[int, Scenario], *, on: date
) -> Following:
    """The same, from what was decided of the account."""
    followed = decided["scenario"].drop_nulls().unique().sort().to_list()
    stages = [stage(decided, scenarios[key], on) for key in followed if key in scenarios]
    coming = [each for each in stages if each.next_on is not None]
    first = min(coming, key=lambda each: each.next_on or on, default=None)
    return rules.following(
        step=first.what if first else "", step_on=first.next_on if first else None, on=on
    )


def customer_of(company: Company, customer_id: int) -> Customer:
    """The customer that a line is about."""
    return Customer.objects.select_related("company").get(company=company, pk=customer_id)


def actions_of(customer_id: int) -> list[NextAction]:
    """What somebody noted to be done next for a customer, the earliest first."""
    found = NextAction.objects.filter(customer=customer_id, done_on=None).select_related("person")
    return list(found.order_by("due_on", "id"))


def next_action(company: Company, action_id: int) -> NextAction:
    """A next action, held until the end of the transaction."""
    found = NextAction.objects.select_for_update(of=("self",)).select_related("company")
    return found.get(company=company, pk=action_id)


def _valued(company: Company, items: list[Item], on: date) -> list[Item]:
    """A line that bears no amount weighs what its customer owes past its date."""
    about = {item.customer_id for item in items if item.customer_id is not None}
    late = late_of(company, about, on) if about else {}
    found = []
    for item in items:
        cents, currency, days = late.get(item.customer_id or 0, (0, item.currency, 0))
        if item.cents:
            found.append(item._replace(days_late=days))
        else:
            found.append(item._replace(cents=cents, currency=currency, days_late=days))
    return found


def _acts(company: Company, others: Iterable[Item]) -> list[Act]:
    """The gestures on the tasks, which the database names itself, and on these other lines."""
    sources = "\n".join(item.source for item in others)
    rows = AgendaAct.objects.raw(LATEST, {"company": company.pk, "sources": sources})
    return [Act(row.source, row.gesture, row.until, row.person_id, row.words) for row in rows]

"""Everything the customer's page shows, gathered once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from stdnum.fr import siren

from encaisse.agenda.models import NextAction
from encaisse.agenda.queries.listing import actions_of
from encaisse.dunning.models import Profile
from encaisse.dunning.queries import choosing, profiles
from encaisse.dunning.rules.profiles import told as habits
from encaisse.home.queries import claims as claiming
from encaisse.home.queries import customer as queries
from encaisse.home.queries import dunning, group, papers, terms
from encaisse.home.queries.claims import Claims
from encaisse.home.queries.group import Member
from encaisse.home.queries.papers import Paper
from encaisse.home.queries.reaching import Reached, ways
from encaisse.home.queries.terms import Beyond
from encaisse.letters.rules.texts import TONES
from encaisse.parties.models import Contact, Customer
from encaisse.parties.queries import agreed_terms
from encaisse.parties.rules import Agreed
from encaisse.payments.models import Credit
from encaisse.promises.queries import word
from encaisse.promises.rules import Word
from encaisse.receivables.models import Receivable, SideBalance

SHOWN = 100
ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An open receivable, what the law adds to it, and its papers."""

    receivable: Receivable
    claims: Claims
    decision: dunning.Decision | None
    papers: list[Paper]


@dataclass(frozen=True, slots=True)
class Window:
    """The receivables shown among all those that are open, the oldest due date first."""

    lines: list[Line]
    number: int
    total: int

    @property
    def first(self) -> int:
        """The rank of the first one shown."""
        return (self.number - 1) * ROWS + 1

    @property
    def latest(self) -> int:
        """The rank of the one shown after all the others."""
        return min(self.number * ROWS, self.total)

    @property
    def before(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.latest < self.total else None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One customer on one day."""

    owed: list[queries.Owed]
    claims: Claims
    window: Window
    credits: list[Credit]
    side_balances: list[SideBalance]
    contacts: list[Contact]
    reached: Reached
    next: dunning.Decision | None
    standing: dunning.Standing
    choice: dict[str, Any]
    profile: Profile
    siren_is_valid: bool
    agreed: Agreed
    beyond: Beyond | None
    word: Word
    actions: list[NextAction]
    group: list[Member]

    @property
    def tone(self) -> str:
        """The profile in French."""
        return str(TONES[self.profile.tone])

    @property
    def habits(self) -> str:
        """What the history tells of the profile, or why a person chose it."""
        told = habits(self.profile.facts)
        return f"{self.profile.why} {told}" if self.profile.chosen else told

    @property
    def is_blocked(self) -> bool:
        """Whether no reminder goes to the customer at all."""
        return any(block.customer_id for block in self.standing.blocks)


def customer_page(customer: Customer, *, on: date, number: int = 1) -> CustomerPage:
    """One customer on one day, in a fixed number of queries; ``number``: which page of its
    receivables."""
    company = customer.company
    claims = claiming.of_customer(company.pk, customer.pk, on=on)
    decided = dunning.decided(customer, on=on)
    contacts = queries.contacts(customer)
    return CustomerPage(
        owed=queries.owed(customer, on=on),
        claims=claiming.summed(claims, customer.currency),
        window=_window(customer, claims, decided, number),
        credits=list(queries.unallocated(customer)[:SHOWN]),
        side_balances=queries.side_balances(customer),
        contacts=contacts,
        reached=ways(customer, contacts),
        next=dunning.nearest(decided),
        standing=dunning.standing(customer, on=on),
        choice=choosing.choice_of(customer, on),
        profile=profiles.profile_of(customer),
        siren_is_valid=siren.is_valid(customer.siren),
        agreed=agreed_terms(customer),
        beyond=terms.of_customer(customer, on=on),
        word=word(company, customer.pk, on=on),
        actions=actions_of(customer.pk),
        group=group.of_customer(customer, on=on),
    )


def _window(customer: Customer, claims: pl.DataFrame, decided: pl.DataFrame, number: int) -> Window:
    found = queries.receivables(customer)
    total = found.count()
    number = max(1, min(number, -(-total // ROWS)))
    rows = list(found[(number - 1) * ROWS : number * ROWS])
    ids = [each.pk for each in rows]
    added, decisions = claiming.by_receivable(claims, ids), dunning.decisions(decided, ids)
    kept = papers.by_invoice(customer.company, [each.invoice_id for each in rows])
    return Window(
        [
            Line(
                each,
                added.get(each.pk, claiming.NOTHING),
                decisions.get(each.pk),
                kept.get(each.invoice_id, []),
            )
            for each in rows
        ],
        number,
        total,
    )

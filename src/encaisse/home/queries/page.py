"""Everything the customer's page shows, gathered once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.fr import siren

from encaisse.dunning.models import Profile
from encaisse.dunning.queries import choosing, profiles
from encaisse.dunning.rules.profiles import told as habits
from encaisse.home.queries import claims as claiming
from encaisse.home.queries import customer as queries
from encaisse.home.queries import dunning, terms
from encaisse.home.queries.claims import Claims
from encaisse.home.queries.reaching import Reached, ways
from encaisse.home.queries.terms import Beyond
from encaisse.letters.rules.texts import TONES
from encaisse.parties.models import Contact, Customer
from encaisse.parties.queries import agreed_terms
from encaisse.parties.rules import Agreed
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable, SideBalance

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An open receivable, and what the law adds to it."""

    receivable: Receivable
    claims: Claims
    decision: dunning.Decision | None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One customer on one day."""

    owed: list[queries.Owed]
    claims: Claims
    lines: list[Line]
    is_cut: bool
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


def customer_page(customer: Customer, *, on: date) -> CustomerPage:
    """One customer on one day, in a fixed number of queries."""
    company = customer.company
    claims = claiming.of_customer(company.pk, customer.pk, on=on)
    by_receivable = claiming.by_receivable(claims)
    decided = dunning.decisions(customer, on=on)
    found = list(queries.receivables(customer)[: SHOWN + 1])
    contacts = queries.contacts(customer)
    return CustomerPage(
        owed=queries.owed(customer, on=on),
        claims=claiming.summed(claims, customer.currency),
        lines=[
            Line(
                receivable,
                by_receivable.get(receivable.pk, claiming.NOTHING),
                decided.get(receivable.pk),
            )
            for receivable in found[:SHOWN]
        ],
        is_cut=len(found) > SHOWN,
        credits=list(queries.unallocated(customer)[:SHOWN]),
        side_balances=queries.side_balances(customer),
        contacts=contacts,
        reached=ways(customer, contacts),
        next=dunning.nearest(decided.values()),
        standing=dunning.standing(customer, on=on),
        choice=choosing.choice_of(customer, on),
        profile=profiles.profile_of(customer),
        siren_is_valid=siren.is_valid(customer.siren),
        agreed=agreed_terms(customer),
        beyond=terms.of_customer(customer, on=on),
    )

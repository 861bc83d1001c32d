"""Everything the customer's page shows, gathered once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.fr import siren

from encaisse.agenda.models import NextAction
from encaisse.agenda.queries.listing import actions_of
from encaisse.dunning.models import Profile
from encaisse.dunning.queries import choosing, profiles
from encaisse.dunning.rules.profiles import risk
from encaisse.dunning.rules.profiles import told as habits
from encaisse.dunning.rules.stage import Stage, stage
from encaisse.home.queries import claims as claiming
from encaisse.home.queries import customer as queries
from encaisse.home.queries import dunning, group, terms
from encaisse.home.queries.claims import Claims
from encaisse.home.queries.group import Member
from encaisse.home.queries.reaching import Reached, Way, ways
from encaisse.home.queries.terms import Beyond
from encaisse.home.queries.window import View, Window, window
from encaisse.letters.rules.texts import TONES
from encaisse.parties.models import Contact, Customer
from encaisse.parties.queries import agreed_terms
from encaisse.parties.rules import Agreed
from encaisse.payments.models import Credit
from encaisse.promises.queries import word
from encaisse.promises.rules import Word
from encaisse.receivables.models import SideBalance

SHOWN = 100
USUAL = View()


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
    stage: Stage | None
    profile: Profile
    siren_is_valid: bool
    agreed: Agreed
    beyond: Beyond | None
    word: Word
    actions: list[NextAction]
    group: list[Member]
    excess_cents: int

    @property
    def people(self) -> list[tuple[Contact, str, list[Way]]]:
        """Each contact, the name of its form, and the ways to reach it."""
        return [
            (each, f"contact-{each.pk}", self.reached.theirs[each.pk]) for each in self.contacts
        ]

    @property
    def is_late(self) -> bool:
        """Whether something is past its date."""
        return any(owed.overdue_count for owed in self.owed)

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
    def risk(self) -> tuple[str, str]:
        """The risk of not being paid in a word, and the rule that says so."""
        return risk(self.profile.facts)

    @property
    def is_blocked(self) -> bool:
        """Whether no reminder goes to the customer at all."""
        return any(block.customer_id for block in self.standing.blocks)


def customer_page(customer: Customer, *, on: date, view: View = USUAL) -> CustomerPage:
    """One customer on one day, in a fixed number of queries; ``view``: which of its receivables,
    in which order."""
    company = customer.company
    claims = claiming.of_customer(company.pk, customer.pk, on=on)
    decided, scenarios = dunning.decided(customer, on=on)
    choice = choosing.choice_of(customer, on)
    followed = scenarios.get(choice["scenario_id"])
    contacts = queries.contacts(customer)
    owed = queries.owed(customer, on=on)
    return CustomerPage(
        owed=owed,
        claims=claiming.summed(claims, customer.currency),
        window=window(customer, claims, decided, view, on=on),
        credits=list(queries.unallocated(customer)[:SHOWN]),
        side_balances=queries.side_balances(customer),
        contacts=contacts,
        reached=ways(customer, contacts),
        next=dunning.nearest(decided),
        standing=dunning.standing(customer, on=on),
        choice=choice,
        stage=stage(decided, followed, on) if followed and not choice["excluded"] else None,
        profile=profiles.profile_of(customer),
        siren_is_valid=siren.is_valid(customer.siren),
        agreed=agreed_terms(customer),
        beyond=terms.of_customer(customer, on=on),
        word=word(company, customer.pk, on=on),
        actions=actions_of(customer.pk),
        group=group.of_customer(customer, on=on),
        excess_cents=_excess(customer, owed),
    )


def _excess(customer: Customer, owed: list[queries.Owed]) -> int:
    """What the customer owes, in its currency, beyond what it may."""
    if customer.credit_limit_cents is None:
        return 0
    mine = sum(each.outstanding_cents for each in owed if each.currency == customer.currency)
    return max(0, mine - customer.credit_limit_cents)

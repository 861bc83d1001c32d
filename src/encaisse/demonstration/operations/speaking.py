"""What Nadia said on the telephone this morning, the visit she plans, and a scenario that calls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from encaisse.demonstration import queries
from encaisse.demonstration.rules import people
from encaisse.dunning import operations as dunning
from encaisse.dunning import rules as ladder
from encaisse.exchanges import operations as exchanges
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome
from encaisse.kernel.days import next_business_day

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Contact

BY_TELEPHONE = ladder.Scenario(
    id=0,
    name="Grands comptes, avec un appel",
    steps=(
        ladder.Step(0, -5, is_courtesy=True, template_code="courtoisie"),
        ladder.Step(1, 5, template_code="relance-1", approval="approve"),
        ladder.Step(2, 12, channel="call", template_code="relance-2", approval="task"),
        ladder.Step(3, 30, channel="letter", template_code="relance-3", approval="approve"),
    ),
    lists="overdue",
)


def speak(company: Company, *, at: datetime) -> None:
    """Two calls and a visit to come, with those who owe most that is late."""
    dunning.save_scenario(company, BY_TELEPHONE, by=people.PAUL.email)
    nadia = queries.collector(company, people.NADIA.email)
    by = exchanges.Teller(str(nadia), at.date(), nadia)
    soon = next_business_day(at.date() + timedelta(days=2))
    told = (
        exchanges.Given(
            Outcome.VOICEMAIL, then=Following(Next.CALL, soon),
            note="Message laissé, sans parler de la dette.",
        ),
        exchanges.Given(
            Outcome.REACHED, then=Following(Next.SCENARIO),
            note="Attend la validation de son directeur.",
        ),
    )  # fmt: skip
    called = queries.called(company, on=at.date())
    for given, contact in zip(told, called, strict=False):
        dialled = exchanges.Dialled(contact.phone, contact)
        exchanges.calls.record(contact.customer, given, dialled, at=at, by=by)
    for contact in called[len(told) : len(told) + 1]:
        _visit(contact, by, at=at)


def _visit(contact: Contact, by: exchanges.Teller, *, at: datetime) -> None:
    planned = exchanges.Planned(
        next_business_day(by.on + timedelta(days=4)), at.time().replace(hour=14), 
        contact.customer.address, by.user, contact, purpose="Faire le point sur les retards",
    )  # fmt: skip
    exchanges.visits.plan(contact.customer, planned, at=at, by=by)

"""What a collector grants alone, and what a manager approves."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.agenda.queries import sources
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations
from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.operations import limiting, proposing
from encaisse.payment_plans.queries import proposals
from encaisse.payment_plans.queries.limits import limits_for
from encaisse.payment_plans.rules.limiting import Limits, PlanAboveLimits, beyond
from encaisse.payment_plans.rules.proposing import State
from encaisse.receivables.models import Receivable
from tests import factories
from tests.payment_plans.conftest import ANSWER, ON, PARTS

TIGHT = Limits(months_max=2, cents_max=50_000, waived_percent_max=10)


@pytest.mark.parametrize(
    ("last_on", "cents", "waived", "count"),
    [
        (datetime.date(2026, 5, 20), 50_000, 10, 0),
        (datetime.date(2026, 5, 21), 50_000, 10, 1),
        (datetime.date(2026, 5, 20), 50_001, 10, 1),
        (datetime.date(2026, 5, 20), 50_000, 11, 1),
        (datetime.date(2026, 9, 20), 90_000, 100, 3),
    ],
)
def test_each_limit_says_why(last_on: datetime.date, cents: int, waived: int, count: int) -> None:
    told = beyond(TIGHT, on=ON, last_on=last_on, amount=Money(cents), waived_percent=waived)
    assert len(told) == count


@pytest.fixture
def waiting(bills: list[Receivable]) -> PlanProposal:
    offer = proposing.Offer(expires_on=ANSWER)
    return proposing.propose(bills, PARTS, offer, on=ON, by="Nadia", limits=TIGHT)


def test_beyond_the_limits_it_waits_for_a_manager(waiting: PlanProposal) -> None:
    assert proposals.state(waiting, on=ON) == State.TO_APPROVE
    assert waiting.beyond == "Plus de 2 mois. Plus de 500,00\u00a0€."
    with pytest.raises(proposing.ProposalToApprove, match="accord d'un responsable : Plus de 2"):
        proposing.hand(waiting, on=ON, by="Nadia")
    limiting.approve(waiting, on=ON, by="Paul")
    proposing.hand(waiting, on=ON, by="Nadia")
    with pytest.raises(proposing.ProposalOver, match="elle est partie"):
        limiting.approve(waiting, on=ON, by="Paul")


def test_it_is_a_line_of_the_agenda_until_it_is_approved(
    waiting: PlanProposal, company: Company
) -> None:
    (line,) = sources.granted(company, ON)
    assert (line.target, line.cents) == (waiting.pk, 100_000)
    assert line.reason.startswith("échéancier proposé par Nadia : plus de 2 mois")
    limiting.approve(waiting, on=ON, by="Paul")
    assert list(sources.granted(company, ON)) == []


def test_what_waits_may_be_withdrawn(waiting: PlanProposal) -> None:
    proposing.withdraw(waiting, on=ON, by="Nadia")
    waiting.refresh_from_db()
    assert proposals.state(waiting, on=ON) == State.WITHDRAWN


def test_a_plan_agreed_at_once_keeps_within_the_limits(bills: list[Receivable]) -> None:
    with pytest.raises(PlanAboveLimits, match="Faites-en une proposition"):
        operations.agree(bills, PARTS, on=ON, by="Nadia", limits=TIGHT)


def test_a_manager_has_no_limit(company: Company) -> None:
    limiting.change_limits(company, TIGHT, by="Paul")
    assert limits_for(company, Role.COLLECTOR) == TIGHT
    assert limits_for(company, Role.MANAGER) == Limits()


def a_client(company: Company, role: Role) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role, f"Un {role}"))
    return client


def test_limits_are_said_on_their_page_and_a_manager_approves(
    company: Company, garage: Customer, bills: list[Receivable]
) -> None:
    paul, nadia = a_client(company, Role.MANAGER), a_client(company, Role.COLLECTOR)
    assert nadia.post("/echeanciers/limites", {"months_max": "9"}).status_code == 403
    told = paul.post("/echeanciers/limites", {"cents_max": "500"}, follow=True).content.decode()
    assert "Limites enregistrées" in told
    assert 'value="500,00"' in nadia.get("/echeanciers/limites").content.decode()
    first = timezone.localdate() + datetime.timedelta(days=20)
    keys = "&".join(f"creance={bill.pk}" for bill in bills)
    asked = f"/clients/{garage.pk}/echeancier/proposer?choix=1&{keys}&premier={first}"
    assert "elle attend l&#x27;accord" in nadia.post(asked, follow=True).content.decode()
    made = PlanProposal.objects.get()
    page = nadia.get(made.get_absolute_url()).content.decode()
    assert "d'un responsable." in page
    assert "Approuver la proposition" not in page
    where = f"{made.get_absolute_url()}geste"
    assert nadia.post(where, {"geste": "approuver"}).status_code == 403
    approved = paul.post(where, {"geste": "approuver"}, follow=True).content.decode()
    assert "Proposition approuvée" in approved
    assert "Envoyer la proposition" in approved


@pytest.mark.parametrize("typed", ["-1", "99999999999999999999", "beaucoup"])
def test_a_limit_is_an_amount_that_books_hold(company: Company, typed: str) -> None:
    paul = a_client(company, Role.MANAGER)
    assert paul.post("/echeanciers/limites", {"cents_max": typed}).status_code == 422
    assert limits_for(company, Role.COLLECTOR) == Limits()

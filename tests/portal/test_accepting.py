"""A plan proposed is accepted on the customer's page, by a code; then it lives as any other."""

import datetime
import re
from dataclasses import asdict

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.agenda.queries.sources import said as said_lines
from encaisse.insolvency import operations as insolvency
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans import queries
from encaisse.payment_plans.models import Plan, PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.queries import proposals
from encaisse.payment_plans.rules import Part
from encaisse.portal.models import PortalCode, PortalRequest
from encaisse.portal.queries.addresses import address_of
from encaisse.portal.rules.plans import seal_of
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, text_of

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
PARTS = (
    Part(datetime.date(2026, 12, 1), 40_000), Part(datetime.date(2027, 1, 1), 40_000),
    Part(datetime.date(2027, 2, 1), 40_000),
)  # fmt: skip


@pytest.fixture
def proposal(customer: Customer, settings: Settings) -> PlanProposal:
    """Sent to Garage Martin, whose address is known."""
    settings.EMAIL_HOST = "127.0.0.1"
    customer.email = "compta@garage.example"
    customer.save()
    return sent(customer)


def sent(customer: Customer) -> PlanProposal:
    bill = Receivable.objects.filter(customer=customer).order_by("due_on").first()
    assert bill is not None
    offer = proposing.Offer(expires_on=datetime.date(2026, 11, 30))
    made = proposing.propose([bill], PARTS, offer, on=DAY, by="Nadia")
    return proposing.hand(made, on=DAY, by="Nadia")


def where(proposal: PlanProposal, *, of: Customer | None = None) -> str:
    return address_of(of or proposal.customer, "portal:plan", proposal_id=proposal.pk)


def digits() -> str:
    found = re.search(r"\b\d{6}\b", Letter.objects.latest("id").text)
    assert found is not None
    return found[0]


def accept(client: Client, proposal: PlanProposal) -> str:
    """The page that follows the code."""
    code = client.post(where(proposal), {"name": "Mme Petit"})["Location"]
    return client.post(code, {"code": digits()})["Location"]


@time_machine.travel(NOON, tick=False)
def test_a_plan_is_shown_whole_accepted_by_a_code_paid_twice_and_ended(
    customer: Customer, proposal: PlanProposal
) -> None:
    client = a_visit(customer)
    assert f'href="{where(proposal)}"' in text_of(client)
    shown = text_of(client, where(proposal))
    for words in ("01/12/2026", "400,00 €", "1 200,00 €", "reconnaît devoir", "article 2240"):
        assert words in shown
    assert accept(client, proposal) == "/espace/merci/plan"

    plan = Plan.objects.get()
    proposal.refresh_from_db()
    assert (proposal.plan, proposal.answered_by) == (plan, "Mme Petit")
    for words in ("20/11/2026 à 13:00", "c•••@garage.example", "127.0.0.1", "SHA-256"):
        assert words in proposal.evidence
    line = next(said_lines(customer.company))
    assert line.reason.startswith("accepte un échéancier")
    assert where(proposal) not in text_of(client)

    for month, part in enumerate(PARTS[:2]):
        matching.receive_payment(
            customer=customer, reference=f"VIR-{month}", on=part.due_on, amount=Money(part.cents),
            by="Nadia", pays=[Receivable.objects.get(invoice__number="FA-1")],
        )  # fmt: skip
    late = datetime.date(2027, 2, 10)
    payment_plans.accelerate(plan, on=late, by="Nadia", why="Le versement du 01/02 manque.")
    plan.refresh_from_db()
    assert queries.standing_over([Receivable.objects.get(invoice__number="FA-1")], on=late) is None


@time_machine.travel(NOON, tick=False)
def test_without_the_code_nothing_is_accepted(customer: Customer, proposal: PlanProposal) -> None:
    client = a_visit(customer)
    assert client.post(where(proposal), {"name": " "}).status_code == 422
    code = client.post(where(proposal), {"name": "Mme Petit"})["Location"]
    wrong = f"{(int(digits()) + 1) % 1_000_000:06}"
    assert client.post(code, {"code": wrong}).status_code == 422
    assert client.get(where(proposal)).status_code == 200
    assert not Plan.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_text_that_changed_since_it_was_read_is_not_accepted(
    customer: Customer, proposal: PlanProposal
) -> None:
    client = a_visit(customer)
    code = client.post(where(proposal), {"name": "Mme Petit"})["Location"]
    PlanProposal.objects.update(missed_max=3)
    answer = client.post(code, {"code": digits()})
    assert answer.status_code == 422
    assert "relisez-la avant d&#x27;accepter" in answer.content.decode()
    assert not Plan.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_another_s_plan_does_not_exist(customer: Customer, proposal: PlanProposal) -> None:
    neighbour = factories.a_customer(customer.company, name="Studio Lemoine")
    stranger = factories.a_customer(factories.a_company("Delaunay Compta"))
    for other in (neighbour, stranger):
        factories.a_receivable(other, cents=120_000, due_on=datetime.date(2026, 10, 31))
        theirs = where(sent(other), of=customer)
        client = a_visit(customer)
        assert client.get(theirs).status_code == 404
        assert client.post(theirs, {"name": "Mme Petit"}).status_code == 404
        assert theirs not in text_of(client)
    assert not PortalCode.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_an_answered_or_expired_plan_is_accepted_no_more(
    customer: Customer, proposal: PlanProposal
) -> None:
    client = a_visit(customer)
    code = client.post(where(proposal), {"name": "Mme Petit"})["Location"]
    with time_machine.travel(NOON + (proposal.expires_on - DAY) + A_DAY, tick=False):
        late = a_visit(customer, at=NOON + (proposal.expires_on - DAY) + A_DAY)
        assert late.get(where(proposal)).status_code == 404
        assert late.post(where(proposal), {"name": "Mme Petit"}).status_code == 404
    proposing.withdraw(proposal, on=DAY, by="Nadia")
    assert client.post(code, {"code": digits()}).status_code == 404
    assert client.get(where(proposal)).status_code == 404
    assert not Plan.objects.exists()
    assert not PortalRequest.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_customer_in_insolvency_accepts_nothing(
    customer: Customer, proposal: PlanProposal
) -> None:
    client = a_visit(customer)
    code = client.post(where(proposal), {"name": "Mme Petit"})["Location"]
    insolvency.open_proceeding(customer, kind="redressement_judiciaire", on=DAY, by="Nadia")
    assert client.post(code, {"code": digits()}).status_code == 422
    assert not Plan.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_in_english_the_plan_is_read_and_the_french_text_binds(
    customer: Customer, proposal: PlanProposal
) -> None:
    client = a_visit(customer)
    client.post("/espace/langue", {"language": "en"})
    shown = text_of(client, where(proposal)).replace("&#x27;", "'")
    for words in (
        "Payment plan and acknowledgment of debt", "1 December 2026", "€400.00",
        "acknowledges that it owes", "French Civil Code, article 2240",
        "Only the French text binds", "reconnaît devoir", "Déchéance du terme",
    ):  # fmt: skip
        assert words in shown
    assert accept(client, proposal) == "/espace/merci/plan"
    proposal.refresh_from_db()
    french = seal_of(asdict(proposals.agreement_of(proposal)))
    assert french in proposal.evidence

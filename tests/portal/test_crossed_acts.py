"""What was agreed with a child on its payer's page, with the payer on the child's, and of sisters
nowhere: plans, disputes, discounts, promises."""

import datetime

import pytest
import time_machine
from pytest_django.fixtures import Settings

from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.early_payment_discounts import operations as discounts
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.portal.models import PortalCode
from encaisse.portal.queries.addresses import address_of
from encaisse.promises import operations as promises
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, place_of, text_of
from tests.portal.test_paying_for_others import a_child, bill

pytestmark = pytest.mark.django_db

OCTOBER, LATER = datetime.date(2026, 10, 20), datetime.date(2026, 12, 20)
DUE, OFFERED = datetime.date(2026, 12, 18), datetime.date(2026, 12, 10)


@pytest.fixture
def family(customer: Customer, settings: Settings) -> dict[str, Customer]:
    """Garage Martin pays for two sisters; each owes one invoice that is late."""
    settings.EMAIL_HOST = "127.0.0.1"
    etoile, blanc = a_child(customer, "Garage de l'Etoile"), a_child(customer, "Carrosserie Blanc")
    factories.a_receivable(etoile, cents=30_000, due_on=OCTOBER, number="FE-1")
    factories.a_receivable(blanc, cents=7_000, due_on=OCTOBER, number="FB-1")
    return {"payer": customer, "child": etoile, "sister": blanc}


def late(customer: Customer) -> Receivable:
    return Receivable.objects.filter(customer=customer).earliest("due_on")


def a_plan(of: Customer) -> None:
    owed = late(of)
    payment_plans.agree([owed], [Part(LATER, owed.open_cents)], on=DAY, by="Nadia")


def an_offer(of: Customer) -> None:
    owed = factories.a_receivable(of, cents=30_000, due_on=DUE, number="FE-2")
    wanted = discounts.Wanted(reduction=Reduction(cents=1_000), last_on=OFFERED)
    made = discounts.offer([owed], wanted, on=DAY, by="Nadia")
    discounts.announce(made, on=DAY, by="Nadia")


def a_dispute(of: Customer) -> None:
    disputes.declare([late(of)], reason="price", on=DAY, by="Nadia", amount=Money(2_000))


def pages(family: dict[str, Customer]) -> dict[str, str]:
    return {name: text_of(a_visit(one)) for name, one in family.items()}


@time_machine.travel(NOON, tick=False)
def test_the_plan_of_a_child_is_paid_by_whoever_pays_and_says_whose_it_is(
    family: dict[str, Customer],
) -> None:
    a_plan(family["child"])
    shown = pages(family)
    for name in ("payer", "child"):
        assert "Prochain versement le 20/12/2026" in shown[name]
        assert f"{family['child'].code} Garage de l&#x27;Etoile" in shown[name].replace(
            "l'Etoile", "l&#x27;Etoile"
        ), "the transfer tells whose plan it pays"
    assert "<strong>Garage de l&#x27;Etoile</strong>" in shown["payer"]
    assert "1 270,00 €" in shown["payer"], "what is late without it: 1 200 and 70"
    assert "<strong>Garage" not in shown["child"]
    assert "échéancier" not in shown["sister"]
    owed = late(family["child"])
    one = text_of(a_visit(family["payer"]), place_of(owed, of=family["payer"]))
    assert "Votre échéancier" in one
    assert "Régler par virement" not in one


@time_machine.travel(NOON, tick=False)
def test_the_discount_of_a_child_is_taken_by_whoever_pays(family: dict[str, Customer]) -> None:
    an_offer(family["child"])
    shown = pages(family)
    for name in ("payer", "child"):
        assert "290,00 € au lieu de 300,00 € pour FE-2" in shown[name]
    assert "<strong>Garage de l&#x27;Etoile</strong>" in shown["payer"]
    assert "au lieu de" not in shown["sister"]


@time_machine.travel(NOON, tick=False)
def test_what_a_child_contests_is_not_asked_of_whoever_pays(family: dict[str, Customer]) -> None:
    a_dispute(family["child"])
    shown = pages(family)
    for name in ("payer", "child"):
        assert "montant contesté 20,00 €" in shown[name]
    assert "<dd>1 550,00 €</dd>" in shown["payer"], "1 200 + 280 + 70"
    assert "<dd>280,00 €</dd>" in shown["child"]
    assert "contesté" not in shown["sister"]


@time_machine.travel(NOON, tick=False)
def test_what_is_agreed_with_the_payer_is_no_affair_of_its_children(
    family: dict[str, Customer],
) -> None:
    before = pages(family)
    payer = family["payer"]
    to_come = Receivable.objects.filter(customer=payer).latest("due_on")
    disputes.declare([to_come], reason="price", on=DAY, by="Nadia", amount=Money(2_000))
    promises.promise([late(payer)], by_on=LATER, on=DAY, by="Nadia", amount=Money(9_000))
    a_plan(payer)
    after = pages(family)
    assert after["payer"] != before["payer"]
    for name in ("child", "sister"):
        assert _still(after[name]) == _still(before[name])
        for words in ("FA-1", "FA-2", "Garage Martin", "échéancier", "contesté"):
            assert words not in after[name]


@time_machine.travel(NOON, tick=False)
def test_nobody_accepts_promises_or_contests_for_another(family: dict[str, Customer]) -> None:
    child = family["child"]
    parts = [Part(LATER, 30_000)]
    offer = proposing.Offer(expires_on=DAY.replace(day=30))
    made = proposing.propose([bill(child)], parts, offer, on=DAY, by="Nadia")
    proposal = proposing.hand(made, on=DAY, by="Nadia")
    assert _plan_place(proposal, child) in text_of(a_visit(child))
    for name in ("payer", "sister"):
        client, one = a_visit(family[name]), family[name]
        where = _plan_place(proposal, one)
        assert where not in text_of(client)
        assert client.get(where).status_code == 404
        assert client.post(where, {"name": "Mme Petit"}).status_code == 404
        for act in ("engage", "contest", "say_paid", "duplicate"):
            typed = {"by_on": "2026-12-01", "cause": "price", "text": "Non.", "cents": "10"}
            assert client.post(place_of(bill(child), act, of=one), typed).status_code == 404
    assert not PortalCode.objects.exists()
    assert not Promise.objects.exists()
    assert not Dispute.objects.exists()


def _plan_place(proposal: PlanProposal, of: Customer) -> str:
    return address_of(of, "portal:plan", proposal_id=proposal.pk)


def _still(page: str) -> str:
    """The page without the seal of its forms, new each time."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)

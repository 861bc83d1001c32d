"""A customer contests on its page; sales answer by mail; a credit note settles it."""

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.rules import Role
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.disputes.operations.asking import Asked
from encaisse.disputes.queries import board
from encaisse.home.queries.timeline import of_customer
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.portal.models import PortalRequest
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, place_of, text_of
from tests.replies.mails import a_mail

pytestmark = pytest.mark.django_db

ROUX = "p.roux@atelier.example"


def state(dispute: Dispute) -> str:
    return str(board.row_of(dispute, on=DAY).state)


@time_machine.travel(NOON, tick=False)
def test_contested_on_the_page_answered_by_mail_settled_by_credit_note(
    customer: Customer, settings: Settings
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    bill = Receivable.objects.get(customer=customer, invoice__number="FA-1")
    visitor = a_visit(customer)
    typed = {"cause": "price", "cents": "200", "text": "Le devis disait 1 000 €."}
    assert visitor.post(place_of(bill, "contest"), typed)["Location"] == "/espace/merci/dispute"

    dispute = Dispute.objects.get()
    assert (state(dispute), dispute.opened_by) == ("to_qualify", "portal")
    nadia = Client()
    nadia.force_login(factories.a_user(customer.company, Role.COLLECTOR))
    request = f"/espaces/demandes/{PortalRequest.objects.get().pk}/"
    assert f"/litiges/{dispute.pk}/" in nadia.get(request).content.decode()

    asked = Asked(text="Quel prix au devis ?", department="sales", name="P. Roux", email=ROUX)
    question = disputes.asking.ask(dispute, asked, on=DAY, by="Nadia", at=NOON)
    assert question.letter is not None
    told = a_mail("1 000 €, il a raison.", sender=ROUX, answers=question.letter.message_id)
    replies.take_in(customer.company, told.as_bytes(), at=NOON)
    assert state(dispute) == "to_decide"

    disputes.deciding.ask_credit(dispute, amount=None, on=DAY, by="Nadia")
    assert state(dispute) == "awaiting_credit"
    matching.receive_credit_note(
        customer=customer, reference="AV-1", on=DAY, amount=Money(20_000), by="Nadia", pays=[bill]
    )
    assert state(dispute) == "closed"
    assert "1 000,00 €" in text_of(visitor, place_of(bill))
    nadia.post(request, {"outcome": "Avoir AV-1 établi."})
    events = [each.text for each in of_customer(customer.company, customer, most=30)]
    assert "Demande de l'espace client close" in events

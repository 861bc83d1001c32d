"""A customer's word, read from what was paid."""

from datetime import date, timedelta
from typing import Any

import pytest

from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.promises import operations, queries
from encaisse.promises.rules import Status
from tests import factories

pytestmark = pytest.mark.django_db

MADE = date(2026, 3, 10)
BY = date(2026, 3, 28)


def test_a_word_is_kept_then_undone_by_a_payment_that_comes_back() -> None:
    customer = factories.a_customer(factories.a_company())
    receivable = factories.a_receivable(customer, cents=900_00, due_on=date(2026, 3, 5))
    made = operations.promise(
        [receivable], amount=Money(500_00), by_on=BY, on=MADE, by="nadia", person="Mme Roy"
    )
    paid = matching.receive_payment(
        customer=customer, reference="VIR", on=BY, amount=Money(500_00), by="nadia",
        pays=[receivable],
    )  # fmt: skip
    returned = BY + timedelta(days=20)
    matching.return_payment(paid, on=returned, by="nadia")
    eve = queries.state_of(made, on=BY - timedelta(days=1))
    assert (eve.status, eve.paid_cents) == (Status.PENDING, 0)
    before = returned - timedelta(days=1)
    held = queries.word(customer.company, customer.pk, on=before)
    lost = queries.word(customer.company, customer.pk, on=returned)
    assert (held.kept, held.broken, lost.kept, lost.broken) == (1, 0, 0, 1)
    with pytest.raises(operations.PromiseOver, match="rompue"):
        operations.withdraw(made, on=returned, by="nadia")


def test_what_looks_odd_is_noted_once_somebody_confirms_it() -> None:
    customer = factories.a_customer(factories.a_company())
    receivable = factories.a_receivable(customer, cents=5_000_00, due_on=date(2026, 3, 5))
    said: dict[str, Any] = {"by_on": BY, "on": MADE, "by": "nadia"}
    with pytest.raises(operations.PromiseToConfirm) as derisory:
        operations.promise([receivable], amount=Money(1_00), **said)
    assert str(derisory.value) == (
        "1,00\u00a0€, c'est bien peu des 5\u202f000,00\u00a0€ dus sur ces créances."
        " Confirmez si c'est bien ce que le client promet."
    )
    made = operations.promise([receivable], amount=Money(1_00), confirmed=True, **said)
    with pytest.raises(operations.PromiseToConfirm) as another:
        operations.promise([receivable], **said)
    assert str(another.value) == (
        "Une promesse de 1,00\u00a0€ pour le 28/03/2026 est déjà en cours sur ces créances."
        " Confirmez si c'est bien ce que le client promet."
    )
    operations.withdraw(made, on=MADE, by="nadia")
    assert operations.promise([receivable], **said).cents == 5_000_00

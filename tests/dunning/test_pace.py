"""Approved reminders beyond the pace stay approved, recomputed when their minute comes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from encaisse.dunning import operations
from encaisse.dunning.models import Message
from encaisse.dunning.queries import board, lists
from tests import factories
from tests.letters.servers import Server, running

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)


def test_they_leave_minute_after_minute(settings: Settings, client: Client) -> None:
    settings.MAIL_PER_MINUTE, settings.MAIL_PER_DOMAIN = 2, 1
    company = factories.a_company(email="compta@atelier.example")
    operations.default_scenario(company, by="Paul")
    for rank in range(5):
        domain = "garage" if rank < 3 else f"studio-{rank}"
        factories.a_receivable(factories.a_customer(company, email=f"c{rank}@{domain}.example"))
    operations.run(company, on=date(2026, 11, 3), by="Nadia", at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by="Nadia")
    with running(Server()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        states = []
        for turn in range(4):
            at = AT + timedelta(minutes=turn)
            told = board.departure(company, at=at)
            for found, message_ids in lists.to_deliver().items():
                assert found == company.pk
                operations.deliver(company, message_ids, at=at)
            left = Message.objects.filter(state="released").count()
            states.append((len(server.received), left, told.ends_at if told else None))
    last = AT + timedelta(minutes=2)
    assert states == [(2, 3, last), (4, 1, last), (5, 0, None), (5, 0, None)]
    assert set(Message.objects.values_list("state", flat=True)) == {"delivered"}


def test_the_board_says_when_the_last_leaves(settings: Settings, client: Client) -> None:
    settings.MAIL_PER_MINUTE, settings.EMAIL_HOST = 1, "127.0.0.1"
    company = factories.a_company(email="compta@atelier.example")
    operations.default_scenario(company, by="Paul")
    for rank in range(3):
        factories.a_receivable(factories.a_customer(company, email=f"c{rank}@garage.example"))
    operations.run(company, on=date(2026, 11, 3), by="Nadia", at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by="Nadia")
    client.force_login(factories.a_user(company))
    assert "Le reste part peu à peu" in client.get(reverse("dunning:run")).content.decode()

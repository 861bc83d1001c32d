"""A company whose reminders go by post, its carrier, and what the carrier tells."""

import datetime
import json
from datetime import UTC, date
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message
from encaisse.dunning.operations import posting
from encaisse.letters import operations as letters
from encaisse.letters import queries
from encaisse.letters.models import Evidence, Letter, PrintBatch
from tests import factories

ON = date(2026, 11, 3)
AT = datetime.datetime(2026, 11, 3, 7, tzinfo=UTC)
LATER = datetime.datetime(2026, 11, 20, 7, tzinfo=UTC)
BY = "Nadia"
TEN_MINUTES = datetime.timedelta(minutes=10)


def a_sender() -> Company:
    return factories.a_company(
        address="12 rue des Tanneurs\n42000 Saint-Étienne", email="compta@atelier-martin.example"
    )


def scenario(company: Company, *, is_registered: bool = False) -> None:
    step = rules.Step(1, 3, channel="letter", approval="approve", is_registered=is_registered)
    told = rules.Scenario(0, "Le nôtre", (step,), lists="overdue")
    operations.save_scenario(company, told, by="Paul", is_default=True)


def batch_of(company: Company, *names: str, is_registered: bool = False) -> PrintBatch:
    scenario(company, is_registered=is_registered)
    for name in names or ("Garage Martin",):
        found = factories.a_customer(company, name, address="1 quai Nord\n69002 Lyon")
        factories.a_receivable(found)
    operations.run(company, on=ON, by=BY, at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by=BY)
    batch = posting.start_batch(company, is_duplex=False, by=BY, at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    batch.refresh_from_db()
    return batch


def entrusted(company: Company, *names: str, is_registered: bool = False) -> PrintBatch:
    batch = batch_of(company, *names, is_registered=is_registered)
    posting.entrust_batch(batch, is_color=False, by=BY, at=AT)
    give(company)
    return batch


def give(company: Company, at: datetime.datetime = AT) -> dict[int, str]:
    due = queries.to_entrust(at=at).get(company.pk, [])
    return letters.entrusting.give_batch(company, due, at=at)


def follow(company: Company, at: datetime.datetime = LATER) -> None:
    """As each ten minutes of a day do."""
    for turn in range(144):
        due = queries.to_follow(at=at + turn * TEN_MINUTES).get(company.pk, [])
        letters.following.follow_batch(company, due, at=at)
    posting.settle_posted(company, at=at)


def only() -> Letter:
    return Letter.objects.select_related("company").get()


def told() -> list[tuple[str, str]]:
    rows = Evidence.objects.order_by("at", "pk")
    return [(each.kind, each.source) for each in rows]


def hook(letter: Letter, status: str, **more: Any) -> bytes:
    event = {"name_event": "x", "id_user": 1, "date_event": int(LATER.timestamp()) - 86_400}
    detail = {
        "ref_interne": str(letter.pk), "id_envoi": letter.reference or "123",
        "mode_envoi": "lrare" if letter.is_registered else "normal", "tracking_number": None,
        "statut_courrier": status, "statut_description": f"statut {status}", **more,
    }  # fmt: skip
    return urlencode({"event": json.dumps(event), "detail": json.dumps([detail])}).encode()


def tell(body: bytes, *, key: str = "cle-1", token: str = "") -> int:
    url = f"/boite/courrier/{token or queries.carrier_token()}/"
    kind = "application/x-www-form-urlencoded"
    return (
        Client()
        .post(url, body, content_type=kind, headers={"X-Mf-Webhook-Secret-Key": key})
        .status_code
    )

"""Server time of the run of the day, when ten thousand messages wait."""

import datetime
import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import Figure, _books
from bench.pages import TURNS, median_ms
from encaisse.accounts import operations as accounts
from encaisse.accounts.rules import Role
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState

PROMISE = "10,000 reminders: the page in 300 ms, a filter in 150 ms, an act on all in a second"
CUSTOMERS, RECEIVABLES = 10_000, 30_000
FILTERS = {
    "filtre par étape": "niveau=2",
    "filtre par montant": "montant=5000&canal=mail",
    "recherche d'un client": "q=client+00123",
    "recherche d'une facture": "q=FA000123",
    "tri par retard": "sort=-days_late",
}


def measure() -> Iterator[Figure]:
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES, name="Mesure du passage")
    operations.default_scenario(company, by="banc")
    ran = operations.run(company, on=_books.DAY, by="banc", at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    user = accounts.add_user(
        company=company, email=f"mesure{company.pk}@banc.example", role=Role.MANAGER,
        password="une mesure", by="banc",
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    told = f"{ran.plan.sent.height} relances, médiane de {TURNS} appels"
    yield Figure("premier affichage", median_ms(client, "/relances/"), 300, "ms", told)
    part = {"HX-Request": "true", "HX-Target": "div#list"}
    for name, query in FILTERS.items():
        taken = median_ms(client, f"/relances/?etat=waiting&{query}", headers=part)
        yield Figure(name, taken, 150, "ms", query)
    taken = median_ms(client, "/relances/?etat=held&motif=not_due")
    yield Figure("retenues d'un motif", taken, 150, "ms", "les 200 plus en retard")
    until = (_books.DAY + datetime.timedelta(days=365)).isoformat()
    acts = {
        "reporter ce que montre le filtre": ("montant=10000", {"act": "postpone", "until": until}),
        "sauter ce que montre le filtre": ("montant=5000", {"act": "skip", "why": "mesure"}),
        "envoyer tout le reste": ("", {"act": "approve"}),
    }
    for name, (query, posted) in acts.items():
        taken, count = _act(client, query, posted)
        yield Figure(name, taken, 1000, "ms", f"{count} relances, une fois")


def _act(client: Client, query: str, posted: dict[str, str]) -> tuple[float, int]:
    """The time of the answer, and how many messages no longer wait in the list."""
    waiting = Message.objects.filter(state=MessageState.WAITING, postponed_until=None)
    before, start = waiting.count(), time.perf_counter()
    client.post(f"/relances/decision?{query}", {"scope": "filter"} | posted)
    return 1000 * (time.perf_counter() - start), before - waiting.count()

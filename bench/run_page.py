"""Server time of the run of the day, when ten thousand messages wait."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import Figure, _books
from bench.pages import TURNS, median_ms
from encaisse.accounts import operations as accounts
from encaisse.accounts.rules import Role
from encaisse.dunning import operations

PROMISE = "the run page shows 10,000 proposals in 300 ms, a filter of it in 150 ms"
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

"""Server time of the list of contacts to correct, at 100,000 customers who owe, a tenth of whom
lack something."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client

from bench import Figure, _books
from bench.pages import TURNS, median_ms
from encaisse.accounts import operations as accounts
from encaisse.accounts.rules import Role

PROMISE = "the contacts to correct of 100,000 customers answer in 150 ms, whatever the filter"
CUSTOMERS, RECEIVABLES = 100_000, 100_000
PLAIN = """UPDATE parties_customer SET phone = '04 77 12 34 56',
  address = E'1 rue des Forges\\n42000 Saint-Étienne',
  email = 'compta' || id || '@client' || id %% 5000 || '.fr' WHERE company_id = %(company)s"""
FAULTS = {
    "sans courriel": ("no_email", "email = ''", 40),
    "courriel mal écrit": ("syntax", "email = 'compta@@client' || id", 3_000),
    "domaine douteux": ("domain", "email = 'compta' || id || '@gmial.com'", 3_000),
    "adresse incomplète": ("incomplete", "address = '1 rue des Forges'", 30),
    "sans téléphone": ("no_phone", "phone = ''", 25),
}
REFUSING = """INSERT INTO parties_refusingaddress
    (company_id, address, why, reason, told_by, since, lifted_by)
  SELECT company_id, email_lower, 'refused', '550', 'serveur', '2026-11-02', ''
  FROM parties_customer WHERE company_id = %(company)s AND id %% 2000 = 7 AND email <> ''"""


def measure() -> Iterator[Figure]:
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES, name="Coordonnées")
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"company": company.pk})
        for rank, (_fault, change, every) in enumerate(FAULTS.values()):
            cursor.execute(
                f"UPDATE parties_customer SET {change} WHERE company_id = %s AND id %% %s = %s",
                [company.pk, every, rank],
            )
        cursor.execute(REFUSING, {"company": company.pk})
        cursor.execute("VACUUM ANALYZE")
    user = accounts.add_user(
        company=company, email=f"mesure{company.pk}@banc.example", role=Role.MANAGER,
        password="une mesure", by="banc",
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    asked = {"tout": ""} | {name: f"quoi={fault}" for name, (fault, *_rest) in FAULTS.items()}
    asked |= {"refuse nos courriels": "quoi=refused", "recherche d'un nom": "q=client+00123"}
    for name, query in asked.items():
        taken = median_ms(client, f"/coordonnees/?{query}")
        yield Figure(name, taken, 150, "ms", f"médiane de {TURNS} appels")

"""The page of one line or payment: shared among receivables, given to another, set aside."""

import datetime
import re

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.differences.models import Difference
from encaisse.kernel.money import Money
from encaisse.matching import operations
from encaisse.matching.models import LearnedPayer, MatchingPolicy
from encaisse.parties.models import Customer
from encaisse.payments.models import BankLine, Credit
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 10, 31)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def martin(company: Company) -> Customer:
    return factories.a_customer(company)


@pytest.fixture
def nadia(company: Company, client: Client) -> Client:
    client.force_login(factories.a_user(company, Role.COLLECTOR))
    return client


@pytest.fixture
def owed(martin: Customer) -> list[Receivable]:
    """Three invoices, the second due first."""
    return [
        factories.a_receivable(
            martin, cents=cents, number=f"FA-{rank}", due_on=DUE + datetime.timedelta(days=days)
        )
        for rank, (cents, days) in enumerate(((300_00, 0), (500_00, -10), (800_00, 5)), start=1201)
    ]


@pytest.fixture
def line(company: Company, owed: list[Receivable]) -> BankLine:
    return factories.a_bank_line(company, cents=650_00, counterparty="Mme Petit")


def plain(answer: object) -> str:
    text: str = answer.content.decode()  # type: ignore[attr-defined]
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def open_cents(receivables: list[Receivable]) -> list[int]:
    for receivable in receivables:
        receivable.refresh_from_db()
    return [receivable.open_cents for receivable in receivables]


def parts(owed: list[Receivable], *amounts: str) -> dict[str, str]:
    return {f"part-{one.pk}": amount for one, amount in zip(owed, amounts, strict=False)} | {
        "client": str(owed[0].customer_id)
    }


@pytest.mark.parametrize(
    "words", ["martin", "GARAGE", "FA-1203", "411GARAGE", "FR7630001007941234567890185"]
)
def test_a_customer_is_sought_in_every_way(
    nadia: Client, line: BankLine, martin: Customer, words: str
) -> None:
    martin.code = "411GARAGE"
    martin.save()
    LearnedPayer.objects.create(
        company=martin.company, customer=martin, kind="iban", value="FR7630001007941234567890185",
        by="Nadia",
    )  # fmt: skip
    shown = plain(nadia.get(f"/lettrage/lignes/{line.pk}/", {"q": words}))
    assert f'href="?client={martin.pk}"' in shown
    assert "Aucun client ne répond" in plain(
        nadia.get(f"/lettrage/lignes/{line.pk}/", {"q": "zzz"})
    )


def test_the_server_counts_what_is_left(
    nadia: Client, line: BankLine, owed: list[Receivable]
) -> None:
    where = f"/lettrage/lignes/{line.pk}/repartir/"
    shown = plain(nadia.post(where, parts(owed, "100,00", "250") | {"act": "calculer"}))
    assert "data-left>300,00 €<" in shown
    assert "data-after>200,00 €<" in shown
    filled = plain(nadia.post(where, parts(owed, "100,00", "250") | {"rest": str(owed[2].pk)}))
    assert 'value="300,00"' in filled
    assert "data-left>0,00 €<" in filled
    too_much = plain(nadia.post(where, parts(owed, "300", "500") | {"act": "calculer"}))
    assert "data-left>−150,00 €<" in too_much
    assert "data-over>" in too_much
    line.refresh_from_db()
    assert line.fate == "waiting"


def test_a_payment_for_less_goes_to_the_oldest_due(
    nadia: Client, line: BankLine, owed: list[Receivable]
) -> None:
    opened = plain(nadia.get(f"/lettrage/lignes/{line.pk}/?client={owed[0].customer_id}"))
    assert "C. civ. art. 1342-10" in opened
    where = f"/lettrage/lignes/{line.pk}/repartir/"
    filled = plain(nadia.post(where, parts(owed) | {"act": "anciennes"}))
    assert f'name="part-{owed[1].pk}" value="500,00"' in filled
    assert f'name="part-{owed[0].pk}" value="150,00"' in filled
    assert f'name="part-{owed[2].pk}" value=""' in filled


def test_a_line_is_shared_and_taken_back(
    nadia: Client, line: BankLine, owed: list[Receivable]
) -> None:
    where = f"/lettrage/lignes/{line.pk}/"
    nothing = nadia.post(f"{where}repartir/", parts(owed) | {"act": "affecter"})
    assert "Écrivez un montant" in plain(nothing)
    wrong = nadia.post(f"{where}repartir/", parts(owed, "cent") | {"act": "affecter"})
    assert (wrong.status_code, open_cents(owed)) == (422, [300_00, 500_00, 800_00])
    done = nadia.post(f"{where}repartir/", parts(owed, "150", "400") | {"act": "affecter"})
    assert open_cents(owed) == [150_00, 100_00, 800_00]
    board = nadia.get(done.headers["Location"])
    assert f"{where}annuler/" in plain(board)
    assert "attribuée" in plain(nadia.get(where))
    nadia.post(f"{where}annuler/", {"allocations": "", "closed": ""})
    assert open_cents(owed) == [300_00, 500_00, 800_00]


def test_what_is_missing_is_given_up_with_its_cause_within_the_limit(
    nadia: Client, line: BankLine, owed: list[Receivable]
) -> None:
    where = f"/lettrage/lignes/{line.pk}/"
    closing = {f"rest-{owed[0].pk}": "bank_fee", "act": "affecter"}
    above = nadia.post(f"{where}repartir/", parts(owed, "200", "450") | closing)
    assert "demandez à un responsable" in plain(above)
    assert not Credit.objects.exists()
    done = nadia.post(f"{where}repartir/", parts(owed, "292,50", "357,50") | closing)
    assert open_cents(owed) == [0, 142_50, 800_00]
    difference = Difference.objects.get()
    assert (difference.cents, difference.cause) == (7_50, "bank_fee")
    token = done.headers["Location"].partition("fait=")[2]
    assert token == f"ligne-{line.pk}--{difference.pk}"
    nadia.post(f"{where}annuler/", {"allocations": "", "closed": str(difference.pk)})
    assert open_cents(owed) == [300_00, 500_00, 800_00]
    whole = nadia.post(f"{where}repartir/", parts(owed, "300") | closing)
    assert "payée en entier" in plain(whole)


def test_a_standing_payment_is_shared_left_and_taken_back(
    nadia: Client, martin: Customer, owed: list[Receivable]
) -> None:
    credit = operations.receive_payment(
        customer=martin, reference="CHQ 12", on=DUE, amount=Money(123_00), by="Nadia"
    )
    where = f"/lettrage/reglements/{credit.pk}/"
    assert "CHQ 12" in plain(nadia.get(where))
    done = nadia.post(f"{where}repartir/", parts(owed, "100") | {"act": "affecter"})
    assert open_cents(owed)[0] == 200_00
    made = done.headers["Location"].partition("fait=")[2].split("-")[2]
    assert f'value="{made}"' in plain(nadia.get(done.headers["Location"]))
    nadia.post(f"{where}annuler/", {"allocations": made, "closed": ""})
    assert open_cents(owed)[0] == 300_00
    left = nadia.post(f"{where}repartir/", parts(owed) | {"act": "compte"})
    assert "laissé sur le compte." in plain(nadia.get(left.headers["Location"]))
    assert f'href="{where}"' not in plain(nadia.get("/lettrage/"))
    nadia.post(f"{where}annuler/", {"allocations": "", "closed": ""})
    assert f'href="{where}"' in plain(nadia.get("/lettrage/"))
    assert nadia.post(f"{where}annuler/", {"allocations": "x"}).status_code == 400


def test_an_unknown_payer_becomes_a_customer(nadia: Client, line: BankLine) -> None:
    where = f"/lettrage/lignes/{line.pk}/"
    assert 'value="Mme Petit"' in plain(nadia.get(where))
    assert nadia.post(f"{where}client/", {"name": ""}).status_code == 422
    done = nadia.post(f"{where}client/", {"name": "Petit Frères"})
    opened = Customer.objects.get(name="Petit Frères")
    assert done.headers["Location"] == f"{where}?client={opened.pk}"
    assert "ne doit rien" in plain(nadia.get(done.headers["Location"]))
    nadia.post(f"{where}repartir/", {"client": str(opened.pk), "act": "compte"})
    assert Credit.objects.get().customer == opened


def test_money_of_no_customer_is_set_aside_with_a_reason(nadia: Client, line: BankLine) -> None:
    where = f"/lettrage/lignes/{line.pk}/"
    assert nadia.post(f"{where}ecarter/", {"reason": ""}).status_code == 422
    done = nadia.post(f"{where}ecarter/", {"reason": "Apport"})
    assert "écarté." in plain(nadia.get(done.headers["Location"]))
    assert "Apport" in plain(nadia.get(where))
    again = nadia.post(f"{where}ecarter/", {"reason": "Apport"})
    assert "déjà traitée" in plain(again)


def test_the_bank_takes_back_what_a_customer_had_paid(
    nadia: Client, company: Company, martin: Customer, owed: list[Receivable]
) -> None:
    operations.receive_payment(
        customer=martin, reference="PRLV", on=DUE, amount=Money(300_00), by="Nadia", pays=[owed[0]]
    )
    line = factories.a_bank_line(company, cents=-300_00, label="REJET")
    where = f"/lettrage/lignes/{line.pk}/"
    assert "Noter l'impayé de Garage Martin" in plain(
        nadia.get(f"{where}?client={martin.pk}")
    ).replace("&#x27;", "'")
    nadia.post(f"{where}reprise/", {"client": str(martin.pk)})
    assert open_cents(owed)[0] == 300_00


def test_an_invoice_paid_before_is_told(
    nadia: Client, company: Company, martin: Customer, owed: list[Receivable]
) -> None:
    operations.receive_payment(
        customer=martin, reference="A", on=DUE, amount=Money(300_00), by="Nadia", pays=[owed[0]]
    )
    factories.a_bank_line(company, cents=300_00, label="VIR FA 1201", counterparty=martin.name)
    assert "Facture FA-1201 déjà payée le 31/10/2026 : paiement en double ?" in plain(
        nadia.get("/lettrage/")
    )


def test_the_payments_of_a_customer_are_asked_apart(
    nadia: Client, company: Company, martin: Customer, line: BankLine
) -> None:
    operations.receive_payment(
        customer=martin, reference="CHQ 77", on=DUE, amount=Money(1_23), by="Nadia"
    )
    shown = plain(nadia.get(f"/lettrage/?client={martin.pk}"))
    assert "CHQ 77" in shown
    assert "Mme Petit" not in shown
    assert f"/lettrage/?client={martin.pk}" in plain(nadia.get(f"/clients/{martin.pk}/"))


def test_a_manager_chooses_what_is_applied_alone(
    nadia: Client, company: Company, line: BankLine
) -> None:
    shown = plain(nadia.get("/lettrage/reglages/"))
    assert re.search(r"À partir de 95 % <span[^>]*>votre seuil", shown)
    chosen = {"threshold": "97", "tolerance": "0,10", "discount": "2"}
    assert nadia.post("/lettrage/reglages/", chosen).status_code == 403
    paul = Client()
    paul.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    assert paul.post("/lettrage/reglages/", chosen | {"threshold": "50"}).status_code == 422
    assert paul.post("/lettrage/reglages/", chosen).status_code == 302
    kept = MatchingPolicy.objects.get()
    assert (kept.threshold, kept.tolerance_cents, str(kept.discount_rate)) == (97, 10, "0.0200")

"""What each status entails: a dispute, a promise, a hold; undone by a later one or by a person."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from encaisse.accounts.models import Company
from encaisse.disputes.models import Dispute
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.dunning.queries.explaining import explain
from encaisse.imports import operations as imports
from encaisse.kernel.money import Money
from encaisse.life_cycle import operations, queries
from encaisse.life_cycle.models import Consequence, InvoiceStatus
from encaisse.matching import operations as matching
from encaisse.promises import queries as promises
from encaisse.promises.models import Promise
from encaisse.promises.rules import Status
from encaisse.receivables.models import Invoice
from tests import factories
from tests.imports import papers
from tests.life_cycle.conftest import AT, NUMBER, TODAY, Say, paid, reason

pytestmark = pytest.mark.django_db
SAID_ON = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def scenario(company: Company) -> None:
    dunning.default_scenario(company, by="Paul")


def held(company: Company, on: date = TODAY) -> str:
    """Why the invoice is not reminded that day."""
    (told,) = explain(company, NUMBER, on=on)
    (told,) = explain(company, NUMBER, on=on)
    return str(told["hold"] or "")


def entailed() -> list[tuple[str, str, bool]]:
    rows = Consequence.objects.order_by("status__on", "status__at", "status_id")
    return [(row.status.code, row.kind, row.ended_on is None) for row in rows]


def task(company: Company) -> Task:
    dunning.invoice_tasks.ask(company, on=TODAY)
    return Task.objects.get(company=company, done_on=None)


@pytest.mark.usefixtures("invoice")
def test_a_dispute_is_opened_with_its_cause_and_the_words_of_the_buyer(
    company: Company, say: Say
) -> None:
    say("207", status=reason("QTE_ERR", "Trois colis manquants", "Faire un avoir"))
    dispute = Dispute.objects.get()
    assert (dispute.reason, dispute.opened_on) == ("quantity", SAID_ON)
    assert dispute.note == "Trois colis manquants ; Faire un avoir"
    assert [part.cents for part in dispute.parts.all()] == [None]
    assert held(company) == "disputed"


@pytest.mark.usefixtures("invoice")
@pytest.mark.parametrize(
    ("code", "said", "contested"),
    [
        pytest.param("207", paid("MNATTC", "120.50"), 120_50, id="207 on a part"),
        pytest.param("206", paid("MNATTC", "300.00"), 300_00, id="206, what is not approved"),
        pytest.param("206", paid("MAPTTC", "700.00"), 200_00, id="206, the rest of what is"),
        pytest.param("206", "", None, id="206 without amount: the whole"),
        pytest.param("206", paid("MNA", "100.00"), None, id="an amount without VAT: the whole"),
    ],
)
def test_a_part_is_contested(say: Say, code: str, said: str, contested: int | None) -> None:
    say(code, status=reason("PU_ERR") + said)
    assert [part.cents for part in Dispute.objects.get().parts.all()] == [contested]


@pytest.mark.usefixtures("invoice")
def test_an_approval_ends_the_dispute_whatever_came_first(company: Company, say: Say) -> None:
    say("205", at="20261115100000")
    say("207", at="20261110100000", name="late.xml")
    assert not Dispute.objects.exists()
    assert (
        "Déjà levée par le statut 205 du 15/11/2026"
        in Consequence.objects.get(status__code="207").told
    )
    say("207", at="20261116100000", name="again.xml")
    assert held(company) == "disputed"
    say("205", at="20261117100000", name="yes.xml")
    assert Dispute.objects.get().settled_on == date(2026, 11, 17)
    assert held(company) != "disputed"


@pytest.mark.usefixtures("invoice")
def test_a_second_dispute_adds_nothing_to_the_first(say: Say) -> None:
    say("207", status=reason("PU_ERR"))
    report = say("207", at="20261111093000", status=reason("QTE_ERR"))
    assert Dispute.objects.count() == 1
    assert report["statuses"][0]["told"] == "Le litige de cette facture est déjà ouvert."


@pytest.mark.usefixtures("invoice")
def test_what_is_paid_is_not_disputed(company: Company, invoice: Invoice, say: Say) -> None:
    matching.receive_payment(
        customer=invoice.customer, reference=NUMBER, on=TODAY, amount=Money(900_00), by="Nadia"
    )
    say("207")
    assert not Dispute.objects.exists()
    assert "Plus rien n'est dû" in Consequence.objects.get().told


@pytest.mark.usefixtures("invoice")
def test_documents_are_asked_and_the_invoice_waits_until_it_is_completed(
    company: Company, say: Say
) -> None:
    say("208", status=reason("JUSTIF_ABS", "Bon de livraison absent"))
    assert held(company) == "suspended"
    assert "Facture suspendue le 10/11/2026 : Bon de livraison absent." in str(
        explain(company, NUMBER, on=TODAY)
    )
    asked = task(company)
    assert (asked.kind, asked.due_on) == ("documents", TODAY)
    assert asked.reason == (
        f"Facture {NUMBER} suspendue : envoyez les pièces demandées (Bon de livraison absent)."
    )
    say("209", at="20261112093000")
    assert held(company) != "suspended"
    dunning.tasks.settle(company, on=TODAY)
    asked.refresh_from_db()
    assert (asked.end, asked.done_on) == ("settled", TODAY)


def test_a_refused_invoice_expects_a_credit_note(
    company: Company, invoice: Invoice, say: Say
) -> None:
    say("210", status=reason("DEST_ERR"))
    assert held(company) == "refused"
    asked = task(company)
    assert asked.kind == "credit_note"
    assert "établissez l'avoir (Destinataire erroné)" in asked.reason
    note = matching.receive_credit_note(
        customer=invoice.customer, reference="A-1", on=TODAY, amount=Money(900_00), by="Nadia",
        pays=queries.receivables(invoice),
    )  # fmt: skip
    dunning.tasks.settle(company, on=TODAY)
    asked.refresh_from_db()
    assert asked.end == "settled"
    matching.cancel_credit(note, on=TODAY, by="Nadia", reason="Erreur")
    assert held(company) == "refused"


@pytest.mark.usefixtures("invoice")
def test_a_rejected_invoice_is_not_claimed_until_it_is_issued_again(
    company: Company, say: Say
) -> None:
    say("213", status=reason("REJ_SEMAN", "SIREN inconnu"))
    assert held(company) == "rejected"
    assert task(company).kind == "reissue"
    say("200", at="20261113093000")
    assert held(company) != "rejected"
    assert entailed() == [("213", "rejected", False), ("200", "", True)]


@pytest.mark.usefixtures("invoice")
def test_a_payment_sent_is_a_promise_kept_or_broken_as_others(
    company: Company, invoice: Invoice, say: Say
) -> None:
    say("211", status=paid("MPA", "500.00", "20261125"))
    promise = Promise.objects.get()
    assert (promise.cents, promise.by_on, promise.made_on) == (
        500_00, date(2026, 11, 25), SAID_ON,
    )  # fmt: skip
    assert promise.person == papers.BUYER
    assert held(company) == "promised"
    late = date(2026, 11, 26)
    assert promises.state_of(promise, on=late).status == Status.BROKEN
    on = date(2026, 11, 25)
    credit = matching.receive_payment(
        customer=invoice.customer, reference="VIR", on=on, amount=Money(500_00), by="Nadia"
    )
    matching.allocate_to(credit, queries.receivables(invoice), on=on, by="Nadia")
    assert promises.state_of(promise, on=late).status == Status.KEPT


@pytest.mark.usefixtures("invoice")
def test_no_more_is_promised_than_what_is_owed(say: Say) -> None:
    say("211", status=paid("MPA", "9000.00", "20261125"))
    assert Promise.objects.get().cents == 900_00


@pytest.mark.usefixtures("invoice")
@pytest.mark.parametrize("code", ["200", "201", "202", "203", "204", "205", "209", "212", "226"])
def test_other_statuses_are_kept_and_hold_nothing(company: Company, say: Say, code: str) -> None:
    before = held(company)
    say(code)
    assert entailed() == [(code, "", True)]
    assert held(company) == before


def test_what_is_said_of_the_buyer_s_platform_proves_that_it_was_received(
    invoice: Invoice, say: Say
) -> None:
    say("200")
    assert queries.received(invoice) is None
    say("203", at="20261105093000", name="b.xml")
    say("202", at="20261104093000", name="a.xml")
    received = queries.received(invoice)
    assert received is not None
    assert (received.code, received.on) == ("202", date(2026, 11, 4))


@pytest.mark.usefixtures("invoice")
def test_the_same_message_twice_is_once(company: Company, say: Say) -> None:
    say("207")
    report = say("207", name="copie.xml", at="20261110093000")
    assert InvoiceStatus.objects.count() == Dispute.objects.count() == 1
    assert "déjà" in str(report)


def test_a_status_waits_for_its_invoice(company: Company, say: Say) -> None:
    report = say("207")
    assert (report["taken"], report["new"]) == (1, {"new": 0, "waiting": 1, "known": 0})
    assert f"Facture {NUMBER} inconnue" in report["warnings"][0]
    customer = factories.a_customer(company, papers.BUYER)
    factories.a_receivable(customer, issued_on=date(2025, 11, 2), number=NUMBER)
    assert operations.place(company, "encaisse", TODAY) == 0, "another year's number"
    factories.a_receivable(
        customer, issued_on=date(2026, 11, 2), due_on=TODAY + timedelta(10), number=NUMBER
    )
    assert operations.place(company, "encaisse", TODAY) == 1
    assert operations.place(company, "encaisse", TODAY) == 0
    assert Dispute.objects.get().opened_on == SAID_ON


def test_an_invoice_that_comes_after_its_status_takes_it(company: Company, say: Say) -> None:
    say("208")
    given = imports.GivenFile("f.xml", papers.cii(papers.Paper()))
    imports.take_file(company, given, by="Nadia", at=AT)
    assert entailed() == [("208", "suspended", True)]


@pytest.mark.usefixtures("invoice")
def test_what_the_company_bought_is_left_alone(company: Company, say: Say) -> None:
    company.siren = "404833048"
    company.save()
    report = say("207")
    assert report["taken"] == 0
    assert "la société n'en est pas le vendeur" in report["ignored"][0]["reason"]
    assert not InvoiceStatus.objects.exists()


@pytest.mark.usefixtures("invoice")
@pytest.mark.parametrize("code", ["207", "208", "210", "211", "213"])
def test_a_person_lifts_what_a_status_entailed_with_the_reason(
    company: Company, say: Say, code: str
) -> None:
    say(code, status=paid("MPA", "500.00", "20261130") if code == "211" else "")
    made = Consequence.objects.get()
    with pytest.raises(operations.LiftWithoutReason, match="Dites pourquoi"):
        operations.lift(made, why=" ", on=TODAY, by="Paul")
    operations.lift(made, why="Vu avec le client", on=TODAY, by="Paul")
    assert held(company) not in {"disputed", "suspended", "refused", "promised", "rejected"}
    with pytest.raises(operations.NothingToLift, match="ne retient plus rien"):
        operations.lift(made, why="Encore", on=TODAY, by="Paul")
    made.refresh_from_db()
    assert (made.ended_by, made.ended_why) == ("Paul", "Vu avec le client")


@pytest.mark.usefixtures("invoice")
def test_a_task_done_by_a_person_is_not_asked_again(company: Company, say: Say) -> None:
    say("208")
    asked = task(company)
    dunning.tasks.do(asked, outcome="Envoyées", on=TODAY, today=TODAY, by="Nadia")
    assert dunning.invoice_tasks.ask(company, on=TODAY) == 0


@pytest.mark.usefixtures("invoice")
def test_what_was_said_is_never_rewritten(say: Say) -> None:
    say("205")
    rewrites = (
        "UPDATE life_cycle_invoicestatus SET code = '200'",
        "DELETE FROM life_cycle_invoicestatus",
        "TRUNCATE life_cycle_invoicestatus CASCADE",
    )
    for rewrite in rewrites:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rewrite)


def test_a_status_is_noted_by_hand(company: Company, invoice: Invoice) -> None:
    typed = operations.typed(invoice, code="207", on=TODAY, cents=100_00, reason="Prix convenu")
    made = operations.note_by_hand(invoice, typed, by="Nadia", on=TODAY)
    assert made.told == "Litige ouvert sur 100,00\u00a0€."
    with pytest.raises(operations.StatusKnown, match="déjà noté"):
        operations.note_by_hand(invoice, typed, by="Nadia", on=TODAY)


@pytest.mark.parametrize(
    ("code", "on", "refusal", "words"),
    [
        ("999", TODAY, operations.UnknownStatus, "n'est pas un statut"),
        ("205", date(2026, 11, 22), operations.StatusInTheFuture, "un jour à venir"),
        ("205", date(2026, 11, 1), operations.StatusBeforeInvoice, "est du 02/11/2026"),
    ],
)
def test_nonsense_typed_is_refused(
    invoice: Invoice, code: str, on: date, refusal: type[Exception], words: str
) -> None:
    typed = operations.typed(invoice, code=code, on=on)
    with pytest.raises(refusal, match=words):
        operations.note_by_hand(invoice, typed, by="Nadia", on=TODAY)

"""One thing of each kind that an address may name, for a company."""

import datetime
from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.differences import operations as differences
from encaisse.differences.rules import Cause
from encaisse.direct_debits import operations as direct_debits
from encaisse.direct_debits.models import Mandate
from encaisse.direct_debits.rules.pain import VERSIONS
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Question
from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, Task
from encaisse.dunning.queries.simulated import trial_for
from encaisse.dunning.rules.segments import Condition
from encaisse.early_payment_discounts import operations as early_discounts
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.entries import operations as entries
from encaisse.exchanges import operations as exchanges
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome
from encaisse.imports.models import FileImport, ImportState
from encaisse.imports.operations import tables
from encaisse.invoicing import operations as invoicing
from encaisse.kernel.money import Money
from encaisse.legal_action import operations as legal_action
from encaisse.letters import operations as letters
from encaisse.letters.models import Channel, Letter, Template
from encaisse.life_cycle import operations as life_cycle
from encaisse.matching import operations as matching
from encaisse.matching.models import Allocation, LearnedPayer
from encaisse.matching.operations import learning
from encaisse.notes import operations as notes
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.payments.models import BankLine
from encaisse.portal import operations as portal
from encaisse.promises import operations as promises
from encaisse.replies import operations as replies
from tests import factories
from tests.guards import people
from tests.invoicing import sales
from tests.replies.mails import CUSTOMER, a_mail

DAY = datetime.date(2026, 11, 20)
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


def a_call(company: Company) -> int:
    given = exchanges.Given(Outcome.REACHED, then=Following(Next.NOTHING, why="Réglé."))
    by = exchanges.Teller("Nadia", DAY)
    customer = factories.a_customer(company)
    return exchanges.calls.record(customer, given, exchanges.Dialled(), at=NOON, by=by).pk


def a_visit(company: Company) -> int:
    customer = factories.a_customer(company, address="1 quai Nord\n69002 Lyon")
    planned = exchanges.Planned(DAY, datetime.time(14, 30), customer.address)
    by = exchanges.Teller("Nadia", DAY)
    return exchanges.visits.plan(customer, planned, at=NOON, by=by).pk


def a_portal_link(company: Company) -> int:
    return portal.issue(factories.a_customer(company), at=timezone.now(), by="Nadia")[0].pk


def a_portal_request(company: Company) -> int:
    customer = factories.a_customer(company)
    receivable = factories.a_receivable(customer)
    link, _token = portal.issue(customer, at=NOON, by="Nadia")
    return portal.acting.ask_duplicate(portal.acting.Visit(link, NOON, DAY), receivable).pk


def a_note(company: Company) -> int:
    who = notes.Writer(factories.a_user(company), "Nadia", NOON)
    return notes.write(factories.a_customer(company), "Rappeler Mme Petit.", who=who).pk


def a_draft(company: Company) -> int:
    return sales.a_draft(sales.a_buyer(company)).pk


def an_issued_invoice(company: Company) -> int:
    for name, value in sales.COMPANY.items():
        setattr(company, name, value)
    company.save()
    draft = sales.a_draft(sales.a_buyer(company))
    return invoicing.issue(draft, on=DAY, today=DAY, by="Nadia").pk


def a_contact(company: Company) -> int:
    customer = factories.a_customer(company)
    return parties.add_contact(customer=customer, name="Mme Petit", by="Nadia").pk


def an_allocation(company: Company) -> int:
    receivable = factories.a_receivable(factories.a_customer(company))
    matching.receive_payment(
        customer=receivable.customer, reference=receivable.invoice.number, on=DAY,
        amount=Money(receivable.open_cents), by="Nadia",
    )  # fmt: skip
    return Allocation.objects.get(receivable=receivable).pk


def a_payer(company: Company) -> int:
    """A payer learned from a line."""
    line = factories.a_bank_line(company, cents=1_000, counterparty="Mme Petit")
    learning.learn(line, factories.a_customer(company), by="Nadia")
    return LearnedPayer.objects.get(company=company).pk


def a_credit(company: Company) -> int:
    customer = factories.a_customer(company)
    return matching.receive_payment(
        customer=customer, reference="VIR", on=DAY, amount=Money(100), by="Nadia"
    ).pk


def a_mandate(company: Company) -> int:
    return direct_debits.sign(
        factories.a_customer(company), reference=f"RUM{company.pk}", scheme="core", by="Nadia",
        iban="FR1420041010050500013M02606", signed_on=DAY,
    ).pk  # fmt: skip


def a_remittance(company: Company) -> int:
    mandate = Mandate.objects.get(pk=a_mandate(company))
    Company.objects.filter(pk=company.pk).update(iban="FR7630006000011234567890189")
    company.refresh_from_db()
    direct_debits.be_creditor(company, ics="FR72ZZZ123456", version=VERSIONS[1], by="Paul")
    receivable = factories.a_receivable(mandate.customer)
    return direct_debits.make_batch(
        company, [receivable], collect_on=datetime.date(2026, 11, 24), notified_on=None, at=NOON,
        by="Nadia",
    ).pk  # fmt: skip


def an_export(company: Company) -> int:
    a_credit(company)
    return entries.export(company, first=DAY, last=DAY, kind="fec", at=NOON, by="Nadia").pk


def a_difference(company: Company) -> int:
    receivable = factories.a_receivable(factories.a_customer(company))
    return differences.give_up([receivable], cents=100, cause=Cause.ROUNDING, on=DAY, by="Nadia").pk


def a_letter(company: Company) -> int:
    return Letter.objects.create(
        company=company, channel=Channel.MAIL, to=["a@client.example"], subject="Relance",
        text="Bonjour", message_id=f"guard-{company.pk}@encaisse", prepared_at=NOON,
        state="delivered", sent_at=NOON,
    ).pk  # fmt: skip


def a_message(company: Company) -> int:
    customer = factories.a_customer(company, email="compta@client.example")
    factories.a_receivable(customer)
    dunning.default_scenario(company, by="Paul")
    dunning.run(company, on=DAY, by="Nadia", at=NOON)
    return Message.objects.get(customer=customer).pk


def a_dispute(company: Company) -> int:
    receivable = factories.a_receivable(factories.a_customer(company))
    return disputes.declare([receivable], reason="price", on=DAY, by="Nadia").pk


def a_question(company: Company) -> int:
    return Question.objects.create(
        company=company, dispute_id=a_dispute(company), name="P. Roux", text="Le prix ?",
        email="roux@atelier.example", asked_on=DAY, asked_by="Nadia", due_on=DAY, expires_on=DAY,
        number=f"{company.pk:032}",
    ).pk  # fmt: skip


def an_event(company: Company) -> int:
    invoice = factories.a_receivable(factories.a_customer(company)).invoice
    return legal_action.note(invoice, kind="email", on=DAY, today=DAY, by="Nadia").pk


def an_import(company: Company) -> int:
    document = documents.keep(
        company=company, name="essai.csv", content=b"A;B;C\n1;2;3\n", on=DAY, by="Nadia"
    )
    return FileImport.objects.create(
        company=company, document=document, by="Nadia", started_at=NOON, state=ImportState.REFUSED
    ).pk


def a_mapping(company: Company) -> int:
    said = {"columns": {"Client": "customer_name", "Reste": "open", "Pièce": "number"}}
    return tables.keep_described(
        company, said, ["Client", "Pièce", "Reste"], name="essai", by="Nadia", at=NOON
    ).pk


def a_bank_line(company: Company) -> int:
    document = Document.objects.create(
        company=company,
        name="releve.txt",
        sha256="1" * 64,
        size=0,
        media_type="text/plain",
        dated_on=DAY,
    )
    return BankLine.objects.create(
        company=company, document=document, key="essai", on=DAY, cents=100, label="VIR SEPA"
    ).pk


def a_reply(company: Company) -> int:
    factories.a_customer(company, email=CUSTOMER)
    reply = replies.take_in(company, a_mail().as_bytes(), at=NOON)
    assert reply is not None
    return reply.pk


def a_segment(company: Company) -> int:
    scenario = dunning.default_scenario(company, by="Paul")
    return dunning.save_segment(
        company, name="Public", scenario=scenario, by="Paul",
        conditions=[Condition("kind", "is", "public")],
    ).pk  # fmt: skip


def a_simulation(company: Company) -> int:
    scenario = dunning.default_scenario(company, by="Paul")
    trial = trial_for(scenario, DAY - datetime.timedelta(days=3), DAY)
    kept = dunning.start_simulation(company, trial, name=scenario.name, by="Paul", on=DAY)
    dunning.play_simulation(company, kept.pk)
    return kept.pk


def a_consequence(company: Company) -> int:
    receivable = factories.a_receivable(factories.a_customer(company))
    noted = life_cycle.typed(receivable.invoice, code="208", on=DAY)
    return life_cycle.note_by_hand(receivable.invoice, noted, by="Nadia", on=DAY).pk


def a_task(company: Company) -> int:
    customer = factories.a_customer(company, name="Introuvable")
    factories.a_receivable(customer)
    dunning.default_scenario(company, by="Paul")
    dunning.run(company, on=DAY, by="Nadia", at=NOON)
    return Task.objects.get(customer=customer).pk


def a_template(company: Company) -> int:
    letters.ensure_defaults(company)
    return Template.objects.get(company=company, code="relance-1", channel="mail", language="fr").pk


def a_document(company: Company) -> int:
    given = documents.GivenFile("note.txt", f"Note de {company.code}".encode())
    return documents.receive(company, given, kind="exchange", by="Nadia", on=DAY).pk


def a_discount_offer(company: Company) -> int:
    due_on = DAY + datetime.timedelta(days=30)
    owed = [factories.a_receivable(factories.a_customer(company), due_on=due_on, issued_on=DAY)]
    wanted = early_discounts.Wanted(
        reduction=Reduction(Decimal("0.02")), last_on=DAY + datetime.timedelta(days=8)
    )
    return early_discounts.offer(owed, wanted, on=DAY, by="Nadia").pk


def a_plan_proposal(company: Company) -> int:
    owed = [factories.a_receivable(factories.a_customer(company), cents=90_000)]
    parts = [Part(DAY + datetime.timedelta(days=30 * rank), 30_000) for rank in (1, 2, 3)]
    offer = proposing.Offer(expires_on=DAY)
    return proposing.propose(owed, parts, offer, on=DAY, by="Nadia").pk


def a_promise(company: Company) -> int:
    owed = [factories.a_receivable(factories.a_customer(company))]
    return promises.promise(owed, by_on=DAY, on=DAY, by="Nadia").pk


def a_plan(company: Company) -> int:
    owed = [factories.a_receivable(factories.a_customer(company), cents=90_000)]
    parts = [Part(DAY + datetime.timedelta(days=30), 90_000)]
    return payment_plans.agree(owed, parts, on=DAY, by="Nadia").pk


def a_batch(company: Company) -> int:
    customer = factories.a_customer(company, address="1 quai Nord\n69002 Lyon")
    factories.a_receivable(customer)
    dunning.default_scenario(company, by="Paul")
    dunning.run(company, on=DAY, by="Nadia", at=NOON)
    found = Message.objects.filter(customer=customer).values_list("pk", flat=True)
    dunning.approve(company, found, by="Nadia")
    return dunning.posting.start_batch(company, is_duplex=False, by="Nadia", at=NOON).pk


MAKERS: dict[str, Callable[[Company], int | str]] = {
    "simulation_id": a_simulation,
    "absence_id": people.an_absence,
    "colleague_id": people.a_colleague,
    "follower_id": people.a_follower,
    "allocation_id": an_allocation,
    "handover_id": people.a_handover,
    "rule_id": people.a_portfolio_rule,
    "team_id": people.a_team,
    "objective_id": people.an_objective,
    "person_id": lambda company: factories.a_user(company, name="Inès").pk,
    "batch_id": a_batch,
    "call_id": a_call,
    "consequence_id": a_consequence,
    "contact_id": a_contact,
    "credit_id": a_credit,
    "payer_id": a_payer,
    "customer_id": lambda company: factories.a_customer(company).pk,
    "difference_id": a_difference,
    "dispute_id": a_dispute,
    "document_id": a_document,
    "draft_id": a_draft,
    "event_id": an_event,
    "export_id": an_export,
    "first": lambda _company: "2015-01-01",
    "form": lambda _company: "fiche",
    "import_id": an_import,
    "mapping_id": a_mapping,
    "invoice_id": lambda company: factories.a_receivable(factories.a_customer(company)).invoice_id,
    "issued_id": an_issued_invoice,
    "letter_id": a_letter,
    "line_id": a_bank_line,
    "link_id": a_portal_link,
    "portal_request_id": a_portal_request,
    "mandate_id": a_mandate,
    "message_id": a_message,
    "name": lambda _company: "legal_interest_other",
    "note_id": a_note,
    "offer_id": a_discount_offer,
    "scenario_id": lambda company: dunning.default_scenario(company, by="Paul").pk,
    "question_id": a_question,
    "segment_id": a_segment,
    "subject": lambda _company: "client",
    "subject_id": lambda company: factories.a_customer(company).pk,
    "remittance_id": a_remittance,
    "reply_id": a_reply,
    "task_id": a_task,
    "plan_id": a_plan,
    "promise_id": a_promise,
    "proposal_id": a_plan_proposal,
    "template_id": a_template,
    "visit_id": a_visit,
    "version": lambda _company: 1,
}


def first_customer(company: Company) -> int:
    """The customer who came first."""
    return Customer.objects.filter(company=company).order_by("id")[0].pk

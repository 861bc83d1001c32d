"""A proposal from its first word to its answer, and what it holds meanwhile."""

import datetime

import pytest
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.documents.models import Attachment, Document
from encaisse.documents.operations import GivenFile
from encaisse.dunning.queries.holds import held_now
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations, queries
from encaisse.payment_plans.models import Plan, PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.queries import proposals
from encaisse.payment_plans.rules import Part
from encaisse.payment_plans.rules.proposing import State, Terms
from encaisse.payments import operations as payments
from encaisse.receivables.models import Receivable
from tests import factories
from tests.payment_plans.conftest import ANSWER, ON, PARTS

AT = datetime.datetime(2026, 3, 20, 9, tzinfo=datetime.UTC)
AFTER = ANSWER + datetime.timedelta(days=1)


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


@pytest.fixture
def sent(proposal: PlanProposal) -> PlanProposal:
    return proposing.hand(proposal, on=ON, by="Nadia")


def accepted(proposal: PlanProposal, on: datetime.date = ANSWER) -> Plan:
    return proposing.accept(
        proposal, name="Mme Petit", evidence="courriel du 27/03, bon pour accord", on=on, by="Nadia"
    )


def test_what_is_only_prepared_holds_nothing(proposal: PlanProposal, company: Company) -> None:
    assert proposals.state(proposal, on=ON) == State.READY
    assert held_now(company, ON) == []


def test_what_is_sent_holds_its_receivables_through_the_day_of_the_answer(
    sent: PlanProposal, company: Company, bills: list[Receivable]
) -> None:
    held = [bill.pk for bill in bills]
    assert held_now(company, ON) == held
    assert held_now(company, ANSWER) == held
    assert held_now(company, AFTER) == []
    assert proposals.state(sent, on=ANSWER) == State.SENT
    assert proposals.state(sent, on=AFTER) == State.EXPIRED


def test_accepted_it_is_a_plan_with_its_conditions(
    bills: list[Receivable], company: Company
) -> None:
    offer = proposing.Offer(expires_on=ANSWER, terms=Terms(5, 2, is_automatic=True))
    made = proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")
    plan = accepted(proposing.hand(made, on=ON, by="Nadia"))
    assert (plan.grace_days, plan.missed_max, plan.is_automatic) == (5, 2, True)
    assert plan.agreed_on == ANSWER
    assert [(each.due_on, each.cents) for each in plan.installments.all()] == [
        (part.due_on, part.cents) for part in PARTS
    ]
    made.refresh_from_db()
    assert (made.plan, made.answered_by) == (plan, "Mme Petit")
    assert "bon pour accord" in made.evidence
    assert held_now(company, AFTER) == [bill.pk for bill in bills]


def test_the_interest_proposed_is_the_interest_agreed(bills: list[Receivable]) -> None:
    made = proposing.propose(bills, PARTS, proposing.Offer(expires_on=ANSWER), on=ON, by="Nadia")
    borne = [each.interest_cents for each in made.installments.all()]
    plan = accepted(proposing.hand(made, on=ON, by="Nadia"))
    assert [each.interest_cents for each in plan.installments.all()] == borne
    assert min(borne) > 0


def test_nobody_accepts_what_nobody_sent(proposal: PlanProposal) -> None:
    with pytest.raises(proposing.ProposalNotSent, match="pas encore partie"):
        accepted(proposal)


def test_nobody_accepts_too_late(sent: PlanProposal) -> None:
    with pytest.raises(proposing.ProposalOver, match="son délai est passé"):
        accepted(sent, AFTER)


def test_nobody_accepts_twice(sent: PlanProposal) -> None:
    accepted(sent)
    with pytest.raises(proposing.ProposalOver, match="elle est acceptée"):
        accepted(sent)


def test_an_acceptance_names_somebody_and_says_how(sent: PlanProposal) -> None:
    with pytest.raises(proposing.AcceptanceWithoutName, match="nom de la personne"):
        proposing.accept(sent, name=" ", evidence="courriel", on=ON)
    with pytest.raises(proposing.AcceptanceWithoutEvidence, match="document signé"):
        proposing.accept(sent, name="Mme Petit", evidence="", on=ON)


def test_the_signed_paper_is_the_evidence(sent: PlanProposal, garage: Customer) -> None:
    paper = GivenFile("signe.pdf", b"%PDF-1.4 signed")
    proposing.accept(sent, name="Mme Petit", evidence="", on=ON, by="Nadia", signed=paper)
    sent.refresh_from_db()
    assert sent.document is not None
    assert sent.document.kind == "contract"
    assert Attachment.objects.filter(document=sent.document, customer_id=garage.pk).exists()


def test_what_was_paid_since_asks_for_another_proposal(
    sent: PlanProposal, garage: Customer, bills: list[Receivable]
) -> None:
    paid = payments.record(
        customer=garage, reference="V1", on=march(25), amount=Money(10_000), by="nadia"
    )
    matching.allocate(paid, bills[0], cents=10_000, on=march(25), by="nadia")
    with pytest.raises(proposing.ProposalOutdated, match=r"900,00.€.*1.000,00.€"):
        accepted(sent)


def test_refused_its_receivables_are_asked_again_that_day(
    sent: PlanProposal, company: Company
) -> None:
    proposing.refuse(sent, on=march(24), by="Nadia", why="Paiera en une fois")
    assert held_now(company, march(24)) == []
    assert held_now(company, march(23)) != []
    assert proposals.state(sent, on=march(24)) == State.SENT
    sent.refresh_from_db()
    assert proposals.state(sent, on=march(24)) == State.REFUSED


def test_one_proposal_at_a_time(proposal: PlanProposal, bills: list[Receivable]) -> None:
    offer = proposing.Offer(expires_on=ANSWER)
    with pytest.raises(proposing.AlreadyProposed, match="20/03/2026"):
        proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")
    proposing.withdraw(proposal, on=ON, by="Nadia")
    proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")


def test_a_plan_in_force_refuses_a_proposal(bills: list[Receivable]) -> None:
    operations.agree(bills, PARTS, on=ON, by="Nadia")
    with pytest.raises(operations.AlreadyPlanned):
        proposing.propose(bills, PARTS, proposing.Offer(expires_on=ANSWER), on=ON, by="Nadia")


@pytest.mark.parametrize("expires", [march(19), datetime.date(2026, 4, 2)])
def test_the_answer_comes_before_the_first_payment(
    bills: list[Receivable], expires: datetime.date
) -> None:
    offer = proposing.Offer(expires_on=expires)
    with pytest.raises(Exception, match="entre le 20/03/2026 et le 01/04/2026"):
        proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")


def test_what_does_not_sum_is_refused(bills: list[Receivable]) -> None:
    with pytest.raises(Exception, match="rendez-les égaux"):
        proposing.propose(
            bills, [Part(PARTS[0].due_on, 1)], proposing.Offer(expires_on=ANSWER), on=ON, by="N"
        )


@pytest.mark.usefixtures("mail_goes_somewhere")
def test_it_leaves_by_mail_with_the_paper_to_sign(proposal: PlanProposal) -> None:
    proposing.send(proposal, to="compta@garage.example", on=ON, by="Nadia", at=AT)
    letter = Letter.objects.get()
    assert letter.to == ["compta@garage.example"]
    assert "factures FA-1, FA-2" in letter.text
    assert "le 01/04/2026" in letter.text
    assert "au plus tard le 28/03/2026" in letter.text
    paper = Document.objects.get()
    assert paper.media_type == "application/pdf"
    with pytest.raises(proposing.ProposalSent, match="20/03/2026"):
        proposing.hand(proposal, on=march(21), by="Nadia")


@pytest.mark.usefixtures("mail_goes_somewhere")
def test_a_mail_has_an_address(proposal: PlanProposal) -> None:
    with pytest.raises(proposing.ProposalToNobody, match="quelle adresse"):
        proposing.send(proposal, to=" ", on=ON, by="Nadia", at=AT)


@pytest.mark.usefixtures("mail_goes_somewhere")
def test_whoever_shows_it_to_the_customer_gives_the_address(
    proposal: PlanProposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        proposals, "LINKS", [lambda each, to, _at: f"https://espace.example/{to}/{each.pk}"]
    )
    proposing.send(proposal, to="compta@garage.example", on=ON, by="Nadia", at=AT)
    assert (
        f"https://espace.example/compta@garage.example/{proposal.pk}" in Letter.objects.get().text
    )


def test_the_agreement_says_all_that_is_accepted(bills: list[Receivable]) -> None:
    offer = proposing.Offer(
        expires_on=ANSWER, waived_percent=100, terms=Terms(5, 1, is_automatic=True)
    )
    made = proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")
    told = proposals.agreement_of(made)
    words = {clause.title: clause.text for clause in told.clauses}
    assert "reconnaît devoir" in words["Reconnaissance de dette"]
    assert "2240" in words["Reconnaissance de dette"]
    assert "de plein droit" in words["Déchéance du terme"]
    assert "5 jours" in words["Déchéance du terme"]
    assert "renonce" in words["Intérêts de retard"]
    assert "28/03/2026" in words["Durée de la proposition"]
    assert [number for number, _due, _cents in told.invoices] == ["FA-1", "FA-2"]


def test_the_customer_s_page_reads_what_waits(sent: PlanProposal, garage: Customer) -> None:
    assert proposals.awaiting(garage.pk, on=ANSWER) == [sent]
    assert proposals.awaiting(garage.pk, on=AFTER) == []
    accepted(sent)
    assert proposals.awaiting(garage.pk, on=ANSWER) == []


def test_each_act_is_in_the_journal(sent: PlanProposal, company: Company) -> None:
    accepted(sent)
    verbs = Entry.objects.filter(company=company, verb__startswith="payment_plan").order_by("rank")
    assert list(verbs.values_list("verb", flat=True)) == [
        "payment_plan.proposed", "payment_plan.sent", "payment_plan.agreed",
        "payment_plan.accepted",
    ]  # fmt: skip


def test_another_company_s_proposal_does_not_exist(proposal: PlanProposal) -> None:
    stranger = factories.a_company("Delaunay Compta")
    with pytest.raises(Http404):
        proposals.proposal_for(factories.a_user(stranger), proposal.pk)


def test_a_plan_agreed_at_once_is_as_before(bills: list[Receivable]) -> None:
    plan = operations.agree(bills, PARTS, on=ON, by="Nadia")
    assert plan.missed_max == 0
    assert sum(due.left_cents for due in queries.installments([plan], on=ON)[plan.pk]) == 100_000

"""The demonstration company: made from its files, true to its story, and always up to today."""

from collections import Counter
from datetime import date, timedelta

import pypdfium2
import pytest
from django.db.models import Sum

from encaisse.accounts.models import Company, User
from encaisse.agenda.models import NextAction
from encaisse.agenda.queries.sources import lines
from encaisse.agenda.rules import Kind
from encaisse.audit import queries as audit
from encaisse.causes.models import CauseChoice
from encaisse.demonstration.operations import DemonstrationFacts, ensure
from encaisse.demonstration.rules.customers import BY_CODE
from encaisse.demonstration.rules.papers import late as bills_late
from encaisse.demonstration.rules.steered import old_invoice
from encaisse.demonstration.rules.story import Story, tell
from encaisse.documents.models import Attachment, Document
from encaisse.documents.operations import content_of
from encaisse.dunning.models import Message, MessageState, Run
from encaisse.early_payment_discounts import queries as discounts
from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.early_payment_discounts.rules import State as DiscountState
from encaisse.notes.models import Mention, Note
from encaisse.parties.models import Customer
from encaisse.payment_plans import queries as plans
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.queries import proposals
from encaisse.payment_plans.rules.proposing import State as ProposalState
from encaisse.payments.models import Credit
from encaisse.promises import queries as promises
from encaisse.promises.rules import Status
from encaisse.receivables.models import DueSource, Invoice, Receivable
from encaisse.teams.models import Objective, Team
from encaisse.web.formats import money
from tests.cast import GARAGE_MARTIN, MAIRIE_DE_SORBIERS, NADIA, PAUL, STUDIO_LEMOINE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = date(2026, 11, 23)


@pytest.fixture
def made() -> DemonstrationFacts:
    return ensure(on=TODAY)


def open_by_number(company_id: int) -> dict[str, int]:
    rows = Receivable.objects.filter(company_id=company_id, open_cents__gt=0)
    sums = rows.values_list("invoice__number").annotate(Sum("open_cents")).order_by()
    return dict(sums)


def owed(story: Story) -> dict[str, int]:
    """What the story says, and the old invoice found again on its first day."""
    old = old_invoice(TODAY)
    opened = {bill.number: bill.open_cents(story.until) for bill in story.bills}
    return {number: cents for number, cents in opened.items() if cents} | {old.number: old.cents}


def check_papers(company_id: int) -> None:
    """What is late has its invoice, of the right amount; the terms of sale are the company's."""
    kept = Document.objects.filter(company_id=company_id)
    late = bills_late(tell(TODAY))
    copies = Attachment.objects.filter(document__in=kept.filter(kind="invoice"))
    titles = copies.order_by("id").values_list("title", flat=True)
    assert [title.split(" · ")[0] for title in titles] == [bill.number for bill in late]
    paper = pypdfium2.PdfDocument(content_of(kept.get(name=f"Facture {late[0].number}.pdf")))
    assert money(late[0].cents) in paper[0].get_textpage().get_text_range()
    assert kept.filter(kind="quote").count() == 2
    assert not kept.get(kind="terms").attachments.exists()


def check_everyday(company_id: int) -> None:
    """Promises in every state, a plan begun and one to answer, notes, causes, a next action."""
    company = Company.objects.get(pk=company_id)
    states = Counter(found.status for found in promises.stated(company, on=TODAY).values())
    assert states == {Status.KEPT: 1, Status.PARTLY: 1, Status.BROKEN: 1, Status.PENDING: 1}

    plan = Plan.objects.get(company=company)
    first, *others = plans.installments([plan], on=TODAY)[plan.pk]
    assert first.left_cents == 0
    assert all(due.left_cents for due in others)
    (waiting,) = proposals.proposals(company).filter(answer="")
    assert proposals.state(waiting, on=TODAY) is ProposalState.SENT

    kept = Note.objects.filter(company=company)
    assert kept.filter(is_pinned=True).count() == 1
    assert [str(each.person) for each in Mention.objects.filter(company=company)] == [
        "Paul Mercier"
    ]
    chosen = CauseChoice.objects.filter(company=company)
    assert chosen.values("receivable__customer").distinct().count() == 2
    assert NextAction.objects.get(company=company).customer.code == STUDIO_LEMOINE.code
    followed = Customer.objects.filter(company=company)
    assert list(followed.filter(collector=None).values_list("code", flat=True)) == ["C060"]
    assert set(followed.values_list("collector__email", flat=True)) == {
        NADIA.email, PAUL.email, None,
    }  # fmt: skip


def check_steering(company: Company) -> None:
    """The agenda of the day has an instalment missed, a limit passed, a limitation near; a team and
    two objectives; an early payment offered."""
    found = {item.kind: item for item in lines(company, [], TODAY)}
    assert found[Kind.LIMIT].subject == GARAGE_MARTIN.name
    assert 0 < (found[Kind.LIMIT].cents or 0) <= 1_000_00
    assert "non payée le 21/11/2026" in found[Kind.INSTALLMENT].reason
    assert "déchéance" not in found[Kind.INSTALLMENT].reason
    assert found[Kind.LIMITATION].reason == "prescription : 1 à 3 mois"
    (team,) = Team.objects.filter(company=company)
    assert team.manager
    assert str(team.manager.user) == PAUL.full_name
    aims = Objective.objects.filter(company=company, month=TODAY.replace(day=1))
    assert set(aims.values_list("aim", "person__email", "team__name")) == {
        ("collected", NADIA.email, None), ("late_share", None, team.name),
    }  # fmt: skip
    (offer,) = DiscountOffer.objects.filter(company=company)
    assert discounts.state(offer, on=TODAY) is DiscountState.OPEN
    assert offer.customer.name == "Turbines du Pilat"


def test_a_day_in_the_life_of_the_demonstration(made: DemonstrationFacts) -> None:
    """One creation for all that a start shows: it is the longest thing that tests do."""
    company_id = made.company.pk
    truth = owed(tell(TODAY))
    assert open_by_number(company_id) == truth

    nadia = User.objects.get(email=NADIA.email)
    assert nadia.check_password(made.password)
    assert not nadia.is_staff
    assert User.objects.get(email=PAUL.email).is_staff
    customers = {one.code: one for one in Customer.objects.filter(company_id=company_id)}
    assert set(customers) == set(BY_CODE)
    assert customers[MAIRIE_DE_SORBIERS.code].kind == "public"
    assert [code for code, one in customers.items() if one.is_pseudo] == ["C060"]

    owing = Receivable.objects.filter(open_cents__gt=0)
    owing = owing.exclude(invoice__number=old_invoice(TODAY).number)
    sources = Counter(owing.values_list("due_source", "due_estimated"))
    assert set(sources) == {(DueSource.STATED, False), (DueSource.LEARNED, True)}
    assert sources[DueSource.STATED, False] > 5 * sources[DueSource.LEARNED, True]

    spare = Credit.objects.filter(company_id=company_id, open_cents__gt=0)
    assert [credit.customer.name for credit in spare] == ["Laiteries du Forez"]

    today = Run.objects.get(company_id=company_id, on=TODAY)
    proposed = Message.objects.filter(run=today)
    assert 10 <= proposed.count() <= 40
    assert set(proposed.values_list("level", flat=True)) == {0, 1, 2, 3, 4}
    asked = proposed.filter(state=MessageState.WAITING)
    assert asked.count() >= 5
    assert not asked.filter(customer__code=STUDIO_LEMOINE.code).exists()
    assert asked.filter(customer__code=GARAGE_MARTIN.code).exists()
    delivered = Message.objects.filter(company_id=company_id, state=MessageState.DELIVERED)
    assert delivered.count() > 60
    check_papers(company_id)
    check_everyday(company_id)
    check_steering(made.company)
    assert audit.first_broken() is None

    written = audit.count()
    assert ensure(on=TODAY).company == made.company
    assert audit.count() == written, "a second start changes nothing"


def test_a_later_start_carries_the_story_on(made: DemonstrationFacts) -> None:
    company_id = made.company.pk
    known = set(Invoice.objects.filter(company_id=company_id).values_list("number", flat=True))
    later = TODAY + timedelta(days=17)
    assert ensure(on=later).company == made.company
    assert open_by_number(company_id) == owed(tell(later, anchor=TODAY))
    now = Invoice.objects.filter(company_id=company_id).values_list("number", flat=True)
    assert len(now) == len(set(now)) > len(known)
    days = Run.objects.filter(company_id=company_id, on__gte=TODAY).order_by("on")
    assert list(days.values_list("on", flat=True)) == [
        TODAY, TODAY + timedelta(days=7), TODAY + timedelta(days=14), later,
    ]  # fmt: skip
    assert audit.first_broken() is None

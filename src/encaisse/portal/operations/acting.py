"""What a customer does on its page: each act is kept as a request, which somebody of the company
closes; a dispute and a promise are opened at once, like those that a collector notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.disputes import operations as disputes
from encaisse.documents import operations as documents
from encaisse.documents.queries import subject_for
from encaisse.documents.rules.names import safe_name
from encaisse.dunning import operations as dunning
from encaisse.kernel.days import add_business_days, french_day
from encaisse.kernel.money import Money
from encaisse.parties import operations as parties
from encaisse.portal.models import PortalRequest, RequestKind
from encaisse.portal.operations.refusals import (
    InInsolvency,
    InstallmentsOut,
    NoContactProposed,
    NothingLate,
    PaidInTheFuture,
    PromiseBeyond,
    ProofRefused,
    ProofTooLarge,
    RequestClosed,
    RequestWithoutWords,
    TooManyActs,
)
from encaisse.portal.queries import policy_of, said
from encaisse.portal.queries.account import is_insolvent
from encaisse.portal.rules import (
    ACTS_A_DAY,
    FIRST_DAYS_MAX,
    INSTALLMENTS_LEAST,
    INSTALLMENTS_MOST,
    PROOF_BYTES_MAX,
    WORDS_MAX,
    is_proof,
    last_promise_day,
    may_spread,
)
from encaisse.portal.rules.policy import waits
from encaisse.promises import operations as promises

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.documents.models import Document
    from encaisse.documents.operations import GivenFile
    from encaisse.portal.models import PortalLink
    from encaisse.receivables.models import Receivable

PAYMENT_PROOF = "payment_proof"
NOTE_MAX, REFERENCE_MAX, OUTCOME_MAX = 250, 140, 250
MEGABYTE = 1024 * 1024
BY = "client, par son espace"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who came by a link, at an instant of a day."""

    link: PortalLink
    at: datetime
    on: date

    @property
    def person(self) -> str:
        """The contact whom the link was given to; empty when it was given to the customer."""
        return self.link.contact.name if self.link.contact else ""

    @property
    def by(self) -> str:
        """Who says so: the contact whom the link was given to, else the customer."""
        return f"{self.person} ({BY})" if self.person else BY


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A payment as the customer tells it."""

    cents: int
    on: date
    reference: str = ""
    proof: GivenFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """What the customer contests: so much of it, or the whole when ``cents`` is None."""

    cause: str
    words: str
    cents: int | None = None
    proof: GivenFile | None = None


@transaction.atomic
def say_paid(visit: Visit, receivable: Receivable, told: Paid) -> PortalRequest:
    """The customer has already paid: somebody looks for the money, and the reminders of the invoice
    wait a few days meanwhile."""
    check(visit, told.proof)
    if told.on > visit.on:
        raise PaidInTheFuture(on=french_day(told.on))
    _wait_for(visit, receivable, told)
    kept = _proof_of(visit, told.proof)
    made = keep(
        visit, RequestKind.PAID, receivable=receivable, cents=told.cents,
        currency=receivable.currency, on=told.on, reference=told.reference.strip()[:REFERENCE_MAX],
        document=kept,
    )  # fmt: skip
    _record(made, "portal_request.paid", cents=told.cents, currency=made.currency)
    return made


@transaction.atomic
def contest(visit: Visit, receivable: Receivable, told: Contested) -> PortalRequest:
    """The customer contests an invoice: a dispute is open, and what is contested is not asked."""
    check(visit, told.proof)
    amount = None if told.cents is None else Money(told.cents, receivable.currency)
    words = told.words.strip()[:WORDS_MAX]
    opened = disputes.declare(
        [receivable], reason=told.cause, on=visit.on, by=visit.by, amount=amount,
        note=words[:NOTE_MAX],
        given=disputes.Given(
            opened_by="portal", evidence=[told.proof] if told.proof is not None else ()
        ),
    )  # fmt: skip
    return keep(
        visit, RequestKind.DISPUTE, receivable=receivable, cents=told.cents,
        currency=receivable.currency, words=words, about=f"dispute:{opened.pk}",
    )  # fmt: skip


@transaction.atomic
def engage(
    visit: Visit, receivable: Receivable, *, by_on: date, cents: int | None, words: str = ""
) -> PortalRequest:
    """The customer promises to pay by a day within the month: its reminders wait until then."""
    check(visit)
    require_solvent(visit)
    last = last_promise_day(visit.on)
    if by_on > last:
        raise PromiseBeyond(by_on=french_day(by_on), last=french_day(last))
    made = promises.promise(
        [receivable], by_on=by_on, on=visit.on, by=visit.by, person=visit.person,
        note=words[:NOTE_MAX], way="portal",
        amount=None if cents is None else Money(cents, receivable.currency),
    )  # fmt: skip
    return keep(
        visit, RequestKind.PROMISE, receivable=receivable, cents=made.cents,
        currency=receivable.currency, on=by_on, words=words.strip()[:WORDS_MAX],
        about=f"promise:{made.pk}",
    )  # fmt: skip


@transaction.atomic
def ask_installments(
    visit: Visit, *, count: int, first_on: date, currency: str, words: str = ""
) -> PortalRequest:
    """The customer asks to pay all that is late in several times: nothing is agreed by that."""
    check(visit)
    require_solvent(visit)
    if not may_spread(count, first_on, on=visit.on):
        raise InstallmentsOut(least=INSTALLMENTS_LEAST, most=INSTALLMENTS_MOST, days=FIRST_DAYS_MAX)
    late = [
        item for item in said.late_of(visit.link.customer, on=visit.on) if item.currency == currency
    ]
    if not late:
        raise NothingLate
    made = keep(
        visit, RequestKind.INSTALLMENTS, cents=sum(item.open_cents for item in late),
        currency=currency, on=first_on, count=count, words=words.strip()[:WORDS_MAX],
    )  # fmt: skip
    _record(made, "portal_request.installments", cents=made.cents, currency=currency, count=count)
    return made


@transaction.atomic
def ask_duplicate(visit: Visit, receivable: Receivable) -> PortalRequest:
    """The customer asks for an invoice again: somebody sends it to an address known already."""
    check(visit)
    made = keep(visit, RequestKind.DUPLICATE, receivable=receivable, currency=receivable.currency)
    _record(made, "portal_request.duplicate")
    return made


@transaction.atomic
def propose_contact(visit: Visit, asked: Mapping[str, str]) -> PortalRequest:
    """The customer says who is to be written to, once a code confirmed it: a person accepts."""
    check(visit)
    proposed = {key: str(asked.get(key, ""))[:NOTE_MAX] for key in ("name", "email", "phone")}
    words = " · ".join(filter(None, proposed.values()))
    made = keep(visit, RequestKind.CONTACT, proposed=proposed, words=words)
    _record(made, "portal_request.contact")
    return made


@transaction.atomic
def take_contact(request: PortalRequest, *, on: date, by: str) -> PortalRequest:
    """Somebody of the company accepts the person proposed."""
    if request.kind != RequestKind.CONTACT:
        raise NoContactProposed
    closed = close(request, outcome="Contact ajouté à la fiche.", on=on, by=by)
    parties.add_contact(customer=request.customer, by=by, **request.proposed)
    return closed


@transaction.atomic
def close(request: PortalRequest, *, outcome: str, on: date, by: str) -> PortalRequest:
    """Somebody has dealt with it, and says how."""
    if not outcome.strip():
        raise RequestWithoutWords
    request = PortalRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.closed_on is not None:
        raise RequestClosed(outcome=request.outcome)
    request.closed_on, request.closed_by = on, by
    request.outcome = outcome.strip()[:OUTCOME_MAX]
    request.save(update_fields=["closed_on", "closed_by", "outcome"])
    audit.record(
        company=request.company, actor=by, verb="portal_request.closed",
        subject=f"portal_request:{request.pk}", reason=request.outcome,
        facts={"kind": request.kind}, customer_id=request.customer_id, on=on,
    )  # fmt: skip
    return request


def check(visit: Visit, proof: GivenFile | None = None) -> None:
    """Refused beyond so many acts in a day, and of a file that no customer has to give. The link is
    held: two acts at once are counted one after the other."""
    said.hold(visit.link)
    if said.acts_since_a_day(visit.link, at=visit.at) >= ACTS_A_DAY:
        raise TooManyActs(most=ACTS_A_DAY)
    if proof is None:
        return
    if len(proof.content) > PROOF_BYTES_MAX:
        raise ProofTooLarge(name=safe_name(proof.name), limit=PROOF_BYTES_MAX // MEGABYTE)
    if not is_proof(proof.content):
        raise ProofRefused(name=safe_name(proof.name))


def _wait_for(visit: Visit, receivable: Receivable, told: Paid) -> None:
    """A block that ends by itself, and that a person may lift."""
    days = policy_of(visit.link.company).paid_days
    asked = said.late_cents(visit.link.customer, receivable, on=visit.on)
    is_first = not said.was_told_paid(receivable)
    if days and waits(told_cents=told.cents, open_cents=asked, is_first=is_first):
        dunning.block(
            receivable.invoice, until=add_business_days(visit.on, days), by=visit.by, on=visit.on,
            why=f"Le client dit sur son espace avoir payé le {french_day(told.on)}",
        )  # fmt: skip


def require_solvent(visit: Visit) -> None:
    """Refused to whoever may not pay what it owed before the judgment."""
    if is_insolvent(visit.link.customer):
        raise InInsolvency


def _proof_of(visit: Visit, proof: GivenFile | None) -> Document | None:
    if proof is None:
        return None
    company, customer = visit.link.company, visit.link.customer_id
    return documents.receive(
        company, proof, kind=PAYMENT_PROOF, by=visit.by, on=visit.on,
        subjects=[subject_for(company, "customer", customer)],
    )  # fmt: skip


def keep(visit: Visit, kind: RequestKind, **told: object) -> PortalRequest:
    """What was said, until somebody has dealt with it."""
    link = visit.link
    return PortalRequest.objects.create(
        company_id=link.company_id, customer_id=link.customer_id, link=link, kind=kind,
        by=visit.by, made_at=visit.at, **told,
    )  # fmt: skip


def _record(request: PortalRequest, verb: str, **facts: object) -> None:
    audit.record(
        company=request.company, actor=request.by, verb=verb,
        subject=f"portal_request:{request.pk}", reason=request.reference or request.words,
        facts=facts, customer_id=request.customer_id,
    )  # fmt: skip

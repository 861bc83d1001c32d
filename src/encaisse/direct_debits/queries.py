"""Mandates, what may be collected, batches, and what a bank line is about."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.direct_debits.models import Creditor, Debit, DebitBatch, Mandate
from encaisse.direct_debits.rules import calendar, pain
from encaisse.direct_debits.rules.mandates import MandateFacts, Sequence, why_unusable
from encaisse.insolvency.models import Insolvency
from encaisse.parties.models import Contact, ContactRole, Customer
from encaisse.parties.queries import refusing_among
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Receivable

STANDING = Q(returned_on=None, batch__cancelled_on=None)
SEQUENCES = tuple(Sequence)
FEW_DAYS = timedelta(days=5)
WORD = re.compile(r"[A-Z0-9-]+")

# What dunning holds: what a batch asks the bank for, until the bank pays it or sends it back, or
# the batch is cancelled. Rows: receivable_id, hold, since, until, reason, currency, cents.
HELD = """
SELECT d.receivable_id, 'collected' AS hold, (b.made_at AT TIME ZONE c.timezone)::date AS since,
       NULL::date AS until,
       'pour le ' || to_char(b.collect_on, 'DD/MM/YYYY') || ', remise ' || b.message AS reason,
       'EUR' AS currency, d.cents
FROM direct_debits_debit d
JOIN direct_debits_debitbatch b ON b.id = d.batch_id
JOIN accounts_company c ON c.id = d.company_id
JOIN receivables_receivable r ON r.id = d.receivable_id
LEFT JOIN payments_credit paid ON paid.id = d.credit_id
WHERE d.company_id = %(company)s AND (b.made_at AT TIME ZONE c.timezone)::date <= %(on)s
  AND (b.cancelled_on IS NULL OR b.cancelled_on > %(on)s)
  AND (paid.id IS NULL OR paid."on" > %(on)s)
  AND (d.returned_on IS NULL OR d.returned_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR r.customer_id = ANY (%(customers)s::bigint[]))
"""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the bank may say of our collections: their references, and the amounts of the batches
    that wait. Read once for many lines."""

    names: frozenset[str]
    amounts: frozenset[int]

    def may_concern(self, line: BankLine) -> bool:
        """Whether the line is worth looking at."""
        if line.cents in self.amounts:
            return True
        return bool(self.names) and not self.names.isdisjoint({line.end_to_end, *_words(line)})


@dataclass(frozen=True, slots=True)
class Collectable:
    """A receivable and the mandate under which it may be collected; ``returned``: the collection
    of it that came back last."""

    receivable: Receivable
    mandate: Mandate
    returned: Debit | None = None

    @property
    def id(self) -> int:
        """That of the receivable."""
        return self.receivable.pk


def creditor(company: Company) -> Creditor | None:
    """The company as a SEPA creditor, once it said its identifier."""
    return Creditor.objects.filter(company=company).first()


def mandates(company: Company) -> QuerySet[Mandate]:
    """Every mandate, by customer, the newest first."""
    found = Mandate.objects.filter(company=company).select_related("customer", "company")
    return found.annotate(
        latest_on=Max("debits__batch__collect_on", filter=_standing("debits__")),
        sent=Count("debits", filter=Q(debits__batch__cancelled_on=None)),
        finals=Count("debits", filter=_standing("debits__") & Q(debits__sequence=Sequence.FINAL)),
    ).order_by("customer__name", "-signed_on", "-id")


def mandate_for(viewer: User, company: Company, mandate_id: int) -> Mandate:
    """The mandate of a company that the viewer belongs to; else it does not exist."""
    found = mandates(company).filter(company__memberships__user=viewer, pk=mandate_id).first()
    if found is None:
        raise Http404
    return found


def facts_of(mandate: Mandate) -> MandateFacts:
    """What decides of its use."""
    known = mandates(mandate.company).get(pk=mandate.pk)
    return _facts(known)


def with_state(found: Iterable[Mandate], *, on: date) -> list[tuple[Mandate, str]]:
    """Each mandate with why it cannot be used that day; empty when it can."""
    return [(mandate, why_unusable(_facts(mandate), on)) for mandate in found]


def collectable(company: Company, *, on: date) -> list[Collectable]:
    """The open receivables in euros of customers with a usable mandate, not asked for already, the
    oldest due date first. A fixed number of queries."""
    usable: dict[int, Mandate] = {}
    for mandate, why in with_state(mandates(company).filter(revoked_on=None), on=on):
        if not why:
            usable.setdefault(mandate.customer_id, mandate)
    asked = Debit.objects.filter(STANDING, receivable=OuterRef("pk"), credit=None)
    found = Receivable.objects.filter(
        ~Exists(asked), company=company, customer__in=usable, open_cents__gt=0, currency="EUR",
        invoice__is_draft=False, invoice__cancelled_on=None,
    )  # fmt: skip
    frozen = _frozen(company)
    back = {each.receivable_id: each for each in reversed(to_handle(company))}
    return [
        Collectable(receivable, usable[receivable.customer_id], back.get(receivable.pk))
        for receivable in found.select_related("invoice", "customer").order_by("due_on", "id")
        if not _is_frozen(receivable, frozen)
    ]


def is_frozen(receivable: Receivable) -> bool:
    """Whether an opening judgment forbids its payment (C. com. L622-7): it is claimed instead."""
    return _is_frozen(receivable, _frozen(receivable.company))


def batches(company: Company) -> QuerySet[DebitBatch]:
    """Every batch, the newest first, with how many were paid and sent back."""
    found = DebitBatch.objects.filter(company=company).select_related("document")
    return found.annotate(
        paid=Count("debits", filter=Q(debits__credit__isnull=False)),
        returned=Count("debits", filter=Q(debits__returned_on__isnull=False)),
    ).order_by("-made_at", "-id")


def batch_for(viewer: User, company: Company, remittance_id: int) -> DebitBatch:
    """The batch of a company that the viewer belongs to; else it does not exist."""
    found = batches(company).filter(company__memberships__user=viewer, pk=remittance_id).first()
    if found is None:
        raise Http404
    return found


def is_answered(batch: DebitBatch) -> bool:
    """Whether the bank said anything of it."""
    return batch.debits.exclude(credit=None, returned_on=None).exists()


def debits_of(batch: DebitBatch) -> list[Debit]:
    """Its collections, in the order of the file."""
    found = batch.debits.select_related(
        "mandate__customer", "receivable__invoice", "receivable__customer", "credit", "notice"
    )
    return list(found.order_by("id"))


def is_asked(receivable: Receivable) -> bool:
    """Whether a collection of it stands that the bank has not answered."""
    return Debit.objects.filter(STANDING, receivable=receivable, credit=None).exists()


def on_their_way(customers: Collection[int]) -> list[Debit]:
    """What the bank was asked for of these customers and has not answered, the first day first."""
    found = Debit.objects.filter(STANDING, receivable__customer__in=customers, credit=None)
    return list(found.select_related("batch", "mandate").order_by("batch__collect_on", "id"))


def usable_mandate(customer: Customer, *, on: date) -> Mandate | None:
    """The mandate under which a customer may be collected that day."""
    own = mandates(customer.company).filter(customer=customer, revoked_on=None)
    return next((mandate for mandate, why in with_state(own, on=on) if not why), None)


def debit_of(line: BankLine) -> Debit | None:
    """The collection that a line of the bank names: by its end-to-end reference, wherever it is."""
    words = {line.end_to_end, *_words(line)}
    found = _debits(line.company).filter(end_to_end__in=words, cents=abs(line.cents))
    return found.first() if len(found[:2]) == 1 else None


def batch_of(line: BankLine) -> DebitBatch | None:
    """The batch that a line of the bank pays in one amount: named, or alone of that amount within a
    few days of its collection. Sent back before being paid, a collection is not in it."""
    waiting = [
        batch
        for batch in DebitBatch.objects.filter(
            company=line.company, cancelled_on=None, collect_on__lte=line.on
        ).order_by("id")
        if line.cents in amounts_of(batch)
    ]
    words = {line.end_to_end, *_words(line)}
    named = [
        batch for batch in waiting
        if any(word == batch.message or word.startswith(f"{batch.message}-") for word in words)
    ]  # fmt: skip
    near = [
        batch for batch in waiting
        if line.on <= calendar.next_bank_day(batch.collect_on) + FEW_DAYS
    ]  # fmt: skip
    found = named or (near if not line.counterparty_iban else [])
    return found[0] if len(found) == 1 else None


def amounts_of(batch: DebitBatch) -> dict[int, list[Debit]]:
    """What the bank may credit at once of what waits in it: the whole, or the part of a sequence
    type, those rejected left out; or with them, when it credits all and takes those back. With the
    collections that it pays."""
    asked = list(
        batch.debits.filter(credit=None)
        .select_related("receivable__customer", "receivable__invoice", "mandate")
        .order_by("id")
    )
    waiting = [each for each in asked if each.returned_on is None]
    parts: dict[str, list[Debit]] = {}
    for debit in waiting:
        parts.setdefault(debit.sequence, []).append(debit)
    found = {sum(each.cents for each in part): part for part in parts.values()}
    for whole in (asked, waiting):
        found |= {sum(each.cents for each in whole): whole} if waiting else {}
    return found


def asked_of(company: Company, *, message: str, part: str, reference: str) -> list[Debit]:
    """The collections that the bank names: one by its reference, those of a part, those of a whole
    message; of batches that stand."""
    found = _debits(company)
    if reference:
        return list(found.filter(end_to_end=reference))
    return [
        each for each in found.filter(batch__message=message)
        if not part or part == pain.part_id(message, each.sequence)
    ]  # fmt: skip


def to_handle(company: Company) -> list[Debit]:
    """What the bank sent back or rejected, which is still open and not asked for again: the latest
    first."""
    later = Debit.objects.filter(
        receivable=OuterRef("receivable"), id__gt=OuterRef("id"), batch__cancelled_on=None
    )
    found = _debits(company).filter(
        ~Exists(later), returned_on__isnull=False, receivable__open_cents__gt=0,
        receivable__invoice__cancelled_on=None,
    )  # fmt: skip
    return list(found.order_by("-returned_on", "-id"))


def addresses(company: Company, customers: Iterable[int]) -> dict[int, list[str]]:
    """Where each customer is told of a collection: the people of its accounts, else its own
    address; never one that refuses our mails."""
    asked = Customer.objects.filter(company=company, pk__in=set(customers)).order_by("id")
    people = Contact.objects.filter(
        company=company, customer__in=asked, role=ContactRole.BILLING
    ).exclude(email="")
    told: dict[int, list[str]] = {}
    for customer_id, email in people.order_by("id").values_list("customer_id", "email"):
        told.setdefault(customer_id, []).append(email)
    known = {each.pk: [*told.get(each.pk, ()), each.email] for each in asked}
    refusing = refusing_among(company, [one for every in known.values() for one in every if one])
    found = {}
    for each in asked:
        good = [one for one in known[each.pk] if one and one.lower() not in refusing]
        theirs = [one for one in good if one in told.get(each.pk, ())]
        found[each.pk] = theirs or good[:1]
    return found


def expected(company: Company) -> Expected:
    """What any line of the bank may say of the company's collections."""
    ours = Q(returned_on=None) | Q(credit__isnull=False, credit__returned_on=None)
    names = set(_debits(company).filter(ours).values_list("end_to_end", flat=True))
    amounts: set[int] = set()
    waiting = DebitBatch.objects.filter(
        company=company, cancelled_on=None, debits__credit=None, debits__returned_on=None
    )
    for batch in waiting.distinct().order_by("id"):
        amounts |= set(amounts_of(batch))
        names |= {batch.message, *(f"{batch.message}-{each}" for each in SEQUENCES)}
    return Expected(frozenset(names), frozenset(amounts))


def next_message(company: Company, today: date) -> str:
    """The reference of a new batch: never used before."""
    start = f"PRLV{company.pk}-{today:%y%m%d}"
    made = DebitBatch.objects.filter(company=company, message__startswith=start).count()
    return f"{start}-{made + 1}"


def _frozen(company: Company) -> dict[int, date]:
    found = Insolvency.objects.filter(company=company, closed_on=None).order_by("judged_on", "id")
    return dict(found.values_list("customer_id", "judged_on"))


def _is_frozen(receivable: Receivable, frozen: dict[int, date]) -> bool:
    judged_on = frozen.get(receivable.customer_id)
    return judged_on is not None and receivable.invoice.issued_on <= judged_on


def _debits(company: Company) -> QuerySet[Debit]:
    return (
        Debit.objects.filter(company=company, batch__cancelled_on=None)
        .select_related("receivable__customer", "receivable__invoice", "credit", "mandate", "batch")
        .order_by("id")
    )


def _words(line: BankLine) -> set[str]:
    said = f"{line.reference} {line.said} {line.label}".upper()
    return set(WORD.findall(said))


def _standing(path: str) -> Q:
    return Q(**{f"{path}returned_on": None, f"{path}batch__cancelled_on": None})


def _facts(mandate: Mandate) -> MandateFacts:
    return MandateFacts(
        reference=mandate.reference,
        signed_on=mandate.signed_on,
        is_recurrent=mandate.is_recurrent,
        revoked_on=mandate.revoked_on,
        latest_on=getattr(mandate, "latest_on", None),
        sent=bool(getattr(mandate, "sent", 0)),
        is_finished=bool(getattr(mandate, "finals", 0)),
    )

"""Credits and bank lines as their viewers may see them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.documents.models import Document
from encaisse.payments.models import BankLine, Credit, CreditKind

Days = tuple[date, date]
SAME_PAYMENT = timedelta(days=10)
BILL_CASHED_WITHIN = timedelta(days=200)
SUPPOSED_WITHIN = timedelta(days=45)
RETURNED_WITHIN = timedelta(days=400)
LABEL_MAX = 250
REFERENCE_MAX = 120


def credit_for(viewer: User, credit_id: int) -> Credit:
    """The credit, if the viewer belongs to its company; else it does not exist."""
    found = (
        Credit.objects.select_related("company", "customer")
        .filter(company__memberships__user=viewer, pk=credit_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def payment_for(viewer: User, credit_id: int) -> Credit:
    """The same, for a payment only."""
    found = credit_for(viewer, credit_id)
    if found.kind != CreditKind.PAYMENT:
        raise Http404
    return found


def credits_of(company: Company) -> QuerySet[Credit]:
    """Every credit of the company, the latest first."""
    return Credit.objects.filter(company=company).select_related("customer").order_by("-on", "-id")


def payments(company: Company) -> QuerySet[Credit]:
    """The money received, the latest first."""
    return credits_of(company).filter(kind=CreditKind.PAYMENT)


def waiting_lines(company: Company) -> QuerySet[BankLine]:
    """Bank lines of no known customer, oldest first: they wait for a person."""
    lines = BankLine.objects.filter(company=company, credit=None, set_aside="")
    return lines.select_related("company", "document").order_by("on", "id")


def bank_line_for(viewer: User, company: Company, line_id: int) -> BankLine:
    """The bank line of a company that the viewer belongs to; else it does not exist."""
    found = (
        BankLine.objects.select_related("company", "document", "credit__customer")
        .filter(company=company, company__memberships__user=viewer, pk=line_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def known_keys(company: Company, keys: Iterable[str]) -> set[str]:
    """Those of these bank lines that are kept already."""
    found = BankLine.objects.filter(company=company, key__in=list(keys))
    return set(found.values_list("key", flat=True))


def lines_between(company: Company, first_on: date, last_on: date) -> QuerySet[BankLine]:
    """What the bank said of these days, whatever became of it."""
    found = BankLine.objects.filter(company=company, on__gte=first_on, on__lte=last_on)
    return found.order_by("on", "id")


def undetailed_line(company: Company, cents: int, currency: str, days: Days) -> BankLine | None:
    """The oldest line of that amount, within these days, that waits and names nobody: a batch that
    the statement gave in one amount."""
    found = waiting_lines(company).filter(
        cents=cents, currency=currency, counterparty="", doubt="", batch=0, on__range=days
    )
    return found.first()


def lines_of(company: Company, document: Document) -> QuerySet[BankLine]:
    """What a bank file brought that no other had, in its order."""
    found = BankLine.objects.filter(company=company, document=document)
    return found.select_related("credit__customer").order_by("id")


def recorded_before(line: BankLine, customer_id: int) -> Credit | None:
    """The payment that the bank line is about when the books, or a person, said it first: the same
    amount within ten days, a bill of exchange accepted before and cashed now, or what a list of
    open items of a later day had supposed."""
    is_bill = Q(kind=CreditKind.BILL) | Q(method="bill")
    soon = Q(on__gte=line.on - SAME_PAYMENT, on__lte=line.on + SAME_PAYMENT)
    found = _unseen_by_bank(line, customer_id).filter(
        Q(soon, kind=CreditKind.PAYMENT)
        | Q(method="list", on__gte=line.on, on__lte=line.on + SUPPOSED_WITHIN)
        | Q(is_bill, on__gte=line.on - BILL_CASHED_WITHIN, on__lte=line.on)
    )
    return min(found, key=lambda credit: (abs(credit.on - line.on), credit.pk), default=None)


def supposed_before(line: BankLine, customer_id: int) -> list[Credit]:
    """The payments that a list of open items of a later day supposed, of whatever amounts, and that
    no bank line is about: one transfer may be several of them."""
    found = Credit.objects.filter(
        customer_id=customer_id, kind=CreditKind.PAYMENT, method="list", currency=line.currency,
        returned_on=None, cancelled_on=None, bank_lines=None,
        on__gte=line.on, on__lte=line.on + SUPPOSED_WITHIN,
    )  # fmt: skip
    return list(found.select_related("customer", "company").order_by("on", "id"))


def unseen_by_bank(
    customer_ids: Iterable[int], first_on: date, last_on: date
) -> dict[int, list[Credit]]:
    """By customer, the credits that a bank line of these days may be about, and that none is."""
    days = (first_on - BILL_CASHED_WITHIN, last_on + SUPPOSED_WITHIN)
    found = Credit.objects.filter(
        Q(kind__in=(CreditKind.PAYMENT, CreditKind.BILL)) | Q(method__in=("bill", "list")),
        customer_id__in=list(customer_ids), on__range=days,
        returned_on=None, cancelled_on=None, bank_lines=None,
    ).order_by("id")  # fmt: skip
    unseen: dict[int, list[Credit]] = {}
    for credit in found:
        unseen.setdefault(credit.customer_id, []).append(credit)
    return unseen


def may_be_about(line: BankLine, credit: Credit) -> bool:
    """Whether ``recorded_before`` or ``supposed_before`` would look at that credit, which no bank
    line is about."""
    if line.currency != credit.currency:
        return False
    after = credit.on - line.on
    if credit.method == "list" and timedelta() <= after <= SUPPOSED_WITHIN:
        return True
    is_bill = credit.kind == CreditKind.BILL or credit.method == "bill"
    is_cashed = is_bill and -BILL_CASHED_WITHIN <= after <= timedelta()
    is_soon = credit.kind == CreditKind.PAYMENT and abs(after) <= SAME_PAYMENT
    return line.cents == credit.face_cents and (is_soon or is_cashed)


def brought_by(line: BankLine) -> dict[str, Any]:
    """What the payment that a bank line brings says of itself."""
    return {
        "reference": line.reference or line.label[:REFERENCE_MAX],
        "on": line.on,
        "method": "bank",
        "label": _said(line),
        "entry_key": f"bank|{line.key}",
    }


def is_brought(line: BankLine) -> bool:
    """Whether the payment that the line is about is the one that it brought."""
    return line.credit is not None and line.credit.entry_key == f"bank|{line.key}"


def settled_since(lines: Iterable[BankLine]) -> dict[int, Credit]:
    """Those of these lines, read before, that are about a payment now, with it."""
    found = BankLine.objects.filter(pk__in=[line.pk for line in lines], credit__isnull=False)
    read = found.select_related("credit__customer").order_by("id")
    return {line.pk: line.credit for line in read if line.credit}


def returnable(line: BankLine, customer_id: int) -> list[Credit]:
    """The standing payments that a bank line may take back: of that amount, in the thirteen months
    that SEPA leaves to contest a direct debit."""
    found = Credit.objects.filter(
        customer_id=customer_id, kind=CreditKind.PAYMENT, returned_on=None,
        face_cents=-line.cents, currency=line.currency,
        on__lte=line.on, on__gte=line.on - RETURNED_WITHIN,
    )  # fmt: skip
    return list(found.select_related("customer", "company").order_by("on", "id"))


def _said(line: BankLine) -> str:
    """What the bank and the payer said, cut between two words: half a number is another number."""
    words = f"{line.counterparty} {line.said}".strip()
    return words if len(words) <= LABEL_MAX else words[:LABEL_MAX].rsplit(" ", 1)[0]


def _unseen_by_bank(line: BankLine, customer_id: int) -> QuerySet[Credit]:
    """Credits of that amount that no bank line is about."""
    return Credit.objects.filter(
        customer_id=customer_id, face_cents=line.cents, currency=line.currency,
        returned_on=None, cancelled_on=None, bank_lines=None,
    )  # fmt: skip

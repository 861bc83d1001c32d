"""What was given up, what a person may give up, and what of a customer's can be."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from encaisse.accounts import queries as accounts
from encaisse.accounts.models import ROLE_LABELS, Company, User
from encaisse.accounts.rules import Role
from encaisse.differences.models import Difference, DifferenceLimit, Way
from encaisse.differences.rules import LOSSES, USUAL_CENTS, Cause, Limits, kind_of
from encaisse.matching.models import Allocation
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit, CreditKind
from encaisse.receivables.models import Receivable

WAYS = Way.choices
LIMITED = (Role.COLLECTOR, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's open sides, and what was given up before."""

    receivables: list[Receivable]
    credits: list[Credit]
    differences: list[Difference]

    def payable_in_other_currency(self, credit: Credit) -> list[Receivable]:
        """What that money could pay after being converted."""
        return [each for each in self.receivables if each.currency != credit.currency]


def limits_for(viewer: User, company: Company) -> Limits | None:
    """What the viewer may give up there; None: without limit. An administrator has none."""
    role = accounts.role_in(viewer, company)
    if role is None:
        raise Http404
    if role == Role.MANAGER and accounts.is_administrator(viewer):
        return None
    return limits_of(company, role)


def limits_of(company: Company, role: Role) -> Limits:
    """What a role may give up: as the company says, else as usual."""
    kept = DifferenceLimit.objects.filter(company=company, role=role).first()
    usual = USUAL_CENTS.get(role, (None, None))
    loss, difference = (kept.loss_cents, kept.difference_cents) if kept else usual
    return Limits(role, loss, difference)


def all_limits(company: Company) -> list[tuple[str, Limits]]:
    """The limits of each role that may give something up, with its name."""
    return [(str(ROLE_LABELS[role]), limits_of(company, role)) for role in LIMITED]


def given_up_before(receivables: Iterable[Receivable], cause: Cause) -> int:
    """What stands given up already of the invoices of these receivables, as a loss or as a
    difference like ``cause``."""
    invoices = {receivable.invoice_id for receivable in receivables}
    losses = kind_of(LOSSES[0])
    standing = Allocation.objects.filter(
        receivable__invoice__in=invoices, credit__cancelled_on=None
    )
    if cause in LOSSES:
        found = standing.filter(credit__kind=losses)
    else:
        found = standing.filter(
            credit__kind__in=(
                CreditKind.DIFFERENCE, CreditKind.DISCOUNT, CreditKind.EXCHANGE_DIFFERENCE
            ),
            credit__entry_key__startswith="typed:",
        )  # fmt: skip
    return int(found.aggregate(cents=Sum("cents"))["cents"] or 0)


def kept_before(payment: Credit) -> int:
    """What stands kept already of that payment."""
    found = Difference.objects.filter(payment=payment, way=Way.KEPT, undone_on=None)
    return int(found.aggregate(cents=Sum("cents"))["cents"] or 0)


def account(customer: Customer) -> Account:
    """The open sides of a customer, oldest first. Three queries."""
    return Account(
        receivables=list(
            Receivable.objects.filter(
                customer=customer, open_cents__gt=0, invoice__is_draft=False,
                invoice__cancelled_on=None,
            ).select_related("invoice", "customer").order_by("due_on", "id")
        ),
        credits=list(
            Credit.objects.filter(customer=customer, open_cents__gt=0)
            .select_related("customer", "company")
            .order_by("on", "id")
        ),
        differences=list(differences(customer.company).filter(customer=customer)[:50]),
    )  # fmt: skip


def differences(company: Company) -> QuerySet[Difference]:
    """All that was given up, kept or converted, the latest first."""
    return (
        Difference.objects.filter(company=company)
        .select_related("customer", "company", "credit", "converted", "debit", "payment")
        .order_by("-on", "-id")
    )


def standing_of(allocation: Allocation) -> Difference | None:
    """The difference that made one side of that allocation, while it stands."""
    credit, debit = allocation.credit_id, allocation.receivable.invoice_id
    made = Q(credit=credit) | Q(converted=credit) | Q(debit=debit)
    found = Difference.objects.filter(made, company=allocation.company_id, undone_on=None)
    return found.select_related("company", "credit", "converted", "debit").order_by("id").first()


def difference_for(viewer: User, company: Company, difference_id: int) -> Difference:
    """The difference of a company that the viewer belongs to; else it does not exist."""
    found = differences(company).filter(company__memberships__user=viewer, pk=difference_id).first()
    if found is None:
        raise Http404
    return found


def rate_shown(rate: Decimal) -> str:
    """A rate as one writes it in French, without the zeros at its end."""
    return f"{rate.normalize():f}".replace(".", ",")

"""Credits as their viewers may see them."""

from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.payments.models import Credit, CreditKind


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

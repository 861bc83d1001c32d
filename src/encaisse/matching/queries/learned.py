"""The payers that were learned."""

from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.matching.models import LearnedPayer


def payers_learned(company: Company) -> QuerySet[LearnedPayer]:
    """Those of the company, by account or name."""
    found = LearnedPayer.objects.filter(company=company).select_related("customer", "company")
    return found.order_by("value", "id")


def learned_for(viewer: User, company: Company, payer_id: int) -> LearnedPayer:
    """One of a company that the viewer belongs to; else it does not exist."""
    found = payers_learned(company).filter(company__memberships__user=viewer, pk=payer_id).first()
    if found is None:
        raise Http404
    return found

"""Runs and messages as the API lists them."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from encaisse.accounts.models import Company, User
from encaisse.dunning.models import Message, Run


def runs(company: Company) -> QuerySet[Run]:
    """The runs of the company, the latest first."""
    return Run.objects.filter(company=company).order_by("-on", "-id")


def run_for(viewer: User, run_id: int) -> Run:
    """The run, if the viewer belongs to its company; else it does not exist."""
    return get_object_or_404(Run, company__memberships__user=viewer, pk=run_id)


def messages(company: Company, *, state: str = "") -> QuerySet[Message]:
    """The messages of the company, in a state or in any."""
    found = Message.objects.filter(company=company).order_by("-id")
    return found.filter(state=state) if state else found


def message_for(viewer: User, message_id: int) -> Message:
    """The message, if the viewer belongs to its company; else it does not exist."""
    return get_object_or_404(Message, company__memberships__user=viewer, pk=message_id)

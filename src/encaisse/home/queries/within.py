"""A page shows one company at a time."""

from typing import Protocol, TypeVar

from django.http import Http404

from encaisse.accounts.models import Company


class Belonging(Protocol):
    """A row of a company's books."""

    company_id: int


Thing = TypeVar("Thing", bound=Belonging)


def within(company: Company, thing: Thing) -> Thing:
    """The thing, if it is of the company at work: rights are those the viewer has there. Else it
    does not exist, even when another of the viewer's companies has it."""
    if thing.company_id != company.pk:
        raise Http404
    return thing

"""The addresses of a customer's page: the numbers that they bear are sealed for this customer, each
under the name of what it numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.crypto import salted_hmac

from encaisse.portal.rules.sealing import sealed, unsealed

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

SALT = "encaisse.portal.address"


def address_of(customer: Customer, page: str, **numbers: int) -> str:
    """The address of a page of the customer's, its numbers by name sealed."""
    told = {name: sealed(number, _key(customer, name)) for name, number in numbers.items()}
    return reverse(page, kwargs=told)


def number_of(customer: Customer, name: str, told: str) -> int:
    """The number that an address of the customer's bears; any other address does not exist."""
    number = unsealed(told, _key(customer, name))
    if number is None:
        raise Http404
    return number


def _key(customer: Customer, name: str) -> bytes:
    return salted_hmac(SALT, f"{customer.pk}:{name}", algorithm="sha256").digest()

"""The addresses that refuse our mails, and those that work again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.parties import queries
from encaisse.parties.models import RefusingAddress

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company

REASON_LENGTH = 500


class AddressAccepts(Refusal):
    """Nothing to lift."""

    code = "address_accepts"
    sentence = "{address} ne refuse plus nos courriels depuis le {on}."


@transaction.atomic
def mark_refusing(
    company: Company, address: str, *, why: str, reason: str, on: date, by: str
) -> RefusingAddress:
    """Nothing more is sent to that address, for what ``by`` told of it. One that refuses already
    stays as it is."""
    found, is_new = RefusingAddress.objects.get_or_create(
        company=company,
        address=address.strip().lower(),
        lifted_on=None,
        defaults={"why": why, "reason": reason[:REASON_LENGTH], "since": on, "told_by": by},
    )
    if is_new:
        _record_address(found, "address.refused", by=by, on=on)
    return found


@transaction.atomic
def accept_again(refusing: RefusingAddress, *, on: date, by: str) -> RefusingAddress:
    """A person says that the address works: it is written to from that day on."""
    refusing = RefusingAddress.objects.select_for_update(of=("self",)).get(pk=refusing.pk)
    if refusing.lifted_on is not None:
        raise AddressAccepts(address=refusing.address, on=french_day(refusing.lifted_on))
    refusing.lifted_on, refusing.lifted_by = on, by
    refusing.save(update_fields=["lifted_on", "lifted_by"])
    _record_address(refusing, "address.accepted", by=by, on=on)
    return refusing


def _record_address(refusing: RefusingAddress, verb: str, *, by: str, on: date) -> None:
    """Told on the page of the customer, when one only has that address."""
    owners = queries.customers_at(refusing.company, refusing.address)
    audit.record(
        company=refusing.company, actor=by, verb=verb, subject=f"address:{refusing.pk}",
        reason=refusing.reason if verb == "address.refused" else "", on=on,
        facts={"address": refusing.address, "why": refusing.why},
        customer_id=owners[0] if len(owners) == 1 else None,
    )  # fmt: skip

"""Noting the opening judgment of a proceeding, and its end. Each is recorded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.insolvency import queries
from encaisse.insolvency.models import Insolvency, Kind
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from encaisse.parties.models import Customer


class AlreadyInsolvent(Refusal):
    """A proceeding is converted without another opening: its first judgment stays the one that
    counts."""

    code = "already_insolvent"
    sentence = "Une procédure est déjà ouverte contre {customer} depuis le {judged} : {kind}."


class ProceedingAlreadyClosed(Refusal):
    """Closed before."""

    code = "proceeding_already_closed"
    sentence = "Cette procédure est close depuis le {on}."


class ProceedingClosedTooEarly(Refusal):
    """A proceeding closes after it opened."""

    code = "proceeding_closed_too_early"
    sentence = "La procédure est ouverte depuis le {judged} : elle ne peut être close le {on}."


@transaction.atomic
def open_proceeding(
    customer: Customer, *, kind: str, on: date, by: str, note: str = ""
) -> Insolvency:
    """The judgment of that day opens a proceeding: what was invoiced by then is not asked any more
    (C. com. L622-7, L622-21)."""
    parties.hold(customer.pk)
    standing = queries.standing_against(customer)
    if standing is not None:
        raise AlreadyInsolvent(
            customer=customer.name,
            judged=french_day(standing.judged_on),
            kind=str(Kind(standing.kind).label),
        )
    opened = Insolvency.objects.create(
        company_id=customer.company_id, customer=customer, kind=Kind(kind), judged_on=on,
        note=note.strip(),
    )  # fmt: skip
    _record(opened, "insolvency.opened", by, on)
    return opened


@transaction.atomic
def close(proceeding: Insolvency, *, on: date, by: str, note: str = "") -> Insolvency:
    """It is closed: from that day it holds nothing."""
    proceeding = Insolvency.objects.select_for_update().get(pk=proceeding.pk)
    if proceeding.closed_on is not None:
        raise ProceedingAlreadyClosed(on=french_day(proceeding.closed_on))
    if on < proceeding.judged_on:
        raise ProceedingClosedTooEarly(judged=french_day(proceeding.judged_on), on=french_day(on))
    proceeding.closed_on = on
    proceeding.save(update_fields=["closed_on"])
    _record(proceeding, "insolvency.closed", by, on, note)
    return proceeding


def _record(proceeding: Insolvency, verb: str, by: str, on: date, why: str = "") -> None:
    audit.record(
        company=proceeding.company, actor=by, verb=verb, subject=f"insolvency:{proceeding.pk}",
        reason=why or proceeding.note, facts={"on": on.isoformat(), "kind": proceeding.kind},
        customer_id=proceeding.customer_id,
    )  # fmt: skip

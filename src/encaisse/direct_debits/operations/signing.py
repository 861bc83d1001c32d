"""The creditor's identifier; signing and revoking mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.direct_debits.models import Creditor, Mandate
from encaisse.direct_debits.rules import mandates
from encaisse.direct_debits.rules.mandates import Scheme
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer

CONSUMER = "consumer"


class MandateReferenceTaken(Refusal):
    """Each mandate has its own reference."""

    code = "mandate_reference_taken"
    sentence = "La référence {reference} est déjà celle d'un mandat de {customer}."


class MandateRevoked(Refusal):
    """It was revoked before."""

    code = "mandate_already_revoked"
    sentence = "Le mandat {reference} est déjà révoqué depuis le {day}."


@transaction.atomic
def be_creditor(company: Company, *, ics: str, version: str, by: str) -> Creditor:
    """The identifier (ICS) that the bank gave, and the format that it wants."""
    checked = mandates.checked_ics(ics)
    made, _is_new = Creditor.objects.update_or_create(
        company=company, defaults={"ics": checked, "version": version}
    )
    audit.record(
        company=company, actor=by, verb="creditor.changed", subject=f"company:{company.pk}",
        facts={"ics": checked, "version": version},
    )  # fmt: skip
    return made


@transaction.atomic
def sign(
    customer: Customer, *, reference: str, scheme: str, iban: str, signed_on: date, by: str,
    bic: str = "", **facts: Any,
) -> Mandate:  # fmt: skip
    """A mandate that the customer signed; ``facts``: holder, is_recurrent, notice_days."""
    if scheme == Scheme.B2B and customer.kind == CONSUMER:
        raise mandates.BusinessesOnly(customer=customer.name)
    checked = mandates.checked_reference(reference)
    account, code = mandates.checked_account(iban, bic)
    taken = Mandate.objects.filter(company_id=customer.company_id, reference__iexact=checked)
    if found := taken.select_related("customer").first():
        raise MandateReferenceTaken(reference=checked, customer=found.customer.name)
    facts["holder"] = facts.get("holder") or customer.name
    made = Mandate.objects.create(
        company_id=customer.company_id, customer=customer, reference=checked, scheme=scheme,
        iban=account, bic=code, signed_on=signed_on, **facts,
    )  # fmt: skip
    _record(made, by, "mandate.signed", {"on": signed_on.isoformat(), "iban": f"…{account[-4:]}"})
    return made


@transaction.atomic
def revoke(mandate: Mandate, *, on: date, by: str, why: str = "") -> Mandate:
    """From that day nothing is collected under it."""
    if mandate.revoked_on:
        day = french_day(mandate.revoked_on)
        raise MandateRevoked(reference=mandate.reference, day=day)
    mandate.revoked_on, mandate.revoked_why = on, why
    mandate.save(update_fields=["revoked_on", "revoked_why"])
    _record(mandate, by, "mandate.revoked", {"on": on.isoformat()}, why)
    return mandate


def _record(
    mandate: Mandate, by: str, verb: str, facts: dict[str, object], reason: str = ""
) -> None:
    audit.record(
        company=mandate.company, actor=by, verb=verb, subject=f"mandate:{mandate.pk}",
        reason=reason, facts={"reference": mandate.reference} | facts,
        customer_id=mandate.customer_id,
    )  # fmt: skip

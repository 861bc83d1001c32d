"""A person makes the address of their calendar, or takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.accounts.queries import membership_of
from encaisse.agenda.models import PersonalCalendar
from encaisse.agenda.queries.calendars import calendar_of
from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.portal.rules import digest_of, new_token

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.accounts.models import Company, User


class NoCalendar(Refusal):
    """There is no address to take back."""

    code = "agenda_no_calendar"
    sentence = "Votre calendrier n'a pas d'adresse : créez-en une à la page « Mon calendrier »."


@transaction.atomic
def make(company: Company, user: User, *, with_amounts: bool, at: datetime, by: str) -> str:
    """The token of a new address, said this once; an earlier one opens nothing any more."""
    token = new_token()
    _calendar, is_first = PersonalCalendar.objects.update_or_create(
        membership=membership_of(user, company),
        defaults={
            "company": company, "digest": digest_of(token), "with_amounts": with_amounts,
            "made_at": at,
        },
    )  # fmt: skip
    audit.record(
        company=company, actor=by, verb="agenda.calendar_made", subject=f"user:{user.pk}",
        facts={"amounts": with_amounts, "replaces": not is_first},
    )  # fmt: skip
    return token


@transaction.atomic
def revoke(company: Company, user: User, *, by: str) -> None:
    """From now on the address opens nothing."""
    calendar = calendar_of(company, user)
    if calendar is None:
        raise NoCalendar
    calendar.delete()
    audit.record(
        company=company, actor=by, verb="agenda.calendar_revoked", subject=f"user:{user.pk}"
    )

"""The calendar of a person: whose it is, and what it shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from encaisse.agenda.models import PersonalCalendar
from encaisse.agenda.queries import listing
from encaisse.agenda.rules.calendar import DAYS_AHEAD, LINES_MOST
from encaisse.portal.rules import digest_of

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.agenda.rules import Item

TOKEN_MAX = 100


def calendar_of(company: Company, user: User) -> PersonalCalendar | None:
    """The calendar that the person made of this company's agenda."""
    return PersonalCalendar.objects.filter(company=company, membership__user=user).first()


def calendar_of_token(token: str) -> PersonalCalendar | None:
    """The calendar that this token opens, whatever its company, while its person may sign in."""
    if len(token) > TOKEN_MAX:
        return None
    found = PersonalCalendar.objects.filter(
        digest=digest_of(token), membership__user__is_active=True
    )
    return found.select_related("company", "membership__user").first()


def lines_of(calendar: PersonalCalendar, *, on: date) -> list[Item]:
    """The person's lines with those of nobody, as their agenda shows them: late, of the day and of
    the days ahead, the heaviest of them."""
    found = listing.agenda(calendar.company, on=on)
    mine = found.of(listing.MINE, calendar.membership.user_id).items
    until = on + timedelta(days=DAYS_AHEAD)
    return [item for item in mine if item.due_on <= until][:LINES_MOST]

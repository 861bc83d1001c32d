"""The company's own limits on its reminders."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from encaisse.accounts.models import Company
from encaisse.dunning import rules
from encaisse.dunning.models import Policy
from encaisse.dunning.queries.scenarios import rates_of
from encaisse.dunning.rules.window import Window
from encaisse.web import formats


def policy_of(company: Company) -> Policy:
    """What the company decided; the plain values as long as it decided nothing."""
    return Policy.objects.filter(company=company).first() or Policy(company=company)


def day_of(company: Company, on: date, level: int | None = None) -> rules.Day:
    """The day as the rules see it."""
    return rules.Day(on, rates_of(company), level, policy_of(company).most_per_week)


def may_leave(company: Company, at: datetime) -> bool:
    """Whether the company's mails may leave at that instant."""
    return window_of(policy_of(company)).is_open(at, ZoneInfo(company.timezone))


def told_window(company: Company, at: datetime) -> str:
    """When mails may leave, and when the next one may, in a sentence."""
    window, zone = window_of(policy_of(company)), ZoneInfo(company.timezone)
    if window.is_open(at, zone):
        return gettext("Les courriels approuvés partent en ce moment.")
    opening = window.opens_at(at, zone)
    if opening is None:
        return gettext("Aucun jour d'envoi d'ici un mois.")
    return gettext("Les courriels approuvés partiront {when}.").format(
        when=formats.instant(opening)
    )


def window_of(policy: Policy) -> Window:
    """When mails may leave."""
    return Window(
        first_hour=policy.first_hour,
        end_hour=policy.end_hour,
        weekdays=frozenset(int(day) for day in policy.weekdays),
        only_business_days=policy.only_business_days,
    )

"""Lists for the pages and the clock."""

from django.db.models import Q

from encaisse.accounts.models import Company
from encaisse.dunning.models import Message, MessageState, Scenario
from encaisse.letters.models import Channel

KNOWN = ("delivered", "failed")


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def timezones() -> dict[int, str]:
    """The companies that remind, and where they are."""
    reminding = Scenario.objects.filter(is_default=True).values("company_id")
    found = Company.objects.filter(pk__in=reminding).order_by("id")
    return dict(found.values_list("id", "timezone"))


def to_deliver() -> dict[int, list[int]]:
    """By company, the mails released, and those sent of which the fate is not yet recorded."""
    released = Message.objects.filter(state=MessageState.RELEASED, channel=Channel.MAIL)
    settled = Message.objects.filter(
        Q(state=MessageState.SENDING, letter__state__in=[*KNOWN, "unclear"])
        | Q(state=MessageState.UNCLEAR, letter__state__in=KNOWN)
    )
    found = (released | settled).order_by("company_id", "id").values_list("company_id", "id")
    by_company: dict[int, list[int]] = {}
    for company_id, message_id in found:
        by_company.setdefault(company_id, []).append(message_id)
    return by_company

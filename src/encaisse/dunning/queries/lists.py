"""Lists for the pages and the clock."""

from datetime import date

from django.db.models import Max, Q

from encaisse.accounts.models import Company
from encaisse.dunning.models import Message, MessageState, Policy, Run
from encaisse.letters.models import Channel
from encaisse.letters.queries import can_leave

WRITTEN = (Channel.MAIL, Channel.SMS)
KNOWN = ("delivered", "failed")


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def latest_runs() -> list[tuple[int, str, int, date | None]]:
    """Each company, where it is, the hour of its run, and the day of its latest one."""
    runs = Run.objects.order_by("company_id").values_list("company_id").annotate(Max("on"))
    latest = dict(runs)
    hours = dict(Policy.objects.order_by("id").values_list("company_id", "run_hour"))
    usual = Policy().run_hour
    found = Company.objects.order_by("id").values_list("id", "timezone")
    return [(pk, zone, hours.get(pk, usual), latest.get(pk)) for pk, zone in found]


def to_deliver() -> dict[int, list[int]]:
    """By company, the mails and text messages released, and those sent of which the fate is not
    yet recorded."""
    sent = [
        Q(can_leave(channel), state=MessageState.RELEASED, channel=channel) for channel in WRITTEN
    ]
    released = Message.objects.filter(sent[0] | sent[1])
    settled = Message.objects.filter(
        Q(state=MessageState.SENDING, letter__state__in=[*KNOWN, "unclear"])
        | Q(state=MessageState.UNCLEAR, letter__state__in=KNOWN)
    )
    mails = released | settled.filter(channel__in=WRITTEN)
    found = mails.order_by("company_id", "id").values_list("company_id", "id")
    by_company: dict[int, list[int]] = {}
    for company_id, message_id in found:
        by_company.setdefault(company_id, []).append(message_id)
    return by_company


def by_channel(company: Company, message_ids: list[int]) -> dict[str, list[int]]:
    """These messages by the way that they take."""
    found: dict[str, list[int]] = {}
    rows = Message.objects.numbered(message_ids).filter(company=company).order_by("id")
    for message_id, channel in rows.values_list("pk", "channel"):
        found.setdefault(channel, []).append(message_id)
    return found

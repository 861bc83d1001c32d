"""What a person does with waiting messages but let them go: set aside, put off, skip, rewrite."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning.models import Message, MessageState, Proposal, ProposalState
from encaisse.dunning.models.running import numbers
from encaisse.dunning.operations.approval import NothingToApprove, lock_waiting
from encaisse.dunning.operations.decisions import SkipWithoutReason
from encaisse.dunning.queries.together import leaders
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules import Wording, check
from encaisse.letters.rules.brief import check_text


class PostponedToThePast(Refusal):
    """A message is put off to a day that is still to come."""

    code = "postponed_to_the_past"
    sentence = "Une relance se reporte à un jour à venir : le {until} ne l'est pas."


class WaitsNoMore(Refusal):
    """Only a message that waits can be rewritten."""

    code = "waits_no_more"
    sentence = "Cette relance n'attend plus d'être approuvée : son texte ne peut plus changer."


@transaction.atomic
def set_aside(
    company: Company, message_ids: Iterable[int], *, why: str, by: str, on: date
) -> list[int]:
    """Send none of these waiting messages; the next run proposes their steps again."""
    aside = _chosen(company, message_ids)
    _end(aside, ProposalState.IGNORED)
    _record(company, aside, "dunning.ignored", by=by, why=why, on=on.isoformat())
    return aside


@transaction.atomic
def skip_messages(
    company: Company, message_ids: Iterable[int], *, why: str, by: str, on: date
) -> list[int]:
    """Count the steps of these messages as taken that day, without sending anything."""
    if not why.strip():
        raise SkipWithoutReason
    skipped = _chosen(company, message_ids)
    _end(skipped, ProposalState.SKIPPED, taken_on=on, reason=why.strip()[:250])
    _record(company, skipped, "dunning.skipped", by=by, why=why, on=on.isoformat())
    return skipped


@transaction.atomic
def postpone(
    company: Company, message_ids: Iterable[int], *, until: date, by: str, on: date
) -> list[int]:
    """Take these messages out of the list until that day. Their steps wait meanwhile."""
    if until <= on:
        raise PostponedToThePast(until=french_day(until))
    later = _chosen(company, message_ids)
    Message.objects.numbered(later).update(postponed_until=until)
    _record(company, later, "dunning.postponed", by=by, until=until.isoformat())
    return later


@transaction.atomic
def edit_message(message: Message, *, subject: str, text: str, by: str) -> None:
    """Write another text for this message only; its amounts are still those of the day it leaves.

    Refused when the text cannot be understood; empty, the template's comes back."""
    found = lock_waiting(message.company, [message.pk])
    if not found:
        raise WaitsNoMore
    written = {"subject": subject.strip(), "body": text.strip()}
    if any(written.values()):
        wording = Wording(written["subject"], written["body"], message.customer.language)
        check_text(wording) if message.channel == "sms" else check(wording)
    message.edited = written if any(written.values()) else None
    message.save(update_fields=["edited"])
    _record(message.company, found, "dunning.edited", by=by)


def _chosen(company: Company, message_ids: Iterable[int]) -> list[int]:
    """The messages that wait, with those that they would take along."""
    found = lock_waiting(company, leaders(company, message_ids))
    if not found:
        raise NothingToApprove
    return found


def _end(message_ids: list[int], state: str, **changes: object) -> None:
    Message.objects.numbered(message_ids).update(state=MessageState.IGNORED)
    steps = Proposal.objects.filter(message__in=numbers(message_ids), state=ProposalState.PENDING)
    steps.update(state=state, **changes)


def _record(
    company: Company, message_ids: list[int], verb: str, *, by: str, why: str = "", **facts: object
) -> None:
    audit.record(
        company=company, actor=by, verb=verb, subject=f"message:{message_ids[0]}", reason=why,
        facts={"messages": message_ids, **facts},
    )  # fmt: skip

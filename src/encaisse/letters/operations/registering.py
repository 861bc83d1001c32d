"""Registered letters: what the post says of them, from the slip to the acknowledgement.

A letter that nobody claims, or that its addressee refuses, was still sent: a formal notice stands
(Cass. 1re civ. 20/01/2021, n° 19-20.680, of one not claimed). One whose addressee is unknown at the
address comes back: its step is taken back, as that of a mail that no server took.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.letters.models import Letter, LetterState, Registration, ReturnReason

if TYPE_CHECKING:
    from datetime import date


class NotRegistered(Refusal):
    """Nothing to follow: an ordinary letter, or one that has not been posted."""

    code = "letter_not_registered"
    sentence = "Cette lettre n'est pas un recommandé posté : notez d'abord le dépôt de son lot."


class PostDaysWrong(Refusal):
    """Days that the post cannot have told."""

    code = "post_days_wrong"
    sentence = (
        "« {what} le {on} » ne tient pas : la lettre a été déposée le {posted}. Donnez des jours "
        "dans l'ordre, dépôt, présentation, puis réception ou retour, sans dépasser aujourd'hui."
    )


class ReceivedAndReturned(Refusal):
    """One or the other; and a return has its reason."""

    code = "received_and_returned"
    sentence = (
        "Un recommandé est reçu, ou il revient : donnez l'un des deux jours, et le motif du retour "
        "avec le sien."
    )


class TakenBack(Refusal):
    """It came back as unknown: its step was taken back."""

    code = "registered_taken_back"
    sentence = "Cette lettre est notée revenue : son étape est à refaire, ce suivi ne change plus."


@dataclass(frozen=True, slots=True)
class Told:
    """What the post told: see ``Registration``."""

    number: str = ""
    presented_on: date | None = None
    received_on: date | None = None
    returned_on: date | None = None
    returned_why: str = ""


@transaction.atomic
def note(letter: Letter, told: Told, *, by: str, today: date) -> None:
    """What the post told of a registered letter; refused when it does not hold together."""
    found = Letter.objects.select_for_update(of=("self",)).select_related("company")
    kept = found.get(pk=letter.pk)
    if kept.state == LetterState.BOUNCED:
        raise TakenBack
    if not kept.is_registered or kept.state != LetterState.DELIVERED or kept.sent_at is None:
        raise NotRegistered
    posted = kept.sent_at.astimezone(ZoneInfo(kept.company.timezone)).date()
    _check(told, posted=posted, today=today)
    facts = asdict(told) | {"number": "".join(told.number.split()).upper()}
    Registration.objects.update_or_create(company=kept.company, letter=kept, defaults=facts)
    if told.returned_why == ReturnReason.UNKNOWN:
        kept.state, kept.answer = LetterState.BOUNCED, str(ReturnReason.UNKNOWN.label)
        kept.save(update_fields=["state", "answer"])
    audit.record(
        company=kept.company, actor=by, verb="letter.registered", subject=f"letter:{kept.pk}",
        facts={name: str(value) for name, value in facts.items() if value},
    )  # fmt: skip


def _check(told: Told, *, posted: date, today: date) -> None:
    """The days follow one another; a return says why, and excludes a receipt."""
    is_both = told.received_on is not None and told.returned_on is not None
    if is_both or (told.returned_on is not None) != bool(told.returned_why):
        raise ReceivedAndReturned
    earliest = posted
    for what, on in (
        ("présentée", told.presented_on),
        ("reçue", told.received_on),
        ("revenue", told.returned_on),
    ):
        if on is None:
            continue
        if not earliest <= on <= today:
            raise PostDaysWrong(what=what, on=french_day(on), posted=french_day(posted))
        earliest = on

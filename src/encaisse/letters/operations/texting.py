"""Text messages: prepared, given to the provider, settled, and what it says afterwards.

The same safety as for mails: a message is marked before the provider is spoken to; an answer that
never came leaves it unclear, never sent again by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.jobs.queue import enqueue
from encaisse.letters.mail import message as mime
from encaisse.letters.models import Channel, Evidence, EvidenceKind, Letter, LetterState
from encaisse.letters.operations.evidence import SAID_MAX, note, note_taken, plain
from encaisse.letters.operations.mails import ALONE, Alongside, attempt
from encaisse.letters.queries import receipts_address
from encaisse.letters.rules.record import TAKER
from encaisse.letters.rules.texting import PARTS_MAX, check_length, sender_of, sender_read
from encaisse.letters.sms import gateway
from encaisse.letters.sms.receipts import Fate, Receipt

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.letters.rules.brief import Brief
    from encaisse.letters.rules.delivery import Outcome

BY = TAKER[Channel.SMS]
FATES: dict[tuple[str, Fate], LetterState] = {
    (LetterState.UNCLEAR, Fate.RECEIVED): LetterState.DELIVERED,
    (LetterState.UNCLEAR, Fate.REFUSED): LetterState.FAILED,
    (LetterState.DELIVERED, Fate.REFUSED): LetterState.BOUNCED,
}
KINDS = {
    Fate.RECEIVED: EvidenceKind.DELIVERED,
    Fate.REFUSED: EvidenceKind.BOUNCED,
    Fate.STOPPED: EvidenceKind.OPPOSED,
}
TOLD = {
    Fate.RECEIVED: "reçu par le téléphone",
    Fate.REFUSED: "non reçu",
    Fate.STOPPED: "le destinataire refuse les SMS",
}


def prepare(
    company: Company,
    message: Brief,
    *,
    to: str,
    at: datetime,
    thread: str = "",
    along: Alongside = ALONE,
) -> Letter:
    """A text message ready to leave, to one number; nothing is enclosed."""
    check_length(message.text, most=PARTS_MAX)
    return Letter.objects.create(
        company=company,
        channel=Channel.SMS,
        to=[to],
        subject=message.subject,
        text=message.text,
        template_id=message.written.template,
        template_version=message.written.version,
        message_id=f"<{uuid.uuid4().hex}@{mime.domain()}>",
        thread=thread,
        about=along.about,
        by=along.by,
        prepared_at=at,
    )


def send_batch(company: Company, letter_ids: Iterable[int], *, at: datetime) -> dict[int, str]:
    """Give these messages to the provider; returns the state of each afterwards, as for mails.
    Refused when the company's text messages have nowhere to go. Outside any transaction."""
    provider = gateway.check(is_demonstration=company.is_demonstration)
    way = gateway.gateway_of(provider, receipts=receipts_address(provider))
    sender = provider.sender or sender_read(sender_of(company.name))

    def give(letter: Letter) -> Outcome:
        reference = letter.message_id.strip("<>").partition("@")[0]
        return way.send(to=letter.to[0], text=letter.text, sender=sender, reference=reference)

    return {
        letter_id: attempt(company, letter_id, give, channel=Channel.SMS, at=at)
        for letter_id in dict.fromkeys(letter_ids)
    }


@transaction.atomic
def record_receipt(letter: Letter, receipt: Receipt, *, at: datetime) -> bool:
    """What the provider tells of a message that it took: kept as evidence, once. One in doubt is
    settled by it; one that the telephone never received has come back. Whoever says stop is noted
    by a job. Returns whether anything was learnt."""
    kept = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    kind, said = KINDS[receipt.fate], plain(receipt.told, SAID_MAX)
    if Evidence.objects.filter(letter=kept, kind=kind, said=said).exists():
        return False
    note(kept, kind, at=at, source=BY, said=said, address=kept.to[0], reference=receipt.reference)
    _settle(kept, receipt, at=at)
    if receipt.fate is Fate.STOPPED:
        enqueue("dunning.stop_texts", kept.company_id, phone=kept.to[0], said=receipt.told)
    audit.record(
        company=kept.company, actor=BY, verb=f"sms.{receipt.fate}", subject=f"letter:{kept.pk}",
        facts={"to": kept.to, "told": receipt.told},
    )  # fmt: skip
    return True


def _settle(letter: Letter, receipt: Receipt, *, at: datetime) -> None:
    """Where the message stands now, when what was told changes it."""
    state = FATES.get((letter.state, receipt.fate))
    if state is None:
        return
    if letter.state == LetterState.DELIVERED:
        note_taken(letter)
    letter.state, letter.answer = state, f"{TOLD[receipt.fate]} ({receipt.told})"
    if state == LetterState.DELIVERED:
        letter.sent_at = at
    letter.save(update_fields=["answer", "state", "sent_at"])

"""Answering whoever sent files by mail: what was taken of each, or why it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.imports.models import SourceFate
from encaisse.imports.rules.slips import answer, slip
from encaisse.jobs.queue import enqueue
from encaisse.letters import operations as letters
from encaisse.letters.mail.reading import Kind
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import why_mail_waits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from encaisse.accounts.models import Company
    from encaisse.imports.models import SourceFile
    from encaisse.letters.mail.reading import Incoming

NOBODY = ("noreply", "no-reply", "no_reply", "nepasrepondre", "ne-pas-repondre", "mailer-daemon")


def tell(
    company: Company, mail: Incoming, files: Sequence[SourceFile], *, why: str, at: datetime
) -> None:
    """Write to the sender what became of each file, or ``why`` none was taken; to nobody when a
    machine wrote, or when mail has nowhere to go. It is no answer in the thread of the sender's
    mail, so that it bears what keeps robots from answering it in turn."""
    if not _is_answered(mail) or why_mail_waits(company):
        return
    said = [
        slip(file.name, str(SourceFate(file.fate).label), file.reason,
             file.taken_as.report if file.taken_as else None)
        for file in files
    ]  # fmt: skip
    subject = mail.subject or "vos fichiers"
    message = Rendered(subject=f"Reçu : {subject}", text=answer(company.name, why, said), html="")
    letter = letters.prepare(
        company, message, to=[mail.sender], at=at, reply_to=company.email,
        along=letters.Alongside(about="import"),
    )  # fmt: skip
    enqueue("letters.send", company.pk, letter_ids=[letter.pk])


def _is_answered(mail: Incoming) -> bool:
    name = mail.sender.partition("@")[0].lower()
    return mail.kind == Kind.PERSON and not name.startswith(NOBODY)

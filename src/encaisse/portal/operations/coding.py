"""A code by mail before a sensitive act: sent to an address that the company knows, never to one
typed on the page; tried a few times, used once."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from encaisse.audit import operations as audit
from encaisse.jobs.queue import enqueue
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import why_mail_waits
from encaisse.portal.models import PortalCode
from encaisse.portal.operations.refusals import (
    CodeExpired,
    CodeLocked,
    CodeUsed,
    CodeWrong,
    NoCodeByMail,
    NoKnownAddress,
    TooManyCodes,
)
from encaisse.portal.queries import said
from encaisse.portal.rules.codes import (
    CODE_LASTS,
    CODES_AN_HOUR,
    TRIES_MAX,
    Verdict,
    new_code,
    verdict,
)
from encaisse.portal.rules.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.portal.operations.acting import Visit

SALT = "encaisse.portal.code"
SUBJECT_MAX = 250
BY_ITSELF = "Encaisse"
REFUSALS = {
    Verdict.LOCKED: CodeLocked,
    Verdict.EXPIRED: CodeExpired,
    Verdict.USED: CodeUsed,
}


@transaction.atomic
def send(visit: Visit, *, purpose: str, asked: Mapping[str, str]) -> PortalCode:
    """A code for this act and no other leaves to the address known of whoever has the link."""
    link = visit.link
    said.hold(link)
    address = (link.contact.email if link.contact else "") or link.customer.email
    if not address:
        raise NoKnownAddress
    if why_mail_waits(link.company):
        raise NoCodeByMail
    if said.codes_within_an_hour(link, at=visit.at) >= CODES_AN_HOUR:
        raise TooManyCodes(most=CODES_AN_HOUR)
    text, number = new_code(), uuid.uuid4().hex
    code = PortalCode.objects.create(
        company_id=link.company_id, link=link, purpose=purpose, asked=dict(asked), number=number,
        digest=_digest(number, text), sent_to=address, sent_at=visit.at,
        expires_at=visit.at + CODE_LASTS,
    )  # fmt: skip
    _mail(visit, code, text)
    _record(code, "portal.code_sent", visit.by)
    return code


def use(code: PortalCode, text: str, *, by: str, at: datetime) -> PortalCode:
    """The code was typed: right, it is used; wrong, the try is counted whatever comes next."""
    found = _tried(code, text, at=at, by=by)
    if found == Verdict.WRONG:
        code.refresh_from_db()
        raise CodeWrong(left=TRIES_MAX - code.tries)
    if found != Verdict.RIGHT:
        raise REFUSALS[found]
    return code


@transaction.atomic
def _tried(code: PortalCode, text: str, *, at: datetime, by: str) -> Verdict:
    held = PortalCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
    typed = "".join(text.split())
    held.tries = min(held.tries + 1, TRIES_MAX + 1)
    found = verdict(
        is_right=constant_time_compare(held.digest, _digest(held.number, typed)),
        tries=held.tries, is_used=held.used_at is not None, expires_at=held.expires_at, at=at,
    )  # fmt: skip
    if found == Verdict.RIGHT:
        held.used_at = at
    held.save(update_fields=["tries", "used_at"])
    if found == Verdict.LOCKED and held.tries == TRIES_MAX:
        _record(held, "portal.code_locked", by)
    return found


def _digest(number: str, text: str) -> str:
    """What is kept of a code: six digits alone would be found again from their hash."""
    return salted_hmac(SALT, f"{number}:{text}", algorithm="sha256").hexdigest()


def _mail(visit: Visit, code: PortalCode, text: str) -> None:
    link = visit.link
    say = words_of(link.customer.language)
    message = Rendered(
        subject=say["code_subject"].format(company=link.company.name)[:SUBJECT_MAX],
        text=say["code_mail"].format(code=text, company=link.company.name), html="",
    )  # fmt: skip
    letter = letters.prepare(
        link.company, message, to=[code.sent_to], at=visit.at, reply_to=link.company.email,
        along=letters.Alongside(about=f"portal_code:{code.pk}", by=BY_ITSELF),
    )  # fmt: skip
    enqueue("letters.send", link.company_id, letter_ids=[letter.pk])


def _record(code: PortalCode, verb: str, by: str) -> None:
    audit.record(
        company=code.company, actor=by, verb=verb, subject=f"portal_code:{code.pk}",
        facts={"purpose": code.purpose}, customer_id=code.link.customer_id,
    )  # fmt: skip

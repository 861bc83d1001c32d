"""Telling customers that their account will be debited: one mail for each mandate of a batch."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from encaisse.audit import operations as audit
from encaisse.direct_debits import queries
from encaisse.direct_debits.models import Debit
from encaisse.direct_debits.rules import notices
from encaisse.jobs.queue import enqueue
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import check_mail
from encaisse.parties.rules import thread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.direct_debits.models import DebitBatch, Mandate
    from encaisse.letters.models import Letter


class NobodyToTell(Refusal):
    """No address to which the notice could go."""

    code = "debit_notice_without_address"
    sentence = (
        "{customer} n'a pas de courriel qui fonctionne : complétez sa fiche, ou prévenez-le "
        "autrement et notez le jour dans « Clients prévenus le »."
    )


def tell(batch: DebitBatch, *, ics: str, at: datetime, by: str) -> None:
    """Each customer of the batch is told by mail of its amounts and day, in its language; refused
    when one cannot be."""
    check_mail(batch.company)
    debits = queries.debits_of(batch)
    reached = queries.addresses(batch.company, [each.mandate.customer_id for each in debits])
    sent = []
    for mandate, found in groupby(sorted(debits, key=_by_mandate), lambda each: each.mandate):
        to = reached[mandate.customer_id]
        if not to:
            raise NobodyToTell(customer=mandate.customer.name)
        parts = list(found)
        letter = _letter(batch, mandate, parts, to, ics=ics, at=at, by=by)
        Debit.objects.filter(pk__in=[each.pk for each in parts]).update(notice=letter)
        sent.append(letter.pk)
    enqueue("letters.send", batch.company_id, letter_ids=sent)


def forget(batch: DebitBatch) -> None:
    """The notices of a cancelled batch that have not left do not."""
    for letter in {each.notice for each in queries.debits_of(batch) if each.notice}:
        try:
            letters.cancel(letter)
        except letters.AlreadyLeft:
            continue


def _by_mandate(debit: Debit) -> tuple[int, int]:
    return debit.mandate_id, debit.pk


def _letter(
    batch: DebitBatch,
    mandate: Mandate,
    parts: Sequence[Debit],
    to: list[str],
    *,
    ics: str,
    at: datetime,
    by: str,
) -> Letter:
    company, customer = batch.company, mandate.customer
    told = notices.Notice(
        creditor=company.name, ics=ics, mandate=mandate.reference, iban=mandate.iban,
        collect_on=batch.collect_on,
        parts=[(each.receivable.invoice.number, Money(each.cents)) for each in parts],
    )  # fmt: skip
    message = Rendered(
        subject=notices.subject_of(told, customer.language),
        text=notices.text_of(told, customer.language), html="",
    )  # fmt: skip
    letter = letters.prepare(
        company, message, to=to, at=at, reply_to=company.email, thread=thread_of(customer.pk),
        along=letters.Alongside(about=f"debit_batch:{batch.pk}", by=by),
    )  # fmt: skip
    audit.record(
        company=company, actor=by, verb="direct_debit.announced", subject=f"letter:{letter.pk}",
        facts={
            "to": to, "mandate": mandate.reference, "on": batch.collect_on.isoformat(),
            "cents": told.total.cents, "currency": told.total.currency,
        },
        on=at.date(), customer_id=customer.pk,
    )  # fmt: skip
    return letter

"""What a file said of invoices is withdrawn with it: nothing of it counts any more."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from encaisse.audit import operations as audit
from encaisse.disputes import operations as disputes
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.life_cycle import queries
from encaisse.life_cycle.models import Effect, InvoiceStatus, Withdrawal
from encaisse.life_cycle.rules.standing import resting_on
from encaisse.promises import operations as promises
from encaisse.promises.queries import state_of
from encaisse.promises.rules import Status

if TYPE_CHECKING:
    from datetime import date

    from encaisse.imports.models import FileImport
    from encaisse.life_cycle.models import Consequence

UNDONE = "Import défait : {name}."
RESTS = "le statut {code} du {on} de la facture {number}"
OVER = "le litige du {on} de la facture {number}, terminé"
WORD = {
    Status.KEPT: "la promesse de la facture {number}, tenue",
    Status.BROKEN: "la promesse de la facture {number}, rompue",
}


def depending(row: FileImport, on: date) -> list[str]:
    """What forbids to withdraw what a file said, in French: a dispute that was answered, a promise
    that was kept or broken, another status that would have entailed something else."""
    found = [queries.entailed(status) for status in queries.brought_by(row.document_id)]
    mine = sorted((made for made in found if made), key=lambda made: made.invoice_id)
    words = []
    for invoice_id, made in groupby(mine, key=lambda each: each.invoice_id):
        gone = {each.status_id for each in made}
        every = queries.entailed_all(invoice_id)
        words += [_over(each, on) for each in every if each.status_id in gone]
        words += _resting(every, gone)
    return [told for told in words if told]


def withdraw(row: FileImport, by: str, on: date) -> int:
    """Nothing that a file said counts any more: disputes and promises that it opened are withdrawn,
    holds are over. How many statuses."""
    why = UNDONE.format(name=row.document.name)
    brought = queries.brought_by(row.document_id)
    for status in brought:
        made = queries.entailed(status)
        if made is not None:
            _unmake(made, why, by)
        Withdrawal.objects.create(company=row.company, status=status, by=by, on=on)
        _record(status, made, why, by, on)
    if brought:
        enqueue("dunning.settle_tasks", row.company_id)
    return len(brought)


def _over(made: Consequence, on: date) -> str:
    """What became of what a status opened, when it can no more be taken back."""
    number = made.invoice.number
    if made.dispute is not None and made.dispute.settled_on is not None:
        return OVER.format(on=french_day(made.dispute.opened_on), number=number)
    if made.promise is None or made.promise.withdrawn_on is not None:
        return ""
    return WORD.get(state_of(made.promise, on=on).status, "").format(number=number)


def _resting(every: list[Consequence], gone: set[int]) -> list[str]:
    said = [queries.as_said(each.status) for each in every]
    idle = {each.status_id for each in every if each.kind == Effect.NOTHING}
    number = every[0].invoice.number
    return [
        RESTS.format(code=each.code, on=french_day(each.on), number=number)
        for each in resting_on(said, gone, idle)
    ]


def _unmake(made: Consequence, why: str, by: str) -> None:
    """From its first day, as if it had not been told: the same message may open it anew."""
    if made.dispute is not None:
        disputes.withdraw(made.dispute, why=why, on=made.since, by=by)
    if made.promise is not None and made.promise.withdrawn_on is None:
        promises.withdraw(made.promise, why=why, on=made.since, by=by)
    made.delete()


def _record(status: InvoiceStatus, made: Consequence | None, why: str, by: str, on: date) -> None:
    audit.record(
        company=status.company, actor=by, verb="invoice_status.withdrawn",
        subject=f"invoice_status:{status.pk}", reason=why, facts={
            "number": status.number, "code": status.code, "on": on.isoformat(),
            "told": made.told if made else "",
        },
        customer_id=made.invoice.customer_id if made else None,
    )  # fmt: skip

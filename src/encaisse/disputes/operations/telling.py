"""What happened to a dispute: a step of its own, which never changes, and a line of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.audit import operations as audit
from encaisse.disputes.models import Dispute, Step, StepKind

if TYPE_CHECKING:
    from datetime import date

    from encaisse.disputes.models import Question
    from encaisse.kernel.money import Money


def tell(
    dispute: Dispute, kind: StepKind, *, on: date, by: str, note: str = "",
    amount: Money | None = None,
) -> Step:  # fmt: skip
    """A step of the dispute's history."""
    return Step.objects.create(
        company_id=dispute.company_id, dispute=dispute, kind=kind, on=on, by=by, note=note,
        cents=None if amount is None else amount.cents,
    )  # fmt: skip


def record(dispute: Dispute, verb: str, by: str, on: date, why: str, **facts: object) -> None:
    """A line of the journal, in the customer's thread."""
    audit.record(
        company=dispute.company, actor=by, verb=verb, subject=f"dispute:{dispute.pk}", reason=why,
        facts={"on": on.isoformat(), "cause": dispute.reason, **facts},
        customer_id=dispute.customer_id,
    )  # fmt: skip


def tell_question(
    question: Question, kind: StepKind, *, on: date, by: str, note: str, why: str | None = None,
    amount: Money | None = None, **facts: object,
) -> None:  # fmt: skip
    """What happened to a question: in the history of its dispute; of one about a customer alone,
    in the journal only. ``why``: what the journal says when it is not the note."""
    said = note if why is None else why
    if question.dispute is not None:
        record(question.dispute, f"dispute.{kind.value}", by, on, said, **facts)
        tell(question.dispute, kind, on=on, by=by, note=note, amount=amount)
        return
    audit.record(
        company=question.company, actor=by, verb=f"question.{kind.value}",
        subject=f"question:{question.pk}", reason=said,
        facts={"on": on.isoformat(), **facts}, customer_id=question.customer_id,
    )  # fmt: skip

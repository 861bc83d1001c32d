"""The disputes, over REST."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from ninja import Query, Router, Status

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.disputes import operations, queries
from encaisse.disputes.api.shapes import (
    AnswerIn,
    AssignIn,
    CauseIn,
    CauseOut,
    ConfirmIn,
    CreditDraftIn,
    CreditDraftOut,
    CreditIn,
    DeadlineIn,
    DepartmentIn,
    DepartmentOut,
    DisputeIn,
    DisputeOut,
    DisputePaging,
    HistoryOut,
    NoteIn,
    PartOut,
    QuestionIn,
    QuestionOut,
    SettleIn,
    StepOut,
    WithdrawIn,
)
from encaisse.disputes.operations.asking import Answered, Asked
from encaisse.disputes.queries import asking, board, services
from encaisse.documents.queries import document_for
from encaisse.kernel.money import Money
from encaisse.receivables.queries import receivables_for
from encaisse.web.rest import IdInPath, Page, page_of

if TYPE_CHECKING:
    from encaisse.disputes.models import Dispute, Question
    from encaisse.disputes.queries.board import Row

router = Router(tags=["disputes"])


@router.get("", response=Page[DisputeOut], summary="The disputes, the newest first")
def disputes(request: ApiRequest, paging: Query[DisputePaging]) -> dict[str, Any]:
    """Open, ended or all; of a customer or of all."""
    is_open, on = paging.state == "open" if paging.state else None, timezone.localdate()
    found = queries.disputes(request.company, on=on, is_open=is_open)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    shown = page_of(found, paging, lambda each: each, newest_first=True)
    rows = {row.id: row for row in board.rows(request.company, on=on, found=shown["items"])}
    return shown | {"items": [_as_row(rows[each.pk]) for each in shown["items"]]}


@router.get("/departments", response=list[DepartmentOut], summary="The departments")
def departments(request: ApiRequest) -> list[DepartmentOut]:
    """Those to which disputes and questions go."""
    return [
        DepartmentOut(code=each.code, name=each.name, person=each.person, email=each.email)
        for each in services.services(request.company)
    ]


@router.post("/departments", response=DepartmentOut, summary="Change a department, or add one")
def keep_department(request: ApiRequest, given: DepartmentIn) -> DepartmentOut:
    """Managers only."""
    require(request, may_manage)
    kept = operations.arranging.keep_department(request.company, by=request.by, **given.dict())
    return DepartmentOut(code=kept.code, name=kept.name, person=kept.person, email=kept.email)


@router.get("/causes", response=list[CauseOut], summary="How long each cause may take")
def causes(request: ApiRequest) -> list[CauseOut]:
    """In days, and the department that settles it."""
    return [
        CauseOut(reason=reason, days=habit.days, department=habit.department)
        for reason, habit in services.habits(request.company).items()
    ]


@router.post("/causes", response=list[CauseOut], summary="Change how long a cause may take")
def keep_cause(request: ApiRequest, given: CauseIn) -> list[CauseOut]:
    """Managers only; disputes already open keep their day."""
    require(request, may_manage)
    operations.arranging.keep_deadline(request.company, by=request.by, **given.dict())
    return causes(request)


@router.post("", response={HTTPStatus.CREATED: DisputeOut}, summary="Declare a dispute")
def declare(request: ApiRequest, given: DisputeIn) -> Status[DisputeOut]:
    """What is contested is not asked any more. Collectors; and who follows the customer."""
    receivables = receivables_for(request.user, given.receivables)
    if not all(queries.may_open(request.user, each.customer) for each in receivables):
        raise PermissionDenied
    currency = receivables[0].currency
    made = operations.declare(
        receivables,
        reason=given.reason,
        amount=None if given.cents is None else Money(given.cents, currency),
        note=given.note,
        on=given.on,
        by=request.by,
        given=operations.Given(
            department=given.department,
            owner=member_for(request.company, int(given.owner)) if given.owner else None,
            due_on=given.due_on,
            opened_by=given.opened_by if may_collect(role_of(request)) else "sales",
            evidence=[
                document_for(request.user, request.company, int(key)) for key in given.documents
            ],
        ),
    )
    return Status(HTTPStatus.CREATED, _as_dispute(made))


@router.get("/{dispute_id}", response=DisputeOut, summary="One dispute")
def dispute(request: ApiRequest, dispute_id: IdInPath) -> DisputeOut:
    """404 when it is not one of the company's."""
    return _as_dispute(queries.dispute_for(request.user, dispute_id))


@router.post("/{dispute_id}/settle", response=DisputeOut, summary="Settle a dispute")
def settle(request: ApiRequest, dispute_id: IdInPath, given: SettleIn) -> DisputeOut:
    """From that day what was contested is asked again."""
    require(request, may_collect)
    found = queries.dispute_for(request.user, dispute_id)
    return _as_dispute(operations.settle(found, outcome=given.outcome, on=given.on, by=request.by))


@router.post("/{dispute_id}/withdraw", response=DisputeOut, summary="Take a dispute back")
def withdraw(request: ApiRequest, dispute_id: IdInPath, given: WithdrawIn) -> DisputeOut:
    """Declared by mistake, or given up by the customer."""
    require(request, may_collect)
    found = queries.dispute_for(request.user, dispute_id)
    return _as_dispute(operations.withdraw(found, why=given.why, on=given.on, by=request.by))


@router.post("/{dispute_id}/credit", response=DisputeOut, summary="Ask for a credit note")
def credit(request: ApiRequest, dispute_id: IdInPath, given: CreditIn) -> DisputeOut:
    """It closes the dispute once it is allocated; what is not to be credited is asked again."""
    found = _to_change(request, dispute_id)
    about: dict[str, Any] = {"on": given.on, "by": request.by, "why": given.why}
    currency = board.row_of(found, on=given.on).currency
    if given.owed_cents is not None:
        owed = Money(given.owed_cents, currency)
        return _as_dispute(operations.deciding.agree(found, owed=owed, **about))
    amount = None if given.cents is None else Money(given.cents, currency)
    return _as_dispute(operations.deciding.ask_credit(found, amount=amount, **about))


@router.post(
    "/{dispute_id}/credit-notes",
    response={HTTPStatus.CREATED: CreditDraftOut},
    summary="Begin the credit note of an invoice",
)
def begin_credit_note(
    request: ApiRequest, dispute_id: IdInPath, given: CreditDraftIn
) -> Status[CreditDraftOut]:
    """A draft with what is contested of it (`/invoicing/drafts`); issued, it closes the dispute."""
    require(request, may_manage)
    found = queries.dispute_for(request.user, dispute_id)
    invoice = queries.invoice_in(found, int(given.invoice))
    made = operations.crediting.draft(
        found, invoice, on=timezone.localdate(), by=request.by
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, CreditDraftOut(draft=str(made.pk)))


@router.post("/{dispute_id}/confirm", response=DisputeOut, summary="Confirm the invoice")
def confirm(request: ApiRequest, dispute_id: IdInPath, given: ConfirmIn) -> DisputeOut:
    """The customer owes it all: its reminders go on where they stood."""
    found = _to_change(request, dispute_id)
    return _as_dispute(operations.confirm(found, on=given.on, by=request.by, why=given.why))


@router.post("/{dispute_id}/assign", response=DisputeOut, summary="Give it to a department")
def assign(request: ApiRequest, dispute_id: IdInPath, given: AssignIn) -> DisputeOut:
    """And to a colleague, if one is named."""
    found = _to_change(request, dispute_id)
    owner = member_for(request.company, int(given.owner)) if given.owner else None
    return _as_dispute(
        operations.deciding.assign(
            found, department=given.department, owner=owner, on=given.on, by=request.by
        )
    )


@router.post("/{dispute_id}/deadline", response=DisputeOut, summary="Change its deadline")
def deadline(request: ApiRequest, dispute_id: IdInPath, given: DeadlineIn) -> DisputeOut:
    """The day by which it is to be settled."""
    found = _to_change(request, dispute_id)
    return _as_dispute(
        operations.deciding.move(
            found, due_on=given.due_on, on=given.on, by=request.by, why=given.why
        )
    )


@router.post("/{dispute_id}/notes", response=HistoryOut, summary="Note something about it")
def note(request: ApiRequest, dispute_id: IdInPath, given: NoteIn) -> HistoryOut:
    """Kept for ever in its history."""
    found = _to_change(request, dispute_id)
    operations.deciding.note(found, text=given.text, on=given.on, by=request.by)
    return history(request, dispute_id)


@router.get("/{dispute_id}/history", response=HistoryOut, summary="All that happened to it")
def history(request: ApiRequest, dispute_id: IdInPath) -> HistoryOut:
    """Its steps and its questions, in order."""
    found = queries.dispute_for(request.user, dispute_id)
    row = board.row_of(found, on=timezone.localdate())
    steps = [
        StepOut(kind=each.kind, on=each.on, by=each.by, note=each.note, cents=each.cents)
        for each in row.steps
    ]
    return HistoryOut(
        steps=steps, questions=[_as_question(each) for each in row.dispute.questions.all()]
    )


@router.post(
    "/{dispute_id}/questions", response={HTTPStatus.CREATED: QuestionOut}, summary="Ask a question"
)
def ask(request: ApiRequest, dispute_id: IdInPath, given: QuestionIn) -> Status[QuestionOut]:
    """It leaves by mail, with a link by which it is answered without an account."""
    found, asked = _to_change(request, dispute_id), given.dict(exclude={"on"})
    made = operations.asking.ask(
        found, Asked(**asked), on=given.on, by=request.by, at=timezone.now()
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _as_question(made))


@router.post(
    "/{dispute_id}/questions/{question_id}/answer", response=QuestionOut, summary="Note an answer"
)
def answer(
    request: ApiRequest, dispute_id: IdInPath, question_id: IdInPath, given: AnswerIn
) -> QuestionOut:
    """Given by telephone, or in another program."""
    found = _to_change(request, dispute_id)
    question, owed = asking.question_in(found, question_id), None
    if given.owed_cents is not None:
        owed = Money(given.owed_cents, board.row_of(found, on=given.on).currency)
    answered = Answered(text=given.text, verdict=given.verdict, owed=owed)
    made = operations.asking.answer(
        question, answered, by=given.by or request.by, on=given.on, at=timezone.now()
    )
    return _as_question(made)


def _to_change(request: ApiRequest, dispute_id: int) -> "Dispute":
    require(request, may_collect)
    return queries.dispute_for(request.user, dispute_id)


def _as_question(question: "Question") -> QuestionOut:
    shown = {name: getattr(question, name) for name in QuestionOut.model_fields if name != "id"}
    return QuestionOut(id=str(question.pk), **shown)


def _as_dispute(dispute: "Dispute") -> DisputeOut:
    return _as_row(board.row_of(dispute, on=timezone.localdate()))


def _as_row(row: "Row") -> DisputeOut:
    dispute = row.dispute
    parts = [
        PartOut(
            receivable=str(part.receivable_id), cents=part.cents, since=part.since, until=part.until
        )
        for part in dispute.parts.all()
    ]
    return DisputeOut(
        id=str(dispute.pk),
        customer=str(dispute.customer_id),
        reason=dispute.reason,
        note=dispute.note,
        owner=str(dispute.owner_id) if dispute.owner_id else None,
        opened_on=dispute.opened_on,
        settled_on=dispute.settled_on,
        outcome=dispute.outcome,
        parts=parts,
        state=row.state,
        contested_cents=row.cents,
        currency=row.currency,
        department=dispute.department,
        due_on=dispute.due_on,
        opened_by=dispute.opened_by,
        closed_on=row.closed_on,
    )

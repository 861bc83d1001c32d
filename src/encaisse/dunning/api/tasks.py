"""Tasks over REST: what people have to do, done or not, by whom."""

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from ninja import Query, Router, Schema

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.queries import tasks as queries
from encaisse.dunning.rules.tasks import may_reassign
from encaisse.web.rest import Day, Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.dunning.models import Task

router = Router()


class TaskOut(Schema):
    """Something that a person has to do. ``kind``: ``no_contact`` (nobody can be written to),
    ``address`` (one refuses our mails), ``step`` (of ``message``, done by hand), ``call``,
    ``visit``, ``number`` (one to find), ``documents``, ``credit_note``, ``reissue`` or
    ``unreceived`` (of ``invoice``, by its life cycle). ``end``: null while it is open, then
    ``done``, ``not_done`` or ``settled`` (its reason was gone). ``due_on``: the day it is for."""

    id: str
    kind: str
    customer: str
    message: str | None
    invoice: str | None
    person: str | None
    person_name: str
    reason: str
    opened_on: date
    due_on: date | None
    end: str | None
    done_on: date | None
    done_by: str
    outcome: str


class TaskPaging(Paging):
    """Which tasks: open or ended, of the holder of the token, of a customer."""

    state: Literal["", "open", "ended"] = ""
    person: Literal["", "me"] = ""
    customer: Id | Literal[""] = ""


class DoneIn(Schema):
    """What came of it, and the day it was done: from the day it was asked for to today."""

    outcome: Number
    on: Day


class NotDoneIn(Schema):
    """Why it is not done, and the day that was decided."""

    why: Number
    on: Day


class PutOffIn(Schema):
    """The day it is for from now on, today or later, and why."""

    to: Day
    why: Line = ""


class PersonIn(Schema):
    """The member who takes it."""

    person: Id


class MemberOut(Schema):
    """Somebody to whom a task may be given."""

    id: str
    name: str
    email: Line


@router.get("/tasks", response=Page[TaskOut], summary="The tasks, the newest first")
def tasks(request: ApiRequest, paging: Query[TaskPaging]) -> dict[str, Any]:
    """What people have to do, and what became of it."""
    found = queries.tasks(request.company)
    if paging.state:
        found = found.filter(done_on__isnull=paging.state == "open")
    if paging.person:
        found = found.filter(person=request.user)
    if paging.customer:
        found = found.filter(customer=int(paging.customer))
    return page_of(found, paging, _as_task, newest_first=True)


@router.get("/tasks/takers", response=list[MemberOut], summary="To whom a task may be given")
def takers(request: ApiRequest) -> list[MemberOut]:
    """The members of the company."""
    return [
        MemberOut(id=str(each.pk), name=str(each), email=each.email)
        for each in queries.members(request.company)
    ]


@router.get("/tasks/{task_id}", response=TaskOut, summary="One task")
def one_task(request: ApiRequest, task_id: IdInPath) -> TaskOut:
    """404 when it is not one of the company's."""
    return _as_task(_task(request, task_id))


@router.post("/tasks/{task_id}/done", response=TaskOut, summary="It was done")
def done(request: ApiRequest, task_id: IdInPath, given: DoneIn) -> TaskOut:
    """The step of its message counts as delivered by hand that day, but for what was paid."""
    require(request, may_collect)
    found = _task(request, task_id)
    today = timezone.localdate()
    operations.tasks.do(found, outcome=given.outcome, on=given.on, today=today, by=request.by)
    return _as_task(_task(request, task_id))


@router.post("/tasks/{task_id}/not-done", response=TaskOut, summary="It will not be done")
def not_done(request: ApiRequest, task_id: IdInPath, given: NotDoneIn) -> TaskOut:
    """The step of its message is skipped, with the reason."""
    require(request, may_collect)
    found = _task(request, task_id)
    today = timezone.localdate()
    operations.tasks.give_up(found, why=given.why, on=given.on, today=today, by=request.by)
    return _as_task(_task(request, task_id))


@router.post("/tasks/{task_id}/put-off", response=TaskOut, summary="Another day")
def put_off(request: ApiRequest, task_id: IdInPath, given: PutOffIn) -> TaskOut:
    """It stays open, for that day."""
    require(request, may_collect)
    found, on = _task(request, task_id), timezone.localdate()
    operations.tasks.put_off(found, to=given.to, why=given.why, on=on, by=request.by)
    return _as_task(_task(request, task_id))


@router.post("/tasks/{task_id}/reassign", response=TaskOut, summary="Give it to another member")
def reassign(request: ApiRequest, task_id: IdInPath, given: PersonIn) -> TaskOut:
    """A manager gives anybody's; a collector their own, or nobody's."""
    require(request, may_collect)
    found = _task(request, task_id)
    if not may_reassign(role_of(request), is_own=found.person_id in (None, request.user.pk)):
        raise PermissionDenied
    person = member_for(request.company, int(given.person))
    operations.tasks.reassign(found, to=person, by=request.by)
    return _as_task(_task(request, task_id))


def _task(request: ApiRequest, task_id: int) -> "Task":
    return queries.task_in(request.company, task_id)


def _as_task(task: "Task") -> TaskOut:
    return TaskOut(
        id=str(task.pk),
        kind=task.kind,
        customer=str(task.customer_id),
        message=str(task.message_id) if task.message_id else None,
        invoice=str(task.invoice_id) if task.invoice_id else None,
        person=str(task.person_id) if task.person_id else None,
        person_name=str(task.person or ""),
        reason=task.reason,
        opened_on=task.opened_on,
        due_on=task.due_on,
        end=task.end or None,
        done_on=task.done_on,
        done_by=task.done_by,
        outcome=task.outcome,
    )

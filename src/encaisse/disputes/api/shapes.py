"""What the resources of disputes take and give."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from encaisse.disputes.rules import Cause
from encaisse.web.rest import Cents, Day, Email, Id, Ids, Line, Number, Paging, Text

Opened = Literal["collector", "sales", "portal", "reply", "einvoice", "rest"]
Said = Literal["", "credit_note", "confirmed", "partial"]


class PartOut(Schema):
    """What is contested of a receivable; ``cents`` null: the whole. ``until``: the first day that
    this part was contested no more, while the dispute went on with another."""

    receivable: str
    cents: int | None
    since: date | None
    until: date | None


class DisputeOut(Schema):
    """What a customer contests; ``settled_on`` is the first day it holds nothing more, when a
    person ended it. ``state``: where it stands today: ``to_qualify``, ``asked`` (a question waits),
    ``to_decide`` (answered), ``awaiting_credit``, ``partial``, ``closed`` (by somebody, money or
    a credit note). ``contested_cents``: what is contested today; ``due_on``: to be settled by."""

    id: str
    customer: str
    reason: str
    note: str
    owner: str | None
    opened_on: date
    settled_on: date | None
    outcome: str
    parts: list[PartOut]
    state: str
    contested_cents: int
    currency: str
    department: str
    due_on: date | None
    opened_by: str
    closed_on: date | None


class DisputeIn(Schema):
    """The receivables of one customer and currency. ``cents`` is spread over them, the oldest due
    date first; null contests the whole of each. ``owner`` is a member of the company."""

    receivables: Ids
    reason: Cause
    on: Day
    cents: Cents | None = None
    note: Line = ""
    owner: Id | None = None
    department: Line = ""
    due_on: Day | None = None
    opened_by: Opened = "rest"
    documents: Annotated[list[Id], Field(max_length=50, default_factory=list)]


class SettleIn(Schema):
    """The day from which it holds nothing more, and how it ended."""

    on: Day
    outcome: Line = ""


class WithdrawIn(Schema):
    """The day from which it holds nothing more, and why."""

    on: Day
    why: Number


class CreditIn(Schema):
    """The credit note to be made: ``cents``, or what the customer owes (``owed_cents``), the credit
    note being the rest; neither: all that is contested."""

    on: Day
    cents: Cents | None = None
    owed_cents: Annotated[int, Field(ge=0, le=10**15)] | None = None
    why: Line = ""


class CreditDraftIn(Schema):
    """The invoice of the dispute of which a credit note is begun."""

    invoice: Id


class CreditDraftOut(Schema):
    """The draft, to be read and issued under `/invoicing/drafts`."""

    draft: str


class ConfirmIn(Schema):
    """The invoice is right: from that day it is asked again."""

    on: Day
    why: Line = ""


class AssignIn(Schema):
    """Whose it is."""

    on: Day
    department: Line = ""
    owner: Id | None = None


class DeadlineIn(Schema):
    """The day by which it is to be settled."""

    on: Day
    due_on: Day
    why: Line = ""


class NoteIn(Schema):
    """Something to remember."""

    on: Day
    text: Text


class QuestionIn(Schema):
    """A question by mail, to a department or to somebody by name and address."""

    on: Day
    text: Text
    department: Line = ""
    name: Line = ""
    email: Email = ""
    due_on: Day | None = None


class AnswerIn(Schema):
    """The answer to a question, told otherwise than by mail or by its link. ``owed_cents``: of a
    partial agreement, what the customer owes."""

    on: Day
    text: Text = ""
    verdict: Said = ""
    owed_cents: Cents | None = None
    by: Line = ""


class QuestionOut(Schema):
    """A question and its answer. ``verdict``: ``credit_note``, ``confirmed``, ``partial`` or
    nothing said; a person decides."""

    id: str
    department: str
    name: str
    email: str
    text: str
    asked_on: date
    asked_by: str
    due_on: date
    reminded_on: date | None
    escalated_on: date | None
    answered_on: date | None
    answered_by: str
    answer: str
    verdict: str
    verdict_cents: int | None


class CustomerQuestionOut(Schema):
    """A question about a customer, and its answer."""

    id: str
    customer: str
    department: str
    name: str
    email: str
    text: str
    asked_on: date
    asked_by: str
    due_on: date
    reminded_on: date | None
    escalated_on: date | None
    answered_on: date | None
    answered_by: str
    answer: str


class CustomerQuestionIn(QuestionIn):
    """A question about a customer: to a department, or to somebody by name and address."""

    customer: Id


class CustomerAnswerIn(Schema):
    """The answer to it, told otherwise than by mail or by its link."""

    on: Day
    text: Text
    by: Line = ""


class QuestionPaging(Paging):
    """Which questions about customers."""

    customer: Id | None = None
    waiting: bool = False


class StepOut(Schema):
    """One thing that happened; ``cents`` of a credit note asked or received."""

    kind: str
    on: date
    by: str
    note: str
    cents: int | None


class HistoryOut(Schema):
    """All that happened to a dispute, in order, and its questions."""

    steps: list[StepOut]
    questions: list[QuestionOut]


class DepartmentOut(Schema):
    """Whom questions of a department go to."""

    code: str
    name: str
    person: str
    email: str


class DepartmentIn(Schema):
    """Whom questions of a department go to; without ``code``, a new department."""

    name: Number
    code: Line = ""
    person: Line = ""
    email: Email = ""


class CauseOut(Schema):
    """How many days disputes of a cause may take, and whose they are."""

    reason: str
    days: int
    department: str


class CauseIn(Schema):
    """The same, to change it."""

    reason: Cause
    days: int
    department: Line = ""


class DisputePaging(Paging):
    """Which disputes."""

    state: Literal["", "open", "ended"] = ""
    customer: Id | None = None

"""Questions about customers, without a dispute, over REST."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import Query, Router, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.disputes import operations
from encaisse.disputes.api.shapes import (
    CustomerAnswerIn,
    CustomerQuestionIn,
    CustomerQuestionOut,
    QuestionPaging,
)
from encaisse.disputes.operations.asking import Answered, Asked
from encaisse.disputes.queries import asking
from encaisse.parties.queries import customer_for
from encaisse.web.rest import IdInPath, Page, page_of

if TYPE_CHECKING:
    from encaisse.disputes.models import Question

router = Router(tags=["questions"])


@router.get("", response=Page[CustomerQuestionOut], summary="The questions about customers")
def questions(request: ApiRequest, paging: Query[QuestionPaging]) -> dict[str, Any]:
    """The latest first; those of a customer, those that wait for their answer."""
    found = asking.on_customers(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    if paging.waiting:
        found = found.filter(answered_on=None)
    return page_of(found, paging, _as_question, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: CustomerQuestionOut}, summary="Ask about a customer")
def ask(request: ApiRequest, given: CustomerQuestionIn) -> Status[CustomerQuestionOut]:
    """It leaves by mail, with a link by which it is answered without an account; to a department,
    it goes to who follows the customer there."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    made = operations.asking.ask(
        customer, Asked(**given.dict(exclude={"on", "customer"})), on=given.on, by=request.by,
        at=timezone.now(), asker=request.user,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _as_question(made))


@router.post("/{question_id}/answer", response=CustomerQuestionOut, summary="Note an answer")
def answer(
    request: ApiRequest, question_id: IdInPath, given: CustomerAnswerIn
) -> CustomerQuestionOut:
    """Given by telephone, or in another program."""
    require(request, may_collect)
    found = asking.asked_on_customer(request.user, question_id)
    made = operations.asking.answer(
        found, Answered(text=given.text), by=given.by or request.by, on=given.on,
        at=timezone.now(),
    )  # fmt: skip
    return _as_question(made)


def _as_question(question: "Question") -> CustomerQuestionOut:
    named = {"id": str(question.pk), "customer": str(question.customer_id)}
    shown = {each: getattr(question, each) for each in CustomerQuestionOut.model_fields}
    return CustomerQuestionOut(**(shown | named))

"""The company's limits on its own reminders, and how old its bank data are, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Field, Router, Schema

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_manage
from encaisse.dunning import operations
from encaisse.dunning.queries.bank import bank_of
from encaisse.dunning.queries.policy import policy_of
from encaisse.web.rest import Day, Id

if TYPE_CHECKING:
    from encaisse.dunning.models import Policy

Hour = Annotated[int, Field(ge=0, le=23)]

router = Router()


class PolicyShape(Schema):
    """``run_hour``: from when the run of the day is made; mails leave from ``first_hour`` until
    ``end_hour`` (24: midnight) on ``weekdays`` (1: Monday); ``most_per_week``: messages a customer
    gets in seven days (null: no limit); ``bank_days``: how old bank data may be;
    ``unreceived_days``: how long before it is due an invoice not received is looked for (0: never);
    ``tasks_to``: who takes the tasks (null: whoever follows the customer)."""

    run_hour: Hour
    first_hour: Hour
    end_hour: Annotated[int, Field(ge=1, le=24)]
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    only_business_days: bool
    most_per_week: Annotated[int, Field(ge=1, le=50)] | None
    bank_days: Annotated[int, Field(ge=1, le=365)]
    unreceived_days: Annotated[int, Field(ge=0, le=90)] = 10
    tasks_to: Id | None


class BankOut(Schema):
    """The newest bank movement or payment known on that day (null: none); ``is_stale``: letting
    messages go then asks to be confirmed."""

    on: date
    newest_on: date | None
    days: int
    limit_days: int
    is_stale: bool


@router.get("/policy", response=PolicyShape, summary="The limits on the company's reminders")
def policy(request: ApiRequest) -> PolicyShape:
    """Those in force; the plain ones as long as nothing was decided."""
    return _as_policy(policy_of(request.company))


@router.put("/policy", response=PolicyShape, summary="Change the limits")
def change_policy(request: ApiRequest, given: PolicyShape) -> PolicyShape:
    """All of them at once, by a manager."""
    require(request, may_manage)
    told = given.dict(exclude={"weekdays", "tasks_to"})
    weekdays = "".join(str(day) for day in sorted(set(given.weekdays)))
    taker = int(given.tasks_to) if given.tasks_to else None
    kept = operations.set_policy(
        request.company, **told, weekdays=weekdays, tasks_to_id=taker, by=request.by
    )
    return _as_policy(kept)


@router.get("/bank", response=BankOut, summary="How old the bank data are")
def bank(request: ApiRequest, on: Day) -> BankOut:
    """As known for that day."""
    found = bank_of(request.company, on=on)
    return BankOut(
        on=on,
        newest_on=found.newest_on,
        days=found.days,
        limit_days=found.limit_days,
        is_stale=found.is_stale,
    )


def _as_policy(policy: "Policy") -> PolicyShape:
    return PolicyShape(
        run_hour=policy.run_hour,
        first_hour=policy.first_hour,
        end_hour=policy.end_hour,
        weekdays=[int(day) for day in policy.weekdays],
        only_business_days=policy.only_business_days,
        most_per_week=policy.most_per_week,
        bank_days=policy.bank_days,
        unreceived_days=policy.unreceived_days,
        tasks_to=str(policy.tasks_to_id) if policy.tasks_to_id else None,
    )

"""Letters: those approved and not printed, those of a batch, those whose fate is to be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from encaisse.dunning.models import Message, MessageState, Proposal
from encaisse.letters.models import Channel, LetterState
from encaisse.letters.rules.postal import HOME, TOWN_PATTERN

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.letters.models import PrintBatch

KNOWN = (LetterState.DELIVERED, LetterState.FAILED)
COMPLETE = "complete"
INCOMPLETE = "incomplete"
FIGURES = 19
PAID, WAITING = "paid", "waiting"
REGISTERED = "recommandé AR"


def to_print(company: Company) -> QuerySet[Message]:
    """The letters approved and not printed yet."""
    return Message.objects.filter(
        company=company, state=MessageState.RELEASED, channel=Channel.LETTER
    )


def to_print_count(company: Company) -> int:
    """How many letters wait for a batch."""
    return to_print(company).count()


def listed_to_print(company: Company) -> QuerySet[Any, Any]:
    """The same, for their list: ``address`` says whether the post would find the customer."""
    at_home = Q(customer__country=HOME)
    found = Q(customer__address__iregex=TOWN_PATTERN) | ~at_home & ~Q(customer__address="")
    return (
        to_print(company)
        .select_related("customer")
        .annotate(address=Case(When(found, Value(COMPLETE)), default=Value(INCOMPLETE)))
    )


def incomplete_count(company: Company) -> int:
    """How many of them the post would not find: they stay out of the batch."""
    return listed_to_print(company).filter(address=INCOMPLETE).count()


def next_to_print(company: Company, after: int, count: int) -> list[int]:
    """The next letters of those that wait, by number."""
    found = to_print(company).filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:count])


def to_settle(company: Company) -> list[int]:
    """The messages printed whose letter was posted or set aside since."""
    return list(_settled().filter(company=company).order_by("pk").values_list("pk", flat=True))


def companies_to_settle() -> list[int]:
    """The companies that have such messages."""
    found = _settled().order_by("company_id").values_list("company_id", flat=True)
    return list(found.distinct())


def letters_of(batch: PrintBatch) -> QuerySet[Any, Any]:
    """The messages of a batch, in the order of its pile. ``still_open``: what is left to pay today
    of what they ask; nothing, and the letter had better not leave."""
    steps = Proposal.objects.filter(message=OuterRef("pk")).order_by().values("message")
    still = steps.annotate(left=Sum("receivable__open_cents")).values("left")
    sheets = (F("letter__pages") + 1) / 2 if batch.is_duplex else F("letter__pages")
    abroad = Case(When(letter__postcode="", then=Value("1")), default=Value("0"))
    return (
        Message.objects.filter(letter__batch=batch)
        .select_related("customer", "letter")
        .annotate(
            still_open=Coalesce(Subquery(still), 0),
            way=Case(When(letter__is_registered=True, then=Value(REGISTERED)), default=Value("")),
            pile=Concat(
                Case(When(letter__is_registered=True, then=Value("1")), default=Value("0")),
                _figures(sheets),
                abroad,
                "letter__postcode",
                _figures("letter_id"),
            ),
            stands=Case(
                When(
                    Q(letter__state=LetterState.PREPARED) & ~Q(letter__carrier=""),
                    then=Value(WAITING),
                ),
                When(letter__state=LetterState.PREPARED, still_open=0, then=Value(PAID)),
                default=F("letter__state"),
            ),
        )
        .order_by("pile")
    )


def paid_since(batch: PrintBatch) -> int:
    """How many letters of the pile ask for what was paid since they were printed."""
    return letters_of(batch).filter(stands=PAID).count()


def _figures(number: Combinable | str) -> LPad:
    """A number as a text of which the order is that of numbers."""
    return LPad(Cast(number, TextField()), FIGURES, Value("0"))


def _settled() -> QuerySet[Message]:
    return Message.objects.filter(
        state=MessageState.SENDING, letter__channel=Channel.LETTER, letter__state__in=KNOWN
    )

"""What the API takes and gives of drafts, of what was issued, of habits."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.timezone import localdate
from ninja import Field, Schema
from pydantic import StringConstraints

from encaisse.invoicing import queries
from encaisse.invoicing.rules.numbering import FIRST, RANK_MAX
from encaisse.invoicing.rules.typed import ADJUSTMENTS_MAX, LINES_MAX, TEXT_MAX
from encaisse.web.rest import NO_CONTROL, Day, Id, Line, Paging

if TYPE_CHECKING:
    from encaisse.invoicing.models import Draft, Habit, Issued

Kind = Literal["invoice", "credit_note"]
Regime = Literal[
    "normal", "intermediate", "reduced", "special", "overseas", "franchise", "health", "charity",
    "finance", "insurance", "letting", "reverse", "intra", "export", "zero",
]  # fmt: skip
Words = Annotated[str, StringConstraints(max_length=TEXT_MAX, pattern=NO_CONTROL)]
Paragraph = Annotated[str, StringConstraints(max_length=TEXT_MAX, pattern=r"^[^\x00]*$")]
DayOrNone = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
Year = Annotated[int, Field(ge=2000, le=2099)]
Rank = Annotated[int, Field(ge=FIRST, le=RANK_MAX)]


class TypedLineIn(Schema):
    """One line: figures as decimal texts (``2.5``), at most four decimals; ``rebate`` in percent;
    ``unit`` a code of UN/ECE Recommendation 20 (``C62``, ``HUR``, ``DAY``…)."""

    designation: Words = ""
    quantity: Line = "1"
    unit: Line = "C62"
    price: Line = ""
    rebate: Line = ""
    vat: Regime = "normal"


class TypedAdjustmentIn(Schema):
    """A rebate or a charge on the whole invoice: ``amount`` in euro (``50``), or in percent of the
    lines of its VAT regime (``5 %``)."""

    kind: Literal["rebate", "charge"] = "rebate"
    reason: Words = ""
    amount: Line = ""
    vat: Regime = "normal"


class TypedIn(Schema):
    """What is typed of an invoice; anything may be missing until it is issued."""

    nature: Literal["goods", "services", "mixed"] = "services"
    order: Line = ""
    contract: Line = ""
    service_code: Line = ""
    buyer_siret: Line = ""
    delivered_on: DayOrNone = ""
    period_first: DayOrNone = ""
    period_last: DayOrNone = ""
    delivery_name: Line = ""
    delivery_address: Paragraph = ""
    delivery_country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    terms: Line = ""
    prepaid: Line = ""
    note: Paragraph = ""
    lines: Annotated[list[TypedLineIn], Field(max_length=LINES_MAX)] = Field(default=[])
    adjustments: Annotated[list[TypedAdjustmentIn], Field(max_length=ADJUSTMENTS_MAX)] = Field(
        default=[]
    )


class DraftIn(TypedIn):
    """An invoice for a customer."""

    customer: Id


class IssueIn(Schema):
    """The day that it bears; today when none is given."""

    on: Day | None = None


class LackOut(Schema):
    """What is missing or wrong, with the place and the remedy; nothing is issued without what is
    ``needed``."""

    place: str
    sentence: str
    field: str
    needed: bool


class VatOut(Schema):
    """The VAT of one regime."""

    regime: str
    category: str
    percent: str
    base_cents: int
    vat_cents: int


class DueOut(Schema):
    """So much on that day."""

    due_on: date
    cents: int


class SumsOut(Schema):
    """The amounts, in euro cents; net = lines − rebates + charges."""

    lines_cents: int
    rebates_cents: int
    charges_cents: int
    net_cents: int
    vat_cents: int
    gross_cents: int
    prepaid_cents: int
    due_cents: int
    vat: list[VatOut]


class DraftOut(Schema):
    """A draft, as it would be issued today."""

    id: str
    kind: str
    customer: str
    corrects: str | None
    next_number: str
    typed: TypedIn
    sums: SumsOut
    due: list[DueOut]
    lacks: list[LackOut]


class DraftBrief(Schema):
    """A draft in a list."""

    id: str
    kind: str
    customer: str
    corrects: str | None
    typed: TypedIn


class IssuedOut(Schema):
    """What was issued; ``invoice`` bears the receivables, ``credit`` what a credit note gives."""

    id: str
    kind: str
    number: str
    customer: str
    issued_on: date
    invoice: str | None
    credit: str | None
    corrects: str | None
    document: str
    sha256: str
    net_cents: int
    vat_cents: int
    gross_cents: int
    due_cents: int
    currency: str


class HabitIn(Schema):
    """What the company always writes; what is not given stays."""

    siret: Annotated[str, StringConstraints(pattern=r"^([0-9]{14})?$")] | None = None
    endpoint: Annotated[str, StringConstraints(max_length=125, pattern=NO_CONTROL)] | None = None
    discount: Line | None = None
    on_debits: bool | None = None
    own: Words | None = None
    invoice_pattern: Annotated[str, StringConstraints(max_length=60)] | None = None
    credit_note_pattern: Annotated[str, StringConstraints(max_length=60)] | None = None


class HabitOut(Schema):
    """What the company always writes."""

    siret: str
    endpoint: str
    discount: str
    on_debits: bool
    own: str
    invoice_pattern: str
    credit_note_pattern: str


class SeriesIn(Schema):
    """Where the numbers of a year go on, when another software gave those before."""

    kind: Kind
    year: Year
    next_rank: Rank


class SeriesOut(Schema):
    """A series and its next number."""

    kind: str
    year: int
    next_number: str


class IssuedPaging(Paging):
    """Which of them."""

    customer: Id | None = None
    kind: Literal["", "invoice", "credit_note"] = ""


def as_brief(draft: "Draft") -> DraftBrief:
    """As a list shows it."""
    return DraftBrief(
        id=str(draft.pk), kind=draft.kind, customer=str(draft.customer_id),
        corrects=_key(draft.corrects_id), typed=TypedIn.model_construct(**draft.typed),
    )  # fmt: skip


def as_draft(draft: "Draft") -> DraftOut:
    """As it would be issued today."""
    today = localdate()
    number = queries.next_number(draft, on=today).next_number
    ready = queries.ready(draft, number=number, on=today)
    brief = as_brief(draft)
    return DraftOut(
        id=brief.id, kind=brief.kind, customer=brief.customer, corrects=brief.corrects,
        typed=brief.typed, next_number=number, sums=_sums(ready),
        due=[DueOut(due_on=part.due_on, cents=part.cents) for part in ready.installments],
        lacks=[
            LackOut(
                place=lack.place, sentence=lack.sentence, field=lack.field, needed=lack.is_needed
            )
            for lack in ready.lacks
        ],
    )  # fmt: skip


def _sums(ready: queries.Ready) -> SumsOut:
    told = ready.facts.totals
    vat = [
        VatOut(
            regime=part.vat.regime.key, category=part.vat.regime.category,
            percent=part.vat.percent, base_cents=part.base_cents, vat_cents=part.vat_cents,
        )
        for part in told.parts
    ]  # fmt: skip
    return SumsOut(
        lines_cents=told.lines_cents, rebates_cents=told.rebates_cents,
        charges_cents=told.charges_cents,
        net_cents=told.net_cents, vat_cents=told.vat_cents, gross_cents=told.gross_cents,
        prepaid_cents=told.prepaid_cents, due_cents=told.due_cents, vat=vat,
    )  # fmt: skip


def as_issued(issued: "Issued") -> IssuedOut:
    """As the API shows it."""
    return IssuedOut(
        id=str(issued.pk), kind=issued.kind, number=issued.number,
        customer=str(issued.customer_id), issued_on=issued.issued_on,
        invoice=_key(issued.invoice_id), credit=_key(issued.credit_id),
        corrects=_key(issued.corrects_id), document=str(issued.document_id),
        sha256=issued.document.sha256, net_cents=issued.net_cents, vat_cents=issued.vat_cents,
        gross_cents=issued.gross_cents, due_cents=issued.due_cents, currency=issued.currency,
    )  # fmt: skip


def as_habit(habit: "Habit") -> HabitOut:
    """As the API shows it."""
    return HabitOut(**{name: getattr(habit, name) for name in HabitOut.model_fields})


def _key(key: int | None) -> str | None:
    return None if key is None else str(key)

"""The facts of a period, what left already, and the chart of accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.differences.models import Difference, Way
from encaisse.differences.rules import Cause
from encaisse.entries.models import AccountChart, EntryBatch, ExportedEntry
from encaisse.entries.rules import writing
from encaisse.entries.rules.formats import ordered
from encaisse.entries.rules.writing import Chart, Entry, Fact
from encaisse.kernel.days import add_months
from encaisse.late_charges.models import Claim, ClaimMove
from encaisse.payments.models import Credit, CreditKind

RECORDED_HERE = Q(entry_key__startswith="typed:") | Q(entry_key__startswith="bank|")
BILL = "bill"
MONTHS_BEFORE = 3
CAUSES = {Cause.BANK_FEE: "bank_fee", Cause.DISCOUNT_TAKEN: "discount", Cause.EXCHANGE: "exchange"}
KINDS = {
    CreditKind.PAYMENT: "payment",
    CreditKind.WRITE_OFF: "loss",
    CreditKind.DIFFERENCE: "difference",
    CreditKind.DISCOUNT: "discount",
    CreditKind.EXCHANGE_DIFFERENCE: "exchange",
    CreditKind.CREDIT_NOTE: "credit_note",
    CreditKind.SET_OFF: "conversion",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file of that period would hold; ``earlier``: how many wait from the three months
    before."""

    entries: list[Entry]
    left_out: list[tuple[Fact, str]]
    earlier: int

    @property
    def cents(self) -> int:
        """The sum of the debits, which is that of the credits."""
        return sum(entry.cents for entry in self.entries)


def chart_of(company: Company) -> Chart:
    """The company's accounts and journals: the usual ones but for what it changed."""
    kept = AccountChart.objects.filter(company=company).first()
    accounts, journals = (kept.accounts, kept.journals) if kept else ({}, {})
    return Chart(writing.DEFAULTS | accounts, writing.JOURNALS | journals)


def preview(company: Company, first: date, last: date) -> Preview:
    """The entries of the facts of these days that have not left."""
    since = add_months(first, -MONTHS_BEFORE)
    # An entry leaves in a file that reaches its day: older files hold none of these.
    left = ExportedEntry.objects.filter(company=company, is_undone=False, batch__last_on__gte=since)
    gone = set(left.values_list("key", flat=True))
    waiting = [fact for fact in facts(company, since, last) if fact.key not in gone]
    asked = [fact for fact in waiting if fact.on >= first]
    chart = chart_of(company)
    left_out = [(fact, why) for fact in asked if (why := writing.why_left_out(fact))]
    made = [writing.written(fact, chart) for fact in asked if not writing.why_left_out(fact)]
    earlier = sum(fact.on < first and not writing.why_left_out(fact) for fact in waiting)
    return Preview(ordered(made), left_out, earlier)


def facts(company: Company, since: date, last: date) -> Iterator[Fact]:
    """What was recorded here on these days, never what came from the books. Six queries."""
    causes = dict(
        Difference.objects.filter(company=company, credit__isnull=False)
        .values_list("credit_id", "cause")
    )  # fmt: skip
    told = set(_told_by_conversions(company))
    found = (
        *(fact for fact in _credits(company, since, last, causes) if fact.of not in told),
        *_kept(company, since, last), *_conversions(company, since, last),
        *_claims(company, since, last),
    )  # fmt: skip
    yield from (fact for fact in found if since <= fact.on <= last)


def batches(company: Company) -> QuerySet[EntryBatch]:
    """Every file, the newest first."""
    return EntryBatch.objects.filter(company=company).order_by("-number", "-id")


def export_for(viewer: User, company: Company, export_id: int) -> EntryBatch:
    """The file of a company that the viewer belongs to; else it does not exist."""
    found = batches(company).filter(company__memberships__user=viewer, pk=export_id).first()
    if found is None:
        raise Http404
    return found


def next_number(company: Company) -> int:
    """Files are numbered without gaps."""
    latest = EntryBatch.objects.filter(company=company).order_by("-number").first()
    return latest.number + 1 if latest else 1


def entries_before(company: Company) -> int:
    """How many entries were ever numbered."""
    return ExportedEntry.objects.filter(company=company).count()


def _credits(company: Company, since: date, last: date, causes: dict[int, str]) -> Iterator[Fact]:
    moved = Q(on__gte=since) | Q(returned_on__gte=since) | Q(cancelled_on__gte=since)
    found = Credit.objects.filter(RECORDED_HERE, moved, company=company, on__lte=last)
    for credit in found.select_related("customer").order_by("on", "id"):
        what = CAUSES.get(Cause(causes[credit.pk])) if credit.pk in causes else None
        what = what or KINDS.get(CreditKind(credit.kind), "other")
        if credit.method == BILL and what == "payment":
            what = BILL
        fact = Fact(
            key=f"credit:{credit.pk}", on=credit.on, what=what, cents=credit.face_cents,
            currency=credit.currency, customer=credit.customer.code, name=credit.customer.name,
            voucher=credit.reference,
        )  # fmt: skip
        yield fact
        void_on = credit.returned_on or credit.cancelled_on
        if void_on:
            yield _undone(fact, void_on)


def _kept(company: Company, since: date, last: date) -> Iterator[Fact]:
    moved = Q(on__gte=since) | Q(undone_on__gte=since)
    found = Difference.objects.filter(moved, company=company, way=Way.KEPT, on__lte=last)
    for each in found.select_related("customer").order_by("on", "id"):
        fact = Fact(
            key=f"kept:{each.pk}", on=each.on, cents=each.cents, currency=each.currency,
            what="kept_exchange" if each.cause == Cause.EXCHANGE else "kept",
            customer=each.customer.code, name=each.customer.name, voucher=each.subject,
        )  # fmt: skip
        yield fact
        if each.undone_on:
            yield _undone(fact, each.undone_on)


def _told_by_conversions(company: Company) -> Iterator[str]:
    """The credits of which a conversion tells the whole in euros: those that it made, and money of
    another currency that it used up from the first cent."""
    found = Difference.objects.filter(
        company=company, way=Way.CONVERTED, gain_cents__isnull=False
    ).select_related("payment", "debit", "converted")
    for each in found.order_by("id"):
        yield from (f"credit:{key}" for key in (each.credit_id, each.converted_id) if key)
        if each.payment and each.debit and _is_euro(each):
            used = each.debit.total_cents == each.payment.face_cents
            yield from [f"credit:{each.payment_id}"] if used and not each.undone_on else []


def _is_euro(conversion: Difference) -> bool:
    """Whether the invoice is in euros, and the money is not."""
    return conversion.converted is not None and conversion.converted.currency == writing.CURRENCY


def _conversions(company: Company, since: date, last: date) -> Iterator[Fact]:
    """The money of another currency that paid an invoice in euros, for what it was worth that day;
    then what the conversion gained or lost."""
    moved = Q(on__gte=since) | Q(undone_on__gte=since)
    found = Difference.objects.filter(
        moved, company=company, way=Way.CONVERTED, on__lte=last, gain_cents__isnull=False
    )
    for each in found.select_related("customer", "converted", "payment").order_by("on", "id"):
        gain, worth = each.gain_cents or 0, 0
        if _is_euro(each) and each.converted:
            worth = each.converted.face_cents + each.over_cents
        named = each.payment.reference if each.payment else each.subject
        for key, what, cents in (
            (f"converted:{each.pk}", "converted", worth),
            (f"exchange:{each.pk}", "kept_exchange" if gain > 0 else "exchange", abs(gain)),
        ):
            fact = Fact(
                key=key, on=each.on, what=what, cents=cents, currency=writing.CURRENCY,
                customer=each.customer.code, name=each.customer.name, voucher=named,
            )  # fmt: skip
            if cents:
                yield from [fact, _undone(fact, each.undone_on)] if each.undone_on else [fact]


def _claims(company: Company, since: date, last: date) -> Iterator[Fact]:
    """What was paid beside the principal; due again when the payment came back."""
    moved = Q(on__gte=since) | Q(credit__returned_on__gte=since)
    found = Claim.objects.filter(moved, company=company, move=ClaimMove.PAID, on__lte=last)
    for claim in found.select_related("customer", "invoice", "credit").order_by("on", "id"):
        fact = Fact(
            key=f"claim:{claim.pk}", on=claim.on, what=claim.kind, cents=claim.cents or 0,
            currency=claim.currency, customer=claim.customer.code, name=claim.customer.name,
            voucher=claim.invoice.number,
        )  # fmt: skip
        yield fact
        back_on = claim.credit.returned_on if claim.credit else None
        if back_on:
            yield _undone(fact, max(back_on, claim.on))


def _undone(fact: Fact, on: date) -> Fact:
    return Fact(
        f"un{fact.key}", on, fact.what, fact.cents, fact.currency, fact.customer, fact.name,
        fact.voucher, undone=True,
    )  # fmt: skip

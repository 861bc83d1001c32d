"""Writing drafts, issuing them, saying how numbers and mentions are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.documents.queries import subject_for
from encaisse.invoicing import queries
from encaisse.invoicing.models import Draft, Habit, Issued, PieceKind, Series
from encaisse.invoicing.paper.drawing import FacturX, factur_x
from encaisse.invoicing.rules.crediting import lines_worth
from encaisse.invoicing.rules.numbering import (
    SeriesBegun,
    check_day,
    check_pattern,
    check_rank,
)
from encaisse.invoicing.rules.typed import Typed
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.receivables import operations as receivables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.accounts.models import Company
    from encaisse.invoicing.queries import Ready
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice

LACKS_TOLD = 5
PATTERN_FIELDS = {
    PieceKind.INVOICE: "invoice_pattern",
    PieceKind.CREDIT_NOTE: "credit_note_pattern",
}


class InvoiceIncomplete(Refusal):
    """Something that the law or the format wants is missing."""

    code = "invoice_incomplete"
    sentence = "Il manque à cette pièce, avant de l'émettre : {lacks}"


class DraftGone(Refusal):
    """Issued or deleted by somebody else."""

    code = "draft_gone"
    sentence = "Ce brouillon n'existe plus : il a été émis ou supprimé entre-temps."


class CreditNoteTooLarge(Refusal):
    """More is given back than was invoiced."""

    code = "credit_note_too_large"
    sentence = (
        "L'avoir de {asked} dépasse ce qui reste de la facture {number} après ses autres avoirs "
        "({left}) : réduisez ses lignes."
    )


class CreditNoteBeforeInvoice(Refusal):
    """What is not invoiced yet is not given back."""

    code = "credit_note_before_invoice"
    sentence = "La facture {number} date du {day} : son avoir ne peut être daté d'avant."


class NothingToCorrect(Refusal):
    """The invoice is worth nothing any more, or is not in euro."""

    code = "nothing_to_correct"
    sentence = "La facture {number} ne peut recevoir d'avoir ici : {why}."


class PatternsAlike(Refusal):
    """An invoice and a credit note would bear the same number."""

    code = "number_patterns_alike"
    sentence = "Factures et avoirs ne peuvent suivre le même modèle ({pattern}) : changez-en un."


class EndpointWrong(Refusal):
    """Not an address of the French directory (BR-FR-23)."""

    code = "einvoice_address_wrong"
    sentence = (
        "« {given} » n'est pas une adresse de facturation électronique : elle commence par votre "
        "SIREN, puis lettres sans accent, chiffres ou - _ . seulement."
    )


def start(customer: Customer, *, delivered_on: date, by: str) -> Draft:
    """A new invoice for that customer, delivered that day unless said otherwise."""
    typed = Typed.of({"delivered_on": delivered_on.isoformat()} | _remembered(customer))
    return Draft.objects.create(
        company=customer.company, customer=customer, typed=typed.kept(), by=by
    )


def start_credit_note(invoice: Invoice, *, delivered_on: date, by: str) -> Draft:
    """A credit note for an invoice: its own lines when it was issued here, to be cut down."""
    if invoice.cancelled_on:
        raise NothingToCorrect(number=invoice.number, why="elle est annulée")
    if invoice.currency != "EUR":
        raise NothingToCorrect(number=invoice.number, why=f"elle est en {invoice.currency}")
    own = queries.issued_of(invoice)
    if own:
        typed = replace(Typed.of(own.typed), prepaid="", note="", terms="")
    else:
        typed = Typed(delivered_on=delivered_on.isoformat())
    return Draft.objects.create(
        company=invoice.company, customer=invoice.customer, kind=PieceKind.CREDIT_NOTE,
        corrects=invoice, typed=typed.kept(), by=by,
    )  # fmt: skip


def start_credit_note_of(
    invoice: Invoice, *, worth: Money, words: str, delivered_on: date, by: str
) -> Draft:  # fmt: skip
    """A credit note of so much of an invoice, VAT included: its own lines when that is all of it,
    else lines that say why. The one that is being written already, if there is one."""
    begun = queries.credit_note_draft_of(invoice)
    if begun is not None:
        return begun
    draft = start_credit_note(invoice, delivered_on=delivered_on, by=by)
    typed, own = Typed.of(draft.typed), queries.issued_of(invoice)
    if own is not None and own.gross_cents == worth.cents:
        return draft
    lines = lines_worth(worth.cents, queries.vat_of(invoice), words)
    return write(draft, replace(typed, lines=lines, adjustments=()).kept(), by=by)


def write(draft: Draft, told: Mapping[str, object], *, by: str) -> Draft:
    """Keep what was typed, whatever it lacks."""
    draft.typed, draft.by = Typed.of(told).kept(), by
    draft.save(update_fields=["typed", "by", "changed_at"])
    return draft


def discard(draft: Draft) -> None:
    """A draft is nothing: it goes without a trace."""
    draft.delete()


@transaction.atomic
def issue(draft: Draft, *, on: date, today: date, by: str) -> Issued:
    """Number, freeze, open the receivables, keep the PDF: all of it or nothing.

    The series is locked until the end, so that nobody else takes a number meanwhile."""
    draft = _held(draft)
    series = _held_series(draft.company, draft.kind, on.year)
    check_day(series.state, on, today=today)
    number = series.state.next_number
    ready = queries.ready(draft, number=number, on=on)
    _check(draft, ready, on)
    made = factur_x(ready.facts, logo=queries.logo_of(draft.company))
    issued = _kept(draft, ready, made, series, by=by)
    series.latest_rank, series.latest_on = series.state.next_rank, on
    series.save(update_fields=["latest_rank", "latest_on"])
    draft.delete()
    _record_issued(issued)
    return issued


@transaction.atomic
def number_from(company: Company, kind: str, year: int, *, next_rank: str, by: str) -> Series:
    """The series of a year goes on from there: another software gave the numbers before."""
    series = _held_series(company, kind, year)
    rank = check_rank(next_rank)
    if rank == series.state.next_rank:
        return series
    if series.has_begun:
        raise SeriesBegun(year=year, number=series.state.latest_number)
    series.begun_rank, series.latest_rank = rank, rank - 1
    series.save(update_fields=["begun_rank", "latest_rank"])
    facts: dict[str, object] = {"kind": kind, "year": year, "next": series.state.next_number}
    audit.record(
        company=company, actor=by, verb="invoicing.numbered_from", subject=f"series:{series.pk}",
        facts=facts,
    )  # fmt: skip
    return series


@transaction.atomic
def change_habit(company: Company, *, year: int, by: str, **told: object) -> Habit:
    """What the company always writes. A new pattern holds for the series of that year when no
    number was given yet, else from the next year on."""
    habit, _ = Habit.objects.select_for_update().get_or_create(company=company)
    changed = {name: value for name, value in told.items() if getattr(habit, name) != value}
    for kind, field in PATTERN_FIELDS.items():
        if field in changed:
            changed[field] = check_pattern(str(changed[field]), kind)
            _renumber(company, kind, year, str(changed[field]))
    for name, value in changed.items():
        setattr(habit, name, value)
    _check_habit(habit, company)
    habit.save()
    if changed:
        audit.record(
            company=company, actor=by, verb="invoicing.habits", subject=f"company:{company.pk}",
            facts=dict(changed),
        )  # fmt: skip
    return habit


def _renumber(company: Company, kind: str, year: int, pattern: str) -> None:
    """The series of the year, unless it has begun: its pattern stays to its end."""
    series = Series.objects.select_for_update().filter(company=company, kind=kind, year=year)
    for each in series.order_by("id"):
        if not each.has_begun:
            each.pattern = pattern
            each.save(update_fields=["pattern"])


def _check_habit(habit: Habit, company: Company) -> None:
    if habit.invoice_pattern == habit.credit_note_pattern:
        raise PatternsAlike(pattern=habit.invoice_pattern)
    told = habit.endpoint
    is_plain = told.isascii() and all(sign.isalnum() or sign in "-_." for sign in told)
    if told and not (is_plain and told.startswith(company.siren)):
        raise EndpointWrong(given=told)


def _remembered(customer: Customer) -> dict[str, str]:
    """What a customer's next invoice has in common with its latest one."""
    latest = Issued.objects.filter(customer=customer, kind=PieceKind.INVOICE).first()
    if latest is None:
        return {}
    typed = Typed.of(latest.typed)
    names = ("nature", "buyer_siret", "service_code", "contract")
    return {name: getattr(typed, name) for name in names}


def _held(draft: Draft) -> Draft:
    """The draft as it stands, for nobody else until the end of the transaction."""
    found = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("company", "customer", "corrects")
        .filter(pk=draft.pk)
        .first()
    )
    if found is None:
        raise DraftGone
    return found


def _held_series(company: Company, kind: str, year: int) -> Series:
    pattern = queries.habit_of(company).pattern(kind)
    Series.objects.get_or_create(
        company=company, kind=kind, year=year, defaults={"pattern": pattern}
    )
    return Series.objects.select_for_update().get(company=company, kind=kind, year=year)


def _check(draft: Draft, ready: Ready, on: date) -> None:
    if ready.needed:
        told = " · ".join(str(lack) for lack in ready.needed[:LACKS_TOLD])
        more = len(ready.needed) - LACKS_TOLD
        raise InvoiceIncomplete(lacks=f"{told} (et {more} autres)" if more > 0 else told)
    invoice = draft.corrects
    if invoice is None:
        return
    parties.hold(invoice.customer_id)
    invoice.refresh_from_db()
    if invoice.cancelled_on:
        raise NothingToCorrect(number=invoice.number, why="elle est annulée")
    if on < invoice.issued_on:
        day = french_day(invoice.issued_on)
        raise CreditNoteBeforeInvoice(number=invoice.number, day=day)
    left = queries.left_to_give_back(invoice)
    if ready.facts.totals.gross_cents > left:
        asked = Money(ready.facts.totals.gross_cents)
        raise CreditNoteTooLarge(asked=asked, number=invoice.number, left=Money(max(left, 0)))


def _kept(draft: Draft, ready: Ready, made: FacturX, series: Series, *, by: str) -> Issued:
    """The rows of what was issued: receivables or credit, document, and the issued one itself."""
    facts, totals = ready.facts, ready.facts.totals
    issued = Issued(
        company=draft.company, customer=draft.customer, kind=draft.kind, number=facts.number,
        series=series, rank=series.state.next_rank, issued_on=facts.issued_on,
        corrects=draft.corrects, typed=Typed.of(draft.typed).without_blanks().kept(),
        xml=made.xml.decode(), net_cents=totals.net_cents, vat_cents=totals.vat_cents,
        gross_cents=totals.gross_cents, due_cents=totals.due_cents, by=by,
    )  # fmt: skip
    if draft.corrects:
        issued.credit = matching.receive_credit_note(
            customer=draft.customer, reference=facts.number, on=facts.issued_on,
            amount=Money(totals.gross_cents), by=by,
            reason=f"Avoir sur la facture {draft.corrects.number}",
            pays=list(draft.corrects.receivables.filter(open_cents__gt=0).order_by("rank")),
        )  # fmt: skip
    else:
        issued.invoice = receivables.issue(
            customer=draft.customer, number=facts.number, issued_on=facts.issued_on,
            installments=[receivables.stated(p.due_on, p.cents) for p in ready.installments],
            by=by, currency=issued.currency,
        )  # fmt: skip
    issued.document = documents.keep(
        company=draft.company, name=f"{facts.number.replace('/', '-')}.pdf", content=made.pdf,
        on=facts.issued_on, kind=draft.kind, by=by,
    )  # fmt: skip
    about = issued.invoice or draft.corrects
    if about:
        subject = subject_for(draft.company, "invoice", about.pk)
        documents.attach(issued.document, subject, by=by)
    issued.save()
    return issued


def _record_issued(issued: Issued) -> None:
    facts: dict[str, object] = {
        "number": issued.number, "kind": issued.kind, "cents": issued.gross_cents,
        "due_cents": issued.due_cents, "sha256": issued.document.sha256,
    }  # fmt: skip
    audit.record(
        company=issued.company, actor=issued.by, verb="invoicing.issued",
        subject=f"issued:{issued.pk}", facts=facts, customer_id=issued.customer_id,
        on=issued.issued_on,
    )  # fmt: skip

"""Drafts and issued invoices as their viewers may see them; the facts of one to be issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.http import Http404

from encaisse.invoicing.models import Draft, Habit, Issued, PieceKind, Series
from encaisse.invoicing.rules.facts import Corrected, DuePart, Facts, Note, References
from encaisse.invoicing.rules.lacks import lacks_of
from encaisse.invoicing.rules.mentions import Habits, notes_of
from encaisse.invoicing.rules.numbering import State
from encaisse.invoicing.rules.parties import Party, address_read
from encaisse.invoicing.rules.reading import Lack, Meant, meant, needed
from encaisse.invoicing.rules.regimes import REGIMES, Law, Vat
from encaisse.invoicing.rules.totals import VatPart
from encaisse.invoicing.rules.typed import NATURES, Typed
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.legal_values.queries import law as known_law
from encaisse.letters.queries import letterhead_of, on_letterhead, sender_of
from encaisse.parties.queries import agreed_terms, customers
from encaisse.receivables.operations import Installment, by_terms

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice

TERMS = "Conditions de règlement"
MENTIONS = "Mentions"
NAMES_MAX = 2000


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft as it would be issued: its facts, its due days, and what it lacks."""

    facts: Facts
    installments: tuple[Installment, ...]
    lacks: tuple[Lack, ...]

    @property
    def needed(self) -> tuple[Lack, ...]:
        """What it may not be issued without."""
        return needed(self.lacks)


def draft_for(viewer: User, draft_id: int) -> Draft:
    """The draft, if the viewer belongs to its company; else it does not exist."""
    found = (
        Draft.objects.select_related("company", "customer", "corrects")
        .filter(company__memberships__user=viewer, pk=draft_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def drafts(company: Company) -> QuerySet[Draft]:
    """The drafts of the company, the latest touched first."""
    return Draft.objects.filter(company=company).select_related("customer", "corrects")


def issued_for(viewer: User, issued_id: int) -> Issued:
    """What was issued, if the viewer belongs to its company; else it does not exist."""
    found = (
        Issued.objects.select_related("company", "customer", "document", "corrects", "invoice")
        .filter(company__memberships__user=viewer, pk=issued_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def issued(company: Company) -> QuerySet[Issued]:
    """Every invoice and credit note issued here, the latest first."""
    return Issued.objects.filter(company=company).select_related("customer", "corrects")


def issued_of(invoice: Invoice) -> Issued | None:
    """How the invoice was issued here; nothing for one that came from elsewhere."""
    return Issued.objects.filter(invoice=invoice).first()


def credit_note_draft_of(invoice: Invoice) -> Draft | None:
    """The credit note being written for that invoice, the latest touched."""
    found = Draft.objects.filter(kind=PieceKind.CREDIT_NOTE, corrects=invoice)
    return found.order_by("-changed_at", "-id").first()


def vat_of(invoice: Invoice) -> tuple[VatPart, ...]:
    """The VAT that the invoice bears; the usual rate of its day for one that came from
    elsewhere, of which nothing says it."""
    own, law = issued_of(invoice), known_law()
    if own is None:
        regime = REGIMES["normal"]
        return (VatPart(Vat(regime, regime.rate_on(invoice.issued_on, law)), invoice.total_cents),)
    return meant(Typed.of(own.typed), on=own.issued_on, law=law).totals.parts


def left_to_give_back(invoice: Invoice) -> int:
    """What credit notes may still take from the invoice: its total, the part paid before it
    included, less those issued here."""
    own = issued_of(invoice)
    worth = own.gross_cents if own else invoice.total_cents
    found = Issued.objects.filter(corrects=invoice).aggregate(whole=Sum("gross_cents"))
    return int(worth - (found["whole"] or 0))


def habit_of(company: Company) -> Habit:
    """What the company always writes; the usual for one that never said."""
    return Habit.objects.filter(company=company).first() or Habit(company=company)


def series_of(company: Company, kind: str, year: int) -> Series:
    """The series of that year, or the one that the first number would open."""
    found = Series.objects.filter(company=company, kind=kind, year=year).first()
    pattern = habit_of(company).pattern(kind)
    return found or Series(company=company, kind=kind, year=year, pattern=pattern)


def next_number(draft: Draft, *, on: date) -> State:
    """The number that the draft would take that day, if nobody takes it before."""
    return series_of(draft.company, draft.kind, on.year).state


def logo_of(company: Company) -> str:
    """The logo that its paper wears."""
    return on_letterhead(sender_of(company), company).logo if letterhead_of(company).logo else ""


def ready(draft: Draft, *, number: str, on: date) -> Ready:
    """The draft as it would be issued under that number, that day."""
    typed, law = Typed.of(draft.typed), known_law()
    said = meant(typed, on=on, law=law)
    lacks = list(said.lacks)
    habit = habit_of(draft.company)
    installments, terms = _due(draft, typed, said, on, lacks)
    notes = _notes(draft, habit, on, law, lacks)
    facts = Facts(
        kind=draft.kind, number=number, issued_on=on,
        seller=_seller(draft.company, habit), buyer=_buyer(draft.customer, typed),
        nature=typed.nature if typed.nature in NATURES else "services",
        lines=said.lines, totals=said.totals, delivery=said.delivery,
        due=tuple(DuePart(part.due_on, part.cents) for part in installments), terms=terms,
        references=References(
            order=typed.order, contract=typed.contract, service_code=typed.service_code,
            iban="".join(draft.company.iban.split()), bic="".join(draft.company.bic.split()),
        ),
        notes=notes, remark=typed.note, corrects=_corrected(draft), on_debits=habit.on_debits,
    )  # fmt: skip
    lacks += lacks_of(facts, currency=draft.customer.currency)
    return Ready(facts, tuple(installments), tuple(lacks))


def customer_names(company: Company) -> list[str]:
    """Whom one may invoice, as one types them."""
    found = customers(company).filter(is_pseudo=False).order_by("name", "id")
    return list(found.values_list("name", flat=True)[:NAMES_MAX])


def regimes(*, on: date) -> list[tuple[str, str]]:
    """The VAT regimes with their rate of the day, as one chooses them."""
    law = known_law()
    return [(key, _regime_label(key, on, law)) for key in REGIMES]


def usual_terms(draft: Draft) -> str:
    """The terms agreed with the customer, in words."""
    return str(agreed_terms(draft.customer).terms)


def _regime_label(key: str, on: date, law: Law) -> str:
    regime = REGIMES[key]
    if not regime.parameter:
        return regime.label
    try:
        percent = regime.rate_on(on, law) * 100
    except Refusal:
        return regime.label
    return f"{percent.normalize():f} %".replace(".", ",").replace(" ", "\u00a0")


def _due(
    draft: Draft, typed: Typed, said: Meant, on: date, lacks: list[Lack]
) -> tuple[list[Installment], str]:
    """What is due on each day, and the words that say so."""
    if draft.kind == PieceKind.CREDIT_NOTE or said.totals.due_cents <= 0:
        return [], ""
    amount = Money(said.totals.due_cents)
    try:
        parts = by_terms(draft.customer, amount, issued_on=on, terms=typed.terms)
    except Refusal as refusal:
        lacks.append(Lack(TERMS, str(refusal), "terms"))
        return [], ""
    return parts, typed.terms or usual_terms(draft)


def _notes(draft: Draft, habit: Habit, on: date, law: Law, lacks: list[Lack]) -> tuple[Note, ...]:
    rate = draft.customer.penalty_rate
    habits = Habits(
        discount=habit.discount,
        penalty_rate=draft.company.penalty_rate if rate is None else rate,
        on_debits=habit.on_debits,
        own=habit.own,
    )
    try:
        return notes_of(draft.customer.kind, habits, on=on, law=law)
    except Refusal as refusal:
        lacks.append(Lack(MENTIONS, str(refusal), "settings"))
        return ()


def _seller(company: Company, habit: Habit) -> Party:
    legal = " · ".join(part for part in (company.legal_form, company.rcs) if part)
    return Party(
        name=company.name, address=address_read(company.address), siren=company.siren,
        siret=habit.siret, numero_tva=company.numero_tva, email=company.email,
        phone=company.phone, legal=legal, endpoint=habit.endpoint,
    )  # fmt: skip


def _buyer(customer: Customer, typed: Typed) -> Party:
    return Party(
        name=customer.name, address=address_read(customer.address, customer.country),
        kind=customer.kind, siren=customer.siren, siret="".join(typed.buyer_siret.split()),
        numero_tva=customer.numero_tva, email=customer.email,
    )  # fmt: skip


def _corrected(draft: Draft) -> Corrected | None:
    invoice = draft.corrects
    return Corrected(invoice.number, invoice.issued_on) if invoice else None

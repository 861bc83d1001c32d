"""What any e-invoice says, whatever its syntax, and what a life-cycle message says of one.

Amounts of a credit note are positive, as everywhere here; the file may have written them negative.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from encaisse.parties.rules import as_sought

BOUGHT = (
    "Facture {number} de {seller} : la société en est le client, elle n'ouvre aucune créance. "
    "Remettez-la à votre comptabilité fournisseurs."
)
OTHER_SELLER = (
    "Facture {number} de {seller} : ce vendeur n'est pas la société ({own}). Notez le SIREN de "
    "la société si c'est elle, puis reprenez le fichier."
)
KNOWN, IGNORED, REFUSED = "known", "ignored", "refused"
AGAIN = "Facture {number} déjà connue : rien de nouveau."
AGAIN_OTHERWISE = (
    "Facture {number} déjà connue pour un autre montant : rien n'est changé. Comparez les deux, et "
    "annulez celle qui est fausse."
)
LEGAL_FORMS = frozenset({"sa", "sarl", "sas", "sasu", "eurl", "sci", "snc", "gmbh", "ltd", "bv"})
NO_DAY = (
    "Facture {number} sans date d'émission : demandez-la à l'émetteur, ou saisissez la facture."
)
NOTHING_DUE = "Facture {number} : rien n'est à payer, elle n'ouvre aucune créance."
NO_BUYER = "Facture {number} : le client n'est pas nommé. Saisissez-la."
NUMBER_TOO_LONG = "Facture {number} : le numéro dépasse {most} caractères. Saisissez-la."
NUMBER_MAX = 120
INVOICE, CREDIT_NOTE = "invoice", "credit_note"
# UNTDID 1001: the codes that say a credit note by themselves; any other is told by its sign.
CREDIT_NOTE_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "532"})


@dataclass(frozen=True, slots=True)
class Party:
    """The seller, the buyer or the payee, with the identifiers that were found right; ``code`` is
    what the other one knows it by (BT-29, BT-46), ``endpoint`` its address for e-invoices and
    ``scheme`` the list of that address (BT-34, BT-49)."""

    name: str = ""
    siren: str = ""
    siret: str = ""
    numero_tva: str = ""
    code: str = ""
    country: str = ""
    email: str = ""
    endpoint: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """BT-106 to BT-115, in cents; ``due`` is what the receivable is worth."""

    lines: int | None = None
    allowances: int | None = None
    charges: int | None = None
    net: int | None = None
    vat: int | None = None
    gross: int = 0
    prepaid: int | None = None
    rounding: int | None = None
    due: int = 0


@dataclass(frozen=True, slots=True)
class VatPart:
    """One line of the VAT breakdown; ``rate`` is a percentage as the file writes it."""

    category: str
    rate: Decimal | None
    base_cents: int | None
    vat_cents: int | None


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which something is due; ``cents`` when the file says how much."""

    on: date
    cents: int | None = None
    is_discounted: bool = False


@dataclass(frozen=True, slots=True)
class Preceding:
    """An earlier invoice that this one refers to (BT-25, BT-26)."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class References:
    """What the parties may quote: order (BT-13), contract (BT-12), buyer's reference (BT-10)."""

    order: str = ""
    contract: str = ""
    buyer: str = ""
    preceding: tuple[Preceding, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentMeans:
    """How it is paid: code (BT-81), reference (BT-83), account (BT-84), mandate (BT-89)."""

    code: str = ""
    reference: str = ""
    iban: str = ""
    mandate: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note and its subject code: PMT, PMD and AAB are the terms of late payment."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """One invoice or credit note, as its file says it. ``frame`` is the invoicing frame (BT-23:
    ``S1`` services, ``B1`` goods, ``M1`` both), ``vat_point`` when VAT is due (BT-8)."""

    line: int
    number: str
    type: str
    type_code: str
    issued_on: date | None
    currency: str
    totals: Totals
    seller: Party = Party()
    buyer: Party = Party()
    payee: Party = Party()
    due_days: tuple[DueDay, ...] = ()
    terms: str = ""
    notes: tuple[Note, ...] = ()
    vat: tuple[VatPart, ...] = ()
    references: References = References()
    means: PaymentMeans = PaymentMeans()
    frame: str = ""
    vat_point: str = ""

    @property
    def due_on(self) -> date | None:
        """The day in the file; with several, the latest of those without discount."""
        whole = [day.on for day in self.due_days if not day.is_discounted]
        return max(whole or [day.on for day in self.due_days], default=None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an invoice: the customer who owes it, or why it changes nothing."""

    code: str
    customer: str = ""
    reason: str = ""


@dataclass(slots=True)
class EInvoiceFile:
    """What one file says; ``ignored`` and ``refused`` are lines with their reason."""

    invoices: list[EInvoice] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCycleStatus:
    """What became of an invoice at the other side: 207 in dispute, 211 paid, 212 cashed…
    ``approved_cents`` and ``contested_cents`` are with VAT; ``at`` is the hour, ISO."""

    line: int
    invoice: str
    invoice_issued_on: date | None
    code: str
    label: str
    on: date | None
    at: str = ""
    cents: int | None = None
    approved_cents: int | None = None
    contested_cents: int | None = None
    currency: str = ""
    paid_on: date | None = None
    reason_code: str = ""
    reason: str = ""
    action: str = ""
    seller_siren: str = ""


@dataclass(slots=True)
class LifeCycleMessage:
    """One CDAR message: who says what of which invoices."""

    number: str = ""
    issuer: Party = Party()
    role: str = ""
    statuses: list[LifeCycleStatus] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def type_of(type_code: str, *, is_credit_note_root: bool, gross: int) -> str:
    """Invoice or credit note: what the code or the root says, else the sign of the total."""
    if is_credit_note_root or type_code in CREDIT_NOTE_CODES or gross < 0:
        return CREDIT_NOTE
    return INVOICE


def positive(totals: Totals) -> Totals:
    """The totals of a credit note written negative, as a credit note bears them."""
    if totals.gross >= 0:
        return totals
    parts = (one for one in fields(Totals) if one.name not in {"gross", "due"})
    turned = {one.name: _opposite(getattr(totals, one.name)) for one in parts}
    return Totals(**turned, gross=-totals.gross, due=-totals.due)


def positive_vat(parts: Iterable[VatPart]) -> tuple[VatPart, ...]:
    """The VAT breakdown of a credit note written negative."""
    return tuple(
        replace(part, base_cents=_opposite(part.base_cents), vat_cents=_opposite(part.vat_cents))
        for part in parts
    )


def doubts(invoice: EInvoice) -> list[str]:
    """What is missing or does not add up: said, never a reason to refuse."""
    totals = invoice.totals
    untaxed = totals.net is None or totals.vat is None
    due = totals.gross - (totals.prepaid or 0) + (totals.rounding or 0)
    found = {
        "elle n'a pas de date d'émission lisible": invoice.issued_on is None,
        "le vendeur n'est pas nommé": not invoice.seller.name,
        "le client n'est pas nommé": not invoice.buyer.name,
        "le total TTC n'est pas le total HT plus la TVA": not untaxed
        and (totals.net or 0) + (totals.vat or 0) != totals.gross,
        "le net à payer n'est pas le total TTC moins l'acompte": totals.prepaid is not None
        and due != totals.due,
    }
    return [doubt for doubt, holds in found.items() if holds]


def why_not_ours(invoice: EInvoice, own: Party) -> str:
    """Empty when the company sells; else why the invoice opens no receivable."""
    if own == Party() or is_same(invoice.seller, own):
        return ""
    reason = BOUGHT if is_same(invoice.buyer, own) else OTHER_SELLER
    return reason.format(number=invoice.number, seller=invoice.seller.name, own=own.name)


def why_not_kept(invoice: EInvoice) -> str:
    """Empty when the invoice can be followed; else what it lacks."""
    lacking = {
        NO_DAY: invoice.issued_on is None,
        NOTHING_DUE: invoice.totals.due <= 0,
        NO_BUYER: not invoice.buyer.name,
        NUMBER_TOO_LONG: len(invoice.number) > NUMBER_MAX,
    }
    reason = next((words for words, lacks in lacking.items() if lacks), "")
    return reason.format(number=invoice.number[:NUMBER_MAX], most=NUMBER_MAX)


def parts_due(invoice: EInvoice) -> list[tuple[date, int]]:
    """What is due on each day that the file states: its instalments when they add up to the whole,
    else the whole on its due day. None when the file states no day."""
    whole = [day for day in invoice.due_days if not day.is_discounted]
    said = [(day.on, day.cents) for day in whole if day.cents is not None and day.cents > 0]
    if len(said) == len(whole) > 1 and sum(cents for _on, cents in said) == invoice.totals.due:
        return said
    return [(invoice.due_on, invoice.totals.due)] if invoice.due_on else []


def is_same(party: Party, other: Party) -> bool:
    """One party: the same SIREN when both are known, else the same VAT number, else one name."""
    for mine, theirs in ((party.siren, other.siren), (party.numero_tva, other.numero_tva)):
        if mine and theirs:
            return mine == theirs
    return bool(party.name) and _plain(party.name) == _plain(other.name)


def _plain(name: str) -> str:
    """A name without its accents, its marks nor its legal form."""
    spelled = re.findall(r"[a-z0-9]+", as_sought(name))
    return " ".join(word for word in spelled if word not in LEGAL_FORMS) or " ".join(spelled)


def _opposite(cents: int | None) -> int | None:
    return None if cents is None else -cents

"""From a template and its facts to the parts of a message, each text already in its language."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from encaisse.kernel.money import Money
from encaisse.letters.rules import epc, language
from encaisse.letters.rules.facts import Credit, Line, MessageContext, Wording
from encaisse.letters.rules.words import Words, days_text, words_of

SUBJECT_MAX = 250


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A receivable of the statement. ``face`` is empty unless a part was paid."""

    number: str
    issued: str
    due: str
    late: str
    open: str
    face: str
    is_estimated: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed, line by line, credits deducted."""

    kind: ClassVar[str] = "statement"
    title: str
    rows: tuple[Row, ...]
    credits: tuple[tuple[str, str], ...]
    total: str
    upcoming: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimsTable:
    """What is due beside the principal, with the law that says so."""

    kind: ClassVar[str] = "claims"
    title: str
    rows: tuple[tuple[str, str], ...]
    total: str
    sources: str


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay. ``qr`` is the text of the QR code, empty when there can be none."""

    kind: ClassVar[str] = "payment"
    beneficiary: str
    iban: str
    bic: str
    amount: str
    reference: str
    qr: str


Part = Paragraph | Statement | ClaimsTable | Payment


@dataclass(frozen=True, slots=True)
class Composed:
    """A message before it takes a form: its subject, its parts, the words around them."""

    subject: str
    parts: tuple[Part, ...]
    words: Words

    @property
    def qr(self) -> str:
        """The text of the QR code of the message, empty when it bears none."""
        return next((part.qr for part in self.parts if isinstance(part, Payment)), "")


def compose(wording: Wording, context: MessageContext, *, is_on_paper: bool = False) -> Composed:
    """The message that the template makes of the facts; refuses a template that ``check`` does."""
    language.check(wording)
    words = words_of(wording.language)
    if is_on_paper:
        words = replace(words, at_once=words.at_once_on_paper)
        context = replace(context, space="")
    values = values_of(context, words)
    parts = (_part(text, context, words, values) for text in language.paragraphs(wording.body))
    subject = words.typeset(language.one_line(language.fill(wording.subject, values)))[:SUBJECT_MAX]
    return Composed(subject, tuple(part for part in parts if part is not None), words)


def _part(
    paragraph: str, context: MessageContext, words: Words, values: dict[str, str]
) -> Part | None:
    match language.block_of(paragraph):
        case "tableau":
            return _statement(context, words)
        case "interets":
            return _claims(context, words)
        case "reglement":
            return _payment(context, context.total, words)
        case "reglement_exigible":
            return _payment(context, context.total_with_claims, words)
        case "espace":
            return Paragraph(words.space.format(address=context.space)) if context.space else None
    return Paragraph(words.typeset(language.fill(paragraph, values)))


def values_of(context: MessageContext, words: Words) -> dict[str, str]:
    """The text of each variable of the closed list."""
    contact = context.person
    by_day = words.by_day.format(day=words.day(context.pay_by)) if context.pay_by else ""
    return {
        "salutation": words.hello.format(contact=contact) if contact else words.hello_unknown,
        "client": context.customer.name,
        "contact": contact or context.customer.name,
        "factures": _invoices(context, words),
        "echeance": _due(context, words),
        "retard": days_text(max((line.days_late for line in context.asked), default=0), words),
        "total": words.money(context.total),
        "total_exigible": words.money(context.total_with_claims),
        "delai": by_day or words.at_once,
        "jour": words.day(context.day),
        "reference": context.reference,
        "societe": context.company.name,
        "telephone": context.company.phone,
        "courriel": context.company.email,
    }


def _invoices(context: MessageContext, words: Words) -> str:
    numbers = list(dict.fromkeys(line.number for line in context.asked))
    if len(numbers) == 1:
        return words.one_invoice.format(number=numbers[0])
    return words.many_invoices.format(count=len(numbers))


def _due(context: MessageContext, words: Words) -> str:
    days = sorted(line.due_on for line in context.asked) or [context.day]
    first, latest = words.day(days[0]), words.day(days[-1])
    phrase = words.due_one if first == latest else words.due_between
    return phrase.format(first=first, latest=latest)


def _statement(context: MessageContext, words: Words) -> Statement:
    lines = sorted(context.asked, key=_by_due_day)
    upcoming = sorted(context.upcoming, key=_by_due_day)
    return Statement(
        title=words.statement.format(day=words.day(context.day)),
        rows=tuple(_row(line, words) for line in lines),
        credits=tuple(_credit(credit, words) for credit in context.credits),
        total=words.money(context.total),
        upcoming=tuple(_upcoming(line, words) for line in upcoming),
    )


def _by_due_day(line: Line) -> tuple[date, str]:
    return line.due_on, line.number


def _upcoming(line: Line, words: Words) -> str:
    told = words.upcoming.format(number=line.number, day=words.day(line.due_on))
    return words.typeset(f"{told}{words.colon}{words.money(line.open)}")


def _row(line: Line, words: Words) -> Row:
    face = words.out_of.format(face=words.money(line.face)) if line.face != line.open else ""
    return Row(
        number=line.number,
        issued=words.day(line.issued_on),
        due=words.day(line.due_on),
        late=days_text(line.days_late, words) if line.days_late > 0 else words.not_late,
        open=words.money(line.open),
        face=face,
        is_estimated=line.estimated,
        is_late=line.days_late > 0,
    )


def _credit(credit: Credit, words: Words) -> tuple[str, str]:
    label = words.credit.format(reference=credit.reference, day=words.day(credit.on))
    return label, words.money(-credit.amount)


def _claims(context: MessageContext, words: Words) -> ClaimsTable | None:
    """Nothing at all when the claims may not be printed (an estimated due date, a waiver)."""
    claims = context.claimable
    if claims is None:
        return None
    amounts: list[tuple[str, Money | None]] = [
        (words.interest, claims.interest),
        (words.indemnity, claims.indemnity),
        (words.fees, claims.fees),
    ]
    return ClaimsTable(
        title=words.claims.format(day=words.day(context.day)),
        rows=tuple((label, words.money(amount)) for label, amount in amounts if amount),
        total=words.money(context.total_with_claims),
        sources=_sources(claims.sources, words),
    )


def _sources(articles: tuple[str, ...], words: Words) -> str:
    listed = words.sources.format(sources=" ; ".join(articles)) if articles else ""
    return words.typeset(listed)


def _payment(context: MessageContext, amount: Money, words: Words) -> Payment:
    company = context.company
    return Payment(
        beneficiary=company.name,
        iban=epc.grouped(company.iban),
        bic=epc.compact(company.bic),
        amount=words.money(amount),
        reference=context.reference,
        qr=_qr(context, amount),
    )


def _qr(context: MessageContext, amount: Money) -> str:
    company = context.company
    try:
        return epc.payload(
            name=company.name,
            iban=company.iban,
            bic=company.bic,
            amount=amount,
            remittance=context.reference,
        )
    except epc.NoQrCode:
        return ""

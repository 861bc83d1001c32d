"""What a person writes to a customer with the copies of its invoices, before they change a word; in
the customer's language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.money import Money
from encaisse.letters.rules.words import words_of

SUBJECTS: Mapping[str, tuple[str, str]] = {
    "fr": ("Facture {number}", "Copies de vos factures"),
    "en": ("Invoice {number}", "Copies of your invoices"),
    "de": ("Rechnung {number}", "Kopien Ihrer Rechnungen"),
}
LINES: Mapping[str, str] = {
    "fr": "Facture {number} du {issued}, {amount}, à régler pour le {due}",
    "en": "Invoice {number} of {issued}, {amount}, due on {due}",
    "de": "Rechnung {number} vom {issued}, {amount}, fällig am {due}",
}
TEXTS: Mapping[str, str] = {
    "fr": "Bonjour,\n\nVous trouverez ci-joint :\n\n{lines}\n\nMerci de répondre à ce message pour "
    "nous dire que tout vous est bien parvenu, ou à qui l'adresser.\n\nCordialement,\n{creditor}",
    "en": "Hello,\n\nPlease find attached:\n\n{lines}\n\nPlease answer this message to tell us "
    "that everything has reached you, or to whom it should go.\n\nKind regards,\n{creditor}",
    "de": "Guten Tag,\n\nanbei erhalten Sie:\n\n{lines}\n\nBitte antworten Sie auf diese "
    "Nachricht, um uns zu sagen, dass alles angekommen ist, oder an wen es gehen soll.\n\n"
    "Mit freundlichen Grüßen\n{creditor}",
}
STATEMENT: Mapping[str, tuple[str, str]] = {
    "fr": (
        "Votre relevé de compte au {day}",
        "Bonjour,\n\nVous trouverez ci-joint le relevé de ce que vos factures laissent à régler au "
        "{day}.\n\nMerci de nous dire à quelle date le règlement est prévu, ou ce qui le retient."
        "\n\nCordialement,\n{creditor}",
    ),
    "en": (
        "Your statement of account on {day}",
        "Hello,\n\nPlease find attached the statement of what your invoices leave to be paid on "
        "{day}.\n\nPlease tell us on which day payment is planned, or what holds it."
        "\n\nKind regards,\n{creditor}",
    ),
    "de": (
        "Ihr Kontoauszug zum {day}",
        "Guten Tag,\n\nanbei erhalten Sie die Aufstellung dessen, was von Ihren Rechnungen zum "
        "{day} offen ist.\n\nBitte teilen Sie uns mit, wann die Zahlung vorgesehen ist oder was "
        "ihr entgegensteht.\n\nMit freundlichen Grüßen\n{creditor}",
    ),
}
BARE: Mapping[str, str] = {
    "fr": "Bonjour,\n\n\n\nCordialement,\n{creditor}",
    "en": "Hello,\n\n\n\nKind regards,\n{creditor}",
    "de": "Guten Tag,\n\n\n\nMit freundlichen Grüßen\n{creditor}",
}

# A receivable past its date, one to come, and the sum, under a text of one's own.
LISTED: Mapping[str, tuple[str, str, str]] = {
    "fr": (
        "- {number}, échue le {day} : {amount}",
        "- {number}, à régler le {day} : {amount}",
        "Total : {amount}",
    ),
    "en": (
        "- {number}, due on {day}: {amount}",
        "- {number}, to be paid by {day}: {amount}",
        "Total: {amount}",
    ),
    "de": (
        "- {number}, fällig seit {day}: {amount}",
        "- {number}, zahlbar bis {day}: {amount}",
        "Summe: {amount}",
    ),
}


@dataclass(frozen=True, slots=True)
class Copied:
    """An invoice whose copy goes: ``due_on``, its last due date."""

    number: str
    issued_on: date
    due_on: date
    total: Money


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a text."""

    subject: str
    text: str


def statement_words(language: str, creditor: str, *, on: date) -> Words:
    """What goes with a statement of account of that day."""
    words = words_of(language)
    subject, text = STATEMENT[words.language]
    day = words.day(on)
    return Words(subject.format(day=day), text.format(day=day, creditor=creditor))


def subject_of(copies: Sequence[Copied], language: str) -> str:
    """« Facture FA-12 », « Copies de vos factures », nothing without an invoice."""
    if not copies:
        return ""
    one, many = SUBJECTS[words_of(language).language]
    return one.format(number=copies[0].number) if len(copies) == 1 else many


def text_of(copies: Sequence[Copied], creditor: str, language: str) -> str:
    """The whole message; without an invoice, what stands around it."""
    words = words_of(language)
    if not copies:
        return BARE[words.language].format(creditor=creditor)
    line = LINES[words.language]
    lines = [
        line.format(
            number=each.number, issued=words.day(each.issued_on), due=words.day(each.due_on),
            amount=words.money(each.total),
        )
        for each in copies
    ]  # fmt: skip
    return TEXTS[words.language].format(lines="\n".join(lines), creditor=creditor)


def with_list(
    text: str, rows: Sequence[tuple[str, date, Money]], *, on: date, language: str
) -> str:
    """A text of one's own, then each receivable on a line with its due date, and their sum by
    currency."""
    text, words = text.strip(), words_of(language)
    if not rows or not text:
        return text
    past, to_come, total = LISTED[words.language]
    lines = [
        (past if day < on else to_come).format(
            number=number, day=words.day(day), amount=words.money(amount)
        )
        for number, day, amount in rows
    ]
    currencies = sorted({amount.currency for _number, _day, amount in rows})
    if len(rows) > 1:
        lines += [
            total.format(
                amount=words.money(
                    Money.total((each[2] for each in rows if each[2].currency == one), one)
                )
            )
            for one in currencies
        ]
    return "\n".join([text, "", *lines])

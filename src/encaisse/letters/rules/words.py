"""Amounts, days and labels in the customer's language: everything a letter says by itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money

FRENCH_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
GERMAN_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}

HIGH_SIGN = re.compile(r" ([:;!?»])")
OPENING_QUOTE = re.compile("« ")
QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of one language."""

    language: str
    money: Callable[[Money], str]
    day: Callable[[date], str]
    typeset: Callable[[str], str]
    colon: str
    hello: str
    hello_unknown: str
    one_invoice: str
    many_invoices: str
    due_one: str
    due_between: str
    days: tuple[str, str]
    not_late: str
    by_day: str
    at_once: str
    at_once_on_paper: str
    statement: str
    number: str
    issued: str
    due: str
    late: str
    open: str
    out_of: str
    estimated: str
    credits: str
    credit: str
    total: str
    upcoming: str
    claims: str
    interest: str
    indemnity: str
    fees: str
    total_with_claims: str
    sources: str
    payment: str
    beneficiary: str
    amount: str
    reference: str
    scan: str
    no_iban: str
    space: str
    reply: str
    long_day: Callable[[date], str]
    dated: str
    dated_nowhere: str
    attention: str
    about: str
    account: str
    page: str
    qr: str
    enclosed: str


def days_text(count: int, words: Words) -> str:
    """``1 jour``, ``41 jours``."""
    one, many = words.days
    return f"{count}\u00a0{one if abs(count) < 2 else many}"


def words_of(language: str) -> Words:
    """The vocabulary of a language (``en-GB`` is English); French for one we do not write."""
    return LANGUAGES.get(language[:2].lower(), FRENCH)


def _french_money(amount: Money) -> str:
    return str(amount).replace("-", "\u2212")


def _french_spaces(text: str) -> str:
    """No line begins with ``:`` or ``»``."""
    return HIGH_SIGN.sub("\u00a0\\1", OPENING_QUOTE.sub("«\u00a0", text))


def _french_long_day(value: date) -> str:
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day}\u00a0{FRENCH_MONTHS[value.month - 1]}\u00a0{value.year}"


def _english_money(amount: Money) -> str:
    units, cents = divmod(abs(amount.cents), 100)
    sign = "\u2212" if amount.cents < 0 else ""
    unit = SIGNS.get(amount.currency) or f"{amount.currency}\u00a0"
    return f"{sign}{unit}{units:,}.{cents:02}"


def _english_day(value: date) -> str:
    return f"{value.day} {ENGLISH_MONTHS[value.month - 1]} {value.year}"


def _german_money(amount: Money) -> str:
    units, cents = divmod(abs(amount.cents), 100)
    sign = "\u2212" if amount.cents < 0 else ""
    thousands = f"{units:,}".replace(",", ".")
    return f"{sign}{thousands},{cents:02}\u00a0{SIGNS.get(amount.currency, amount.currency)}"


def _german_quotes(text: str) -> str:
    return QUOTED.sub("„\\1“", text)


def _german_day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def _german_long_day(value: date) -> str:
    return f"{value.day}.\u00a0{GERMAN_MONTHS[value.month - 1]}\u00a0{value.year}"


FRENCH = Words(
    language="fr",
    money=_french_money,
    day=french_day,
    typeset=_french_spaces,
    colon="\u00a0: ",
    hello="Bonjour {contact},",
    hello_unknown="Bonjour,",
    one_invoice="votre facture {number}",
    many_invoices="vos {count} factures",
    due_one="le {first}",
    due_between="entre le {first} et le {latest}",
    days=("jour", "jours"),
    not_late="à échoir",
    by_day="d'ici au {day}",
    at_once="dès réception de ce message",
    at_once_on_paper="dès réception de cette lettre",
    statement="Relevé au {day}",
    number="Facture",
    issued="Émise le",
    due="Échéance",
    late="Retard",
    open="Reste dû",
    out_of="sur {face}",
    estimated="estimée",
    credits="À déduire",
    credit="{reference} du {day}",
    total="Total à régler",
    upcoming="Pour mémoire, {number} à échoir le {day}",
    claims="Intérêts et indemnités au {day}",
    interest="Intérêts de retard",
    indemnity="Indemnité forfaitaire pour frais de recouvrement",
    fees="Frais",
    total_with_claims="Total, intérêts et indemnités compris",
    sources="Exigibles de plein droit, sans qu'un rappel soit nécessaire : {sources}.",
    payment="Régler par virement",
    beneficiary="Bénéficiaire",
    amount="Montant",
    reference="Référence à rappeler",
    scan="Scannez ce code avec l'application de votre banque : le virement se remplit seul.",
    no_iban="Nos coordonnées bancaires figurent sur nos factures.",
    space="Votre espace, pour voir vos factures, les régler ou nous répondre\u00a0: {address}",
    reply="Répondez simplement à ce message : il arrive chez {company}.",
    long_day=_french_long_day,
    dated="{place}, le {day}",
    dated_nowhere="Le {day}",
    attention="À l'attention de {contact}",
    about="Objet",
    account="Votre compte chez nous",
    page="page {rank} / {count}",
    qr="QR code de virement : {amount} à {beneficiary}, IBAN {iban}, référence {reference}",
    enclosed="Pièces jointes",
)
ENGLISH = Words(
    language="en",
    money=_english_money,
    day=_english_day,
    typeset=str,
    colon=": ",
    hello="Dear {contact},",
    hello_unknown="Hello,",
    one_invoice="your invoice {number}",
    many_invoices="your {count} invoices",
    due_one="on {first}",
    due_between="between {first} and {latest}",
    days=("day", "days"),
    not_late="not yet due",
    by_day="by {day}",
    at_once="on receipt of this message",
    at_once_on_paper="on receipt of this letter",
    statement="Statement as of {day}",
    number="Invoice",
    issued="Issued on",
    due="Due on",
    late="Overdue",
    open="Outstanding",
    out_of="out of {face}",
    estimated="estimated",
    credits="To deduct",
    credit="{reference} of {day}",
    total="Total to pay",
    upcoming="For information, {number} will be due on {day}",
    claims="Interest and indemnities as of {day}",
    interest="Late payment interest",
    indemnity="Fixed indemnity for recovery costs",
    fees="Charges",
    total_with_claims="Total including interest and indemnities",
    sources="Due by operation of French law, no reminder being required: {sources}.",
    payment="Pay by bank transfer",
    beneficiary="Beneficiary",
    amount="Amount",
    reference="Reference to quote",
    scan="Scan this code with your banking app: the transfer fills itself in.",
    no_iban="Our bank details are on our invoices.",
    space="Your account page, to see your invoices, pay them or answer us: {address}",
    reply="Just reply to this message: it reaches {company}.",
    long_day=_english_day,
    dated="{place}, {day}",
    dated_nowhere="{day}",
    attention="Attn. {contact}",
    about="Subject",
    account="Your account with us",
    page="page {rank} / {count}",
    qr="Bank transfer QR code: {amount} to {beneficiary}, IBAN {iban}, reference {reference}",
    enclosed="Enclosures",
)
GERMAN = Words(
    language="de",
    money=_german_money,
    day=_german_day,
    typeset=_german_quotes,
    colon=": ",
    hello="Guten Tag {contact},",
    hello_unknown="Guten Tag,",
    one_invoice="Ihre Rechnung {number}",
    many_invoices="Ihre {count} Rechnungen",
    due_one="am {first}",
    due_between="zwischen dem {first} und dem {latest}",
    days=("Tag", "Tage"),
    not_late="noch nicht fällig",
    by_day="bis zum {day}",
    at_once="nach Erhalt dieser Nachricht",
    at_once_on_paper="nach Erhalt dieses Schreibens",
    statement="Aufstellung zum {day}",
    number="Rechnung",
    issued="Ausgestellt am",
    due="Fällig am",
    late="Überfällig",
    open="Offen",
    out_of="von {face}",
    estimated="geschätzt",
    credits="Abzuziehen",
    credit="{reference} vom {day}",
    total="Zu zahlen",
    upcoming="Zur Information, {number} wird am {day} fällig",
    claims="Zinsen und Entschädigungen zum {day}",
    interest="Verzugszinsen",
    indemnity="Pauschale Entschädigung für Beitreibungskosten",
    fees="Kosten",
    total_with_claims="Summe mit Zinsen und Entschädigungen",
    sources="Nach französischem Recht ohne Mahnung geschuldet: {sources}.",
    payment="Per Überweisung zahlen",
    beneficiary="Empfänger",
    amount="Betrag",
    reference="Verwendungszweck",
    scan="Diesen Code mit der Banking-App scannen: Die Überweisung füllt sich selbst aus.",
    no_iban="Unsere Bankverbindung steht auf unseren Rechnungen.",
    space="Ihre Kundenseite mit Rechnungen, Zahlung und Antwort: {address}",
    reply="Antworten Sie einfach auf diese Nachricht: Sie erreicht {company}.",
    long_day=_german_long_day,
    dated="{place}, {day}",
    dated_nowhere="{day}",
    attention="z.\u00a0Hd. {contact}",
    about="Betreff",
    account="Ihr Konto bei uns",
    page="Seite {rank} / {count}",
    qr="QR-Code der Überweisung: {amount} an {beneficiary}, IBAN {iban}, Zweck {reference}",
    enclosed="Anlagen",
)
LANGUAGES = {"fr": FRENCH, "en": ENGLISH, "de": GERMAN}

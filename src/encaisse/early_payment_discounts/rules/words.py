"""The mail that offers a discount, in French, English and German. Pure."""

from dataclasses import dataclass
from datetime import date

from encaisse.kernel.money import Money
from encaisse.letters.rules.words import words_of

SUBJECT_MAX = 250


@dataclass(frozen=True, slots=True)
class Line:
    """A receivable of the offer, as its mail lists it."""

    number: str
    due_on: date
    cents: int
    asked_cents: int


@dataclass(frozen=True, slots=True)
class Told:
    """All that the mail says. ``iban`` and ``link`` are empty when there is none to give."""

    lines: tuple[Line, ...]
    currency: str
    last_on: date
    company: str
    by: str
    iban: str = ""
    link: str = ""

    @property
    def cents(self) -> int:
        """What is due."""
        return sum(line.cents for line in self.lines)

    @property
    def asked_cents(self) -> int:
        """What is to be paid in time."""
        return sum(line.asked_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    subject: str
    line: str
    text: str
    iban: str
    link: str


FRENCH = Wording(
    subject="Escompte de {discount} pour un paiement au plus tard le {day} · {numbers}",
    line="  - {number}, échéance du {due} : {asked} au lieu de {cents}",
    text="""Bonjour,

Si votre paiement nous parvient au plus tard le {day}, nous vous accordons un escompte de {discount} :

{lines}

À payer au plus tard le {day} : {asked}, au lieu de {cents}, en indiquant {numbers}.
{iban}{link}
L'escompte porte sur le montant toutes taxes comprises. Passé ce jour, le montant et l'échéance des factures restent ce qu'ils sont.

Bien à vous,
{by}
{company}
""",  # noqa: E501
    iban="Notre IBAN : {iban}\n",
    link="Votre espace : {link}\n",
)
ENGLISH = Wording(
    subject="{discount} discount for payment by {day} · {numbers}",
    line="  - {number}, due {due}: {asked} instead of {cents}",
    text="""Hello,

If your payment reaches us by {day}, we grant you a discount of {discount}:

{lines}

To be paid by {day}: {asked} instead of {cents}, quoting {numbers}.
{iban}{link}
The discount applies to the amount including tax. After that day, the amounts and due dates of the invoices remain as they are.

Kind regards,
{by}
{company}
""",  # noqa: E501
    iban="Our IBAN: {iban}\n",
    link="Your account: {link}\n",
)
GERMAN = Wording(
    subject="{discount} Skonto bei Zahlung bis zum {day} · {numbers}",
    line="  - {number}, fällig am {due}: {asked} statt {cents}",
    text="""Guten Tag,

wenn Ihre Zahlung bis spätestens {day} bei uns eingeht, gewähren wir Ihnen {discount} Skonto:

{lines}

Zu zahlen bis spätestens {day}: {asked} statt {cents}, mit Angabe von {numbers}.
{iban}{link}
Das Skonto bezieht sich auf den Betrag einschließlich Steuer. Danach bleiben Beträge und Fälligkeiten der Rechnungen unverändert.

Mit freundlichen Grüßen
{by}
{company}
""",  # noqa: E501
    iban="Unsere IBAN: {iban}\n",
    link="Ihr Kundenbereich: {link}\n",
)
WORDINGS = {"fr": FRENCH, "en": ENGLISH, "de": GERMAN}


def mail(told: Told, language: str) -> tuple[str, str]:
    """The subject and the text, in the customer's language; French for one that we do not write."""
    words = words_of(language)
    wording = WORDINGS.get(words.language, FRENCH)

    def money(cents: int) -> str:
        return words.money(Money(cents, told.currency))

    lines = [
        wording.line.format(
            number=line.number, due=words.day(line.due_on), asked=money(line.asked_cents),
            cents=money(line.cents),
        )
        for line in told.lines
    ]  # fmt: skip
    said = {
        "day": words.day(told.last_on),
        "discount": money(told.cents - told.asked_cents),
        "asked": money(told.asked_cents),
        "cents": money(told.cents),
        "numbers": ", ".join(dict.fromkeys(line.number for line in told.lines)),
    }
    text = wording.text.format(
        **said, lines="\n".join(lines), by=told.by, company=told.company,
        iban=wording.iban.format(iban=told.iban) if told.iban else "",
        link=wording.link.format(link=told.link) if told.link else "",
    )  # fmt: skip
    return words.typeset(wording.subject.format(**said))[:SUBJECT_MAX], words.typeset(text)

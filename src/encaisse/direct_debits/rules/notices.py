"""What tells a debtor that its account will be debited (pré-notification, EPC016-06): the amount,
the day, the creditor, the mandate; in the customer's language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from encaisse.kernel.money import Money
from encaisse.letters.rules.words import words_of

SUBJECTS: Mapping[str, str] = {
    "fr": "Prélèvement du {day} : {total}",
    "en": "Direct debit on {day}: {total}",
    "de": "Lastschrift am {day}: {total}",
}
TEXTS: Mapping[str, str] = {
    "fr": "Bonjour,\n\nLe {long_day}, nous prélèverons {total} sur votre compte {account}, comme "
    "vous nous y avez autorisés.\n\n{lines}\n\nRéférence du mandat (RUM) : {mandate}\n"
    "Identifiant créancier (ICS) : {ics}\n\nUne question, un désaccord ? Répondez à ce message "
    "avant cette date.\n\nCordialement,\n{creditor}\n",
    "en": "Hello,\n\nOn {long_day}, we will debit {total} from your account {account}, as you "
    "authorised us to do.\n\n{lines}\n\nMandate reference: {mandate}\n"
    "Creditor identifier: {ics}\n\nA question, a disagreement? Answer this message before that "
    "day.\n\nKind regards,\n{creditor}\n",
    "de": "Guten Tag,\n\nam {long_day} ziehen wir {total} von Ihrem Konto {account} ein, wie "
    "Sie es uns gestattet haben.\n\n{lines}\n\nMandatsreferenz: {mandate}\n"
    "Gläubiger-Identifikationsnummer: {ics}\n\nEine Frage, ein Einwand? Antworten Sie vor diesem "
    "Tag auf diese Nachricht.\n\nMit freundlichen Grüßen\n{creditor}\n",
}
LINES: Mapping[str, str] = {
    "fr": "Facture {number} : {amount}",
    "en": "Invoice {number}: {amount}",
    "de": "Rechnung {number}: {amount}",
}
SHOWN_END = 4


@dataclass(frozen=True, slots=True)
class Notice:
    """What one mandate will be debited of on a day: each invoice and its amount."""

    creditor: str
    ics: str
    mandate: str
    iban: str
    collect_on: date
    parts: Sequence[tuple[str, Money]]

    @property
    def total(self) -> Money:
        """The sum of its parts."""
        return Money(sum(amount.cents for _number, amount in self.parts))


def subject_of(notice: Notice, language: str) -> str:
    """« Prélèvement du 08/12/2026 : 1 234,56 € »."""
    words = words_of(language)
    return SUBJECTS[words.language].format(
        day=words.day(notice.collect_on), total=words.money(notice.total)
    )


def text_of(notice: Notice, language: str) -> str:
    """The whole mail: the account is named by its end only."""
    words = words_of(language)
    line = LINES[words.language]
    return TEXTS[words.language].format(
        long_day=words.long_day(notice.collect_on), total=words.money(notice.total),
        account=f"…{notice.iban[-SHOWN_END:]}", mandate=notice.mandate, ics=notice.ics,
        creditor=notice.creditor,
        lines="\n".join(
            line.format(number=number, amount=words.money(amount))
            for number, amount in notice.parts
        ),
    )  # fmt: skip

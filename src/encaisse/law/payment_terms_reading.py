"""Reads payment terms as people write them, in French and in English.

What has two readings is refused with both: « 45 jours fin de mois » does not say whether the days
or the end of the month come first, and no text settles it (C. com. L441-10, I).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from encaisse.kernel.days import french_day, parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms import WHOLE, MonthEnd, PaymentTerms, Rule, Share, Start

DAYS_MAX = 999
DAY_OF_MONTH_MAX = 31
EXAMPLES = (
    "30 jours",
    "45 jours, fin de mois",
    "fin de mois, 45 jours",
    "30 jours, fin de mois, le 10",
    "à réception",
    "le 31/05/2026",
    "30 % comptant, 70 % à 60 jours",
)
EXAMPLE_ISSUED_ON = date(2026, 1, 31)

AFTER = r"(?:from|after|following|as of|a compter|a partir|apres|suivant)"
OF = r"(?: (?:of|de|du|la|the|date|invoice|facture|goods|marchandises)| d'| l')*"
END_OF_MONTH = r"(?:end of (?:the )?month|month end|fin de mois|fin du mois|fdm|eom)\b"
WORDS = {
    "then": r"[,;+]|puis\b|then\b",
    "after_month": rf"{AFTER}{OF} {END_OF_MONTH}",
    "month": rf"(?:a |at |the |la )*{END_OF_MONTH}",
    "receipt": rf"(?:(?:{AFTER}|on|upon|des|a){OF} ?)?(?:receipt|reception)\b{OF}",
    "issue": rf"(?:{AFTER}{OF} ?|date (?:de |d'))?(?:issue|emission|facturation)\b{OF}",
    "recapitulative": r"(?:facture |invoice )?(?:recapitulative|periodi(?:que|c))\b(?: invoice)?",
    "invoice": rf"(?:{AFTER}{OF} |date (?:de |of )?(?:la |the )?)?(?:invoice|facture)(?: date)?\b",
    "cash": r"(?:comptant|cash|immediate?(?:ment|ly)?)\b",
    "fixed": r"(?:on |le |the )?([0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4})(?![0-9])",
    "days": r"([0-9]{1,9}) ?(?:days?|jours?|jrs?|j|d)\b(?: nets?\b)?|net ([0-9]{1,9})\b(?! ?[a-z])",
    "nth": r"(?:(?:on|the|le|day|jour) )+([0-9]{1,3})(?:st|nd|rd|th|er)?\b"
    r"(?: of the (?:following|next) month\b| du mois(?: suivant)?\b)?",
    "noise": r"(?:paiement|payment|payable|reglement|due|sous|within|in|net|a|at)\b",
}
STEPS = {"cash", "fixed", "days", "month", "after_month", "nth"}
ORDERS = {
    (): MonthEnd.NONE,
    ("cash",): MonthEnd.NONE,
    ("days",): MonthEnd.NONE,
    ("month",): MonthEnd.AFTER_DAYS,
    ("days", "month"): MonthEnd.AFTER_DAYS,
    ("month", "nth"): MonthEnd.AFTER_DAYS,
    ("days", "month", "nth"): MonthEnd.AFTER_DAYS,
    ("month", "days"): MonthEnd.BEFORE_DAYS,
    ("days", "after_month"): MonthEnd.BEFORE_DAYS,
}
TOKENS = {kind: re.compile(pattern) for kind, pattern in WORDS.items()}
SHARE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%|\b(?:le |the )?(?:solde|balance|rest)\b")
JOINT = re.compile(r"(?: |[,;+]|\b(?:et|and|puis|then)\b)+$")


class TermsNotUnderstood(Refusal):
    """A text that is no payment terms."""

    code = "terms_not_understood"
    sentence = "« {text} » n'est pas une condition de règlement connue : écrivez {examples}."


class TermsAmbiguous(Refusal):
    """A term with two readings, neither of which may be presumed."""

    code = "terms_ambiguous"
    sentence = (
        "« {text} » se compte de deux façons et le contrat doit dire laquelle : pour une facture "
        "du {issued_on}, « {after} » mène au {after_on}, « {before} » au {before_on}. "
        "Écrivez l'une des deux, virgule comprise."
    )


class TermsTooLong(Refusal):
    """More days than any term has."""

    code = "terms_too_long"
    sentence = "{days} jours : une condition de règlement en compte {most} au plus."


class DayOutOfMonth(Refusal):
    """A day that no month has."""

    code = "day_out_of_month"
    sentence = "Le {day} n'est pas un jour du mois : de 1 à 31."


class TermsNotStanding(Refusal):
    """A fixed day where terms hold for every invoice to come."""

    code = "terms_not_standing"
    sentence = "« {terms} » ne vaut que pour une facture : ici, les conditions valent pour toutes."


@dataclass(frozen=True, slots=True)
class Token:
    """Some words with one meaning, and their figures when they have some."""

    kind: str
    figures: str = "0"

    @property
    def number(self) -> int:
        """The figures as a number."""
        return int(self.figures)


def parse_terms(text: str, *, issued_on: date = EXAMPLE_ISSUED_ON) -> PaymentTerms:
    """The terms that the text says; ``issued_on`` dates the two readings of an ambiguous one."""
    plain = _plain(text)
    if SHARE.search(plain) and not SHARE.match(plain):
        raise _unknown(text)
    shares = list(_shares(plain)) or [(WHOLE, plain)]
    read = [(percent, *_read(words, text, issued_on)) for percent, words in shares]
    return PaymentTerms(
        tuple(Share(percent, rule) for percent, rule, _ in read),
        any(is_recapitulative for *_, is_recapitulative in read),
    )


def standing_terms(text: str) -> str:
    """The terms as they are kept for every invoice to come: in French, one spelling for each."""
    if not text.strip():
        return ""
    terms = parse_terms(text)
    if not terms.is_standing:
        raise TermsNotStanding(terms=terms)
    return str(terms)


def _shares(plain: str) -> Iterator[tuple[Decimal, str]]:
    """Each percent with the words that follow it; the balance is what is left of the whole."""
    left, places = WHOLE, [each.start() for each in SHARE.finditer(plain)]
    for place, end in pairwise([*places, len(plain)]):
        words = plain[place:end]
        share = SHARE.match(words)
        if share:
            percent = Decimal(share[1].replace(",", ".")) if share[1] else left
            left -= percent
            yield percent, JOINT.sub("", words[share.end() :])


def _read(words: str, text: str, issued_on: date) -> tuple[Rule, bool]:
    """The rule of one share, and whether its words say that the invoice is recapitulative."""
    tokens = _tokens(words, text)
    kinds = [token.kind for token in tokens]
    rule = _rule(tokens)
    if rule is None:
        raise _unknown(text)
    if _is_ambiguous(kinds):
        raise _ambiguous(rule, text, issued_on)
    return rule, "recapitulative" in kinds


def _tokens(words: str, text: str) -> list[Token]:
    """The words one after the other; none may be left over."""
    found: list[Token] = []
    rest = words.strip()
    while rest:
        hits = ((kind, token.match(rest)) for kind, token in TOKENS.items())
        kind, hit = next(((kind, hit) for kind, hit in hits if hit), ("", None))
        if hit is None:
            raise _unknown(text)
        found.append(Token(kind, next((digits for digits in hit.groups() if digits), "0")))
        rest = rest[hit.end() :].strip()
    return [token for token in found if token.kind != "noise"]


def _rule(tokens: list[Token]) -> Rule | None:
    """The rule of the steps in their order; None when they make none."""
    steps = [token for token in tokens if token.kind in STEPS]
    order = tuple(token.kind for token in steps)
    is_from_receipt = any(token.kind == "receipt" for token in tokens)
    if order == ("fixed",):
        return Rule(fixed_on=parse_day(steps[0].figures))
    if order not in ORDERS or not (order or is_from_receipt):
        return None
    numbers = {token.kind: token.number for token in steps}
    days, nth = numbers.get("days", 0), numbers.get("nth")
    if days > DAYS_MAX:
        raise TermsTooLong(days=days, most=DAYS_MAX)
    if nth is not None and not 1 <= nth <= DAY_OF_MONTH_MAX:
        raise DayOutOfMonth(day=nth)
    return Rule(days, ORDERS[order], nth, Start.RECEIPT if is_from_receipt else Start.ISSUE)


def _is_ambiguous(kinds: list[str]) -> bool:
    """Days and end of month side by side, and no n-th day after them to settle the order."""
    steps = [kind for kind in kinds if kind in {"days", "month", "nth", "then"}]
    sides = {("days", "month"), ("month", "days")}
    return "nth" not in steps and not sides.isdisjoint(pairwise(steps))


def _ambiguous(rule: Rule, text: str, issued_on: date) -> TermsAmbiguous:
    after = replace(rule, month_end=MonthEnd.AFTER_DAYS)
    before = replace(rule, month_end=MonthEnd.BEFORE_DAYS)
    return TermsAmbiguous(
        text=text.strip(),
        issued_on=french_day(issued_on),
        after=after,
        after_on=french_day(after.due_on(issued_on)),
        before=before,
        before_on=french_day(before.due_on(issued_on)),
    )


def _unknown(text: str) -> TermsNotUnderstood:
    examples = ", ".join(f"« {example} »" for example in EXAMPLES)
    return TermsNotUnderstood(text=text.strip(), examples=examples)


def _plain(text: str) -> str:
    """Lower case, without accents, with single spaces."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(letters.split()).rstrip(" .")

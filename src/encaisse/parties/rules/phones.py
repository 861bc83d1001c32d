"""Telephone numbers as people type them, read as the network knows them (E.164).

A number is kept as it was typed; it is read where it is used: shown, dialled, written to. One
without international prefix is of the customer's country; in France it may be of any department,
overseas ones too, each of which has its own prefix abroad.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from encaisse.kernel.refusal import Refusal

FRANCE = ("FR", "GP", "GF", "MQ", "RE", "YT")  # dialled alike, from 01 to 0976
FRENCH = frozenset({*FRANCE, "BL", "MF", "PM"})
# Kept by ARCEP for films and examples (décision 2018-0881): nobody ever answers there.
FICTION = re.compile(r"\+33(?:19900|26191|35301|46571|53649|63998)\d{4}")
FICTIONAL_MOBILE, FICTIONAL_FIXED = "+3363998", "+3346571"
# Numbers of France as most people write them, which need no second look, for PostgreSQL.
PLAIN = r"^(\+33 ?|0)[1-79]([ .-]?[0-9]{2}){4}$"
PHONE_END = 9  # digits, from the last: those of a number of France after its 0 or +33
EXTENSION = re.compile(r"\s*(?:\bposte|\bext\.?|#)\s*\d+\s*$", re.IGNORECASE)


class PhoneNotUnderstood(Refusal):
    """No telephone number anywhere looks like this."""

    code = "phone_not_understood"
    sentence = (
        "« {text} » n'est pas un numéro de téléphone : écrivez par exemple 06 12 34 56 78, "
        "ou +32 470 12 34 56 à l'étranger."
    )


class PhoneKind(StrEnum):
    """What answers at a number. ``EITHER``: countries whose numbers do not tell."""

    MOBILE = "mobile"
    FIXED = "fixed"
    EITHER = "either"
    OTHER = "other"


KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.EITHER,
    PhoneNumberType.FIXED_LINE: PhoneKind.FIXED,
    PhoneNumberType.VOIP: PhoneKind.FIXED,
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number: as the network knows it, as one reads it, and what answers there."""

    e164: str
    shown: str
    kind: PhoneKind

    @property
    def takes_texts(self) -> bool:
        """Whether a text message can reach it: never a fixed line."""
        return self.kind in (PhoneKind.MOBILE, PhoneKind.EITHER)


def phone_read(text: str, country: str = "FR") -> Phone:
    """The number that the text is, in that country unless it says another; refused when none."""
    found = phone_known(text, country)
    if found is None:
        raise PhoneNotUnderstood(text=text.strip())
    return found


def end_of(text: str) -> str:
    """The digits by which a number is looked for; none when the text is no whole number."""
    digits = re.sub(r"\D", "", text)
    is_number = len(digits) >= PHONE_END and re.fullmatch(r"[\d\s+().-]+", text.strip())
    return digits[-PHONE_END:] if is_number else ""


@lru_cache(maxsize=4_096)
def phone_known(text: str, country: str = "FR") -> Phone | None:
    """The number that the text is, or the first in it; None when there is none."""
    alone = EXTENSION.sub("", text.strip())
    regions = FRANCE if country in FRENCH else (country,)
    for region in (country, *regions):
        found = _parsed(alone, region) or _first_in(alone, region)
        if found is not None:
            return _told(found)
    return None


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if _exists(number) else None


def _first_in(text: str, region: str) -> PhoneNumber | None:
    """Where a name or a second number stands beside it."""
    found = phonenumbers.PhoneNumberMatcher(text, region)
    return next((each.number for each in found if _exists(each.number)), None)


def _exists(number: PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number) or FICTION.fullmatch(_e164(number)) is not None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _told(number: PhoneNumber) -> Phone:
    e164 = _e164(number)
    is_french = number.country_code in {
        phonenumbers.country_code_for_region(each) for each in FRENCH
    }
    style = PhoneNumberFormat.NATIONAL if is_french else PhoneNumberFormat.INTERNATIONAL
    kind = KINDS.get(phonenumbers.number_type(number), PhoneKind.OTHER)
    if FICTION.fullmatch(e164):
        mobile = e164.startswith(FICTIONAL_MOBILE)
        kind = PhoneKind.MOBILE if mobile else PhoneKind.FIXED
    return Phone(e164, phonenumbers.format_number(number, style), kind)

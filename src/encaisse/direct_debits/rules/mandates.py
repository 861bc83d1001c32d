"""When a mandate may be used, and what its parts must look like. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import stdnum.bic
import stdnum.eu.at_02
import stdnum.iban

from encaisse.kernel.days import add_months, french_day
from encaisse.kernel.refusal import Refusal

REFERENCE = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}")
DORMANT_MONTHS = 36
EEA_CODES = (
    "ATBEBGHRCYCZDKEEFIFRDEGRHUISIEITLVLILTLUMTNLNOPLPTROSKSIESSE"  # and what is France overseas:
    "GFGPMQREYT"
)
OTHER_CODES = "ADALCHGBGIMCMDMEMKRSSMVA"
EEA = frozenset(EEA_CODES[at : at + 2] for at in range(0, len(EEA_CODES), 2))
SEPA = EEA | {OTHER_CODES[at : at + 2] for at in range(0, len(OTHER_CODES), 2)}


class Scheme(StrEnum):
    """Under which rules: any debtor, or businesses only."""

    CORE = "core"
    B2B = "b2b"


SCHEMES = [
    (Scheme.CORE.value, "SEPA ordinaire (CORE)"), (Scheme.B2B.value, "interentreprises (B2B)")
]  # fmt: skip


class Sequence(StrEnum):
    """Which collection of its mandate."""

    FIRST = "FRST"
    RECURRENT = "RCUR"
    ONE_OFF = "OOFF"
    FINAL = "FNAL"


class MandateReferenceWrong(Refusal):
    """The bank would refuse it."""

    code = "mandate_reference_wrong"
    sentence = (
        "« {given} » n'est pas une référence de mandat (RUM) : 35 signes au plus, chiffres, "
        "+ ? / : ( ) . , ' - et lettres sans accent."
    )


class DebtorIbanWrong(Refusal):
    """Its check digits do not agree, or SEPA does not reach it."""

    code = "debtor_iban_wrong"
    sentence = "« {given} » n'est pas un IBAN prélevable en SEPA : recopiez-le depuis le mandat."


class DebtorBicWrong(Refusal):
    """Not a BIC, or none where one is needed."""

    code = "debtor_bic_wrong"
    sentence = (
        "« {given} » n'est pas un BIC : recopiez-le depuis le mandat ; il est indispensable hors "
        "de l'Espace économique européen."
    )


class CreditorIdentifierWrong(Refusal):
    """Its check digits do not agree."""

    code = "creditor_identifier_wrong"
    sentence = (
        "« {given} » n'est pas un identifiant créancier SEPA (ICS) : recopiez celui que votre "
        "banque vous a donné."
    )


class BusinessesOnly(Refusal):
    """A consumer keeps the right to be paid back."""

    code = "b2b_of_a_consumer"
    sentence = "{customer} est un particulier : seul un mandat SEPA ordinaire (CORE) lui convient."


class MandateUnusable(Refusal):
    """Revoked, used, dormant, or not signed yet."""

    code = "mandate_unusable"
    sentence = "Le mandat {reference} ne peut servir : {why}."


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """What decides of a mandate's use. ``latest_on``: the day of its latest collection that was
    not sent back; ``sent``: whether any was asked for; ``is_finished``: its last one was."""

    reference: str
    signed_on: date
    is_recurrent: bool
    revoked_on: date | None
    latest_on: date | None
    sent: bool
    is_finished: bool = False


def checked_reference(given: str) -> str:
    """The unique mandate reference (RUM), without blanks around."""
    plain = given.strip()
    if not REFERENCE.fullmatch(plain) or plain.startswith("/") or "//" in plain:
        raise MandateReferenceWrong(given=given)
    return plain


def checked_account(iban: str, bic: str) -> tuple[str, str]:
    """The debtor's account; its BIC only where SEPA needs one."""
    if not stdnum.iban.is_valid(iban) or iban.strip()[:2].upper() not in SEPA:
        raise DebtorIbanWrong(given=iban)
    plain = stdnum.iban.compact(iban)
    code = "".join(bic.split()).upper()
    if (code or plain[:2] not in EEA) and not stdnum.bic.is_valid(code):
        raise DebtorBicWrong(given=bic)
    return plain, code


def checked_ics(given: str) -> str:
    """The creditor identifier (ICS)."""
    plain = "".join(given.split()).upper()
    if not stdnum.eu.at_02.is_valid(plain):
        raise CreditorIdentifierWrong(given=given)
    return plain


def why_unusable(mandate: MandateFacts, on: date) -> str:
    """Why it cannot be used on that day; empty when it can."""
    dormant_on = add_months(mandate.latest_on or mandate.signed_on, DORMANT_MONTHS)
    if mandate.revoked_on and mandate.revoked_on <= on:
        return f"il est révoqué depuis le {french_day(mandate.revoked_on)}"
    if mandate.signed_on > on:
        return f"il n'est signé que le {french_day(mandate.signed_on)}"
    if not mandate.is_recurrent and mandate.sent:
        return "il ne valait que pour un prélèvement, déjà demandé"
    if mandate.is_finished:
        return "son dernier prélèvement (FNAL) est déjà demandé"
    if on > dormant_on:
        return f"il est caduc depuis le {french_day(dormant_on)}, après 36 mois sans prélèvement"
    return ""


def require_usable(mandate: MandateFacts, on: date) -> None:
    """Refuse a mandate that cannot be used on that day."""
    if why := why_unusable(mandate, on):
        raise MandateUnusable(reference=mandate.reference, why=why)


def sequence_of(mandate: MandateFacts, *, is_final: bool = False) -> Sequence:
    """First until one was collected, then recurrent, the last one final; or the only one."""
    if not mandate.is_recurrent:
        return Sequence.ONE_OFF
    if is_final:
        return Sequence.FINAL
    return Sequence.RECURRENT if mandate.latest_on else Sequence.FIRST

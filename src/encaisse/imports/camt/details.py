"""What a movement or one of its details says: the other party, references, words, returns."""

import re
from dataclasses import dataclass, replace

from encaisse.imports.camt.tree import Element, every, first, text_of, texts_of
from encaisse.imports.rules.bank import Movement

NO_REFERENCE = {"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NONE", "NOT PROVIDED", "N/A"}
UNPAID = {"UPDD", "PRDD", "UPCQ", "UPCT", "UDFT"}
REASON = re.compile(r"\b[A-Z]{2}\d{2}\b")
REASON_WIDTH = 10
UNSAID, REVERSED = "rejet", "RVSL"
PIECE_WIDTHS = {27, 35, 65, 70, 140}


@dataclass(frozen=True, slots=True)
class Account:
    """What the entries of one statement share; ``day`` dates those that have no date."""

    number: str
    owner: str
    currency: str
    day: str
    is_advice: bool


def described(
    movement: Movement, entry: Element, detail: Element | None, about: Account
) -> Movement:
    """The movement with all that its entry and its detail say."""
    returned = _returned(movement, entry, detail)
    name, number = _other_party(detail, about, movement.cents > 0, bool(returned))
    end_to_end = _reference(detail)
    given = list(texts_of(detail, "RmtInf/Strd/CdtrRefInf/Ref"))
    invoices = texts_of(detail, "RmtInf/Strd/RfrdDocInf/Nb")
    references = tuple(dict.fromkeys(one for one in (end_to_end, *given, *invoices) if one))
    said = _said(entry, detail)
    return replace(
        movement,
        label=next(iter((*said, *references, name)), ""),
        counterparty=name,
        counterparty_iban=number,
        end_to_end=end_to_end,
        creditor_reference=next(iter(given), ""),
        references=references,
        said=" ".join(said),
        returned=returned,
    )


def _reference(detail: Element | None) -> str:
    """The payer's own reference, unless it says that there is none."""
    found = text_of(detail, "Refs/EndToEndId")
    return "" if found.upper() in NO_REFERENCE else found


def _other_party(
    detail: Element | None, about: Account, is_credit: bool, is_back: bool
) -> tuple[str, str]:
    """Name and account: the payer of a credit, the payee of a debit; when it comes back, the
    contrary, or the only one given. Never the owner of the account."""
    parties = first(detail, "RltdPties")
    wanted, other = ("Dbtr", "Cdtr") if is_credit is not is_back else ("Cdtr", "Dbtr")
    name, number = _party(parties, wanted)
    if (is_back and not (name or number)) or _is_owner(name, number, about):
        name, number = _party(parties, other)
    return ("", "") if _is_owner(name, number, about) else (name, number)


def _party(parties: Element | None, role: str) -> tuple[str, str]:
    name = text_of(
        parties, f"{role}/Nm", f"{role}/Pty/Nm", f"Ultmt{role}/Nm", f"Ultmt{role}/Pty/Nm"
    )
    number = text_of(parties, f"{role}Acct/Id/IBAN", f"{role}Acct/Id/Othr/Id")
    return name, "".join(number.split()).upper()


def _is_owner(name: str, number: str, about: Account) -> bool:
    return bool(number and number == about.number) or bool(
        name and name.upper() == about.owner.upper()
    )


def _said(entry: Element, detail: Element | None) -> list[str]:
    """All that may name the payer or an invoice, the payer's words first."""
    found = [
        _joined(list(texts_of(detail, "RmtInf/Ustrd"))),
        *texts_of(
            detail,
            "RmtInf/Strd/AddtlRmtInf", "RltdPties/UltmtDbtr/Nm", "RltdPties/UltmtDbtr/Pty/Nm",
            "RtrInf/AddtlInf", "AddtlTxInf",
        ),
        text_of(entry, "AddtlNtryInf"),
    ]  # fmt: skip
    return list(dict.fromkeys(words for words in found if words))


def _joined(pieces: list[str]) -> str:
    """Remittance words in one: banks repeat pieces, and cut them at a width, within a word."""
    text = ""
    for piece in dict.fromkeys(pieces):
        text = f"{text}{piece}"
        text += "" if len(piece) in PIECE_WIDTHS else " "
    return text.strip()


def _returned(movement: Movement, entry: Element, detail: Element | None) -> str:
    """The reason why a payment came back; empty when it did not."""
    back = first(detail, "RtrInf")
    family = text_of(detail, "BkTxCd/Domn/Fmly/SubFmlyCd") or text_of(
        entry, "BkTxCd/Domn/Fmly/SubFmlyCd"
    )
    is_unpaid = movement.cents < 0 and family in UNPAID
    if back is not None:
        words = " ".join(texts_of(back, "AddtlInf"))
        code = text_of(back, "Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "RtrRsn/Prtry")
        known = code or next(iter(REASON.findall(words)), UNSAID)
        return known[:REASON_WIDTH]
    if is_unpaid or text_of(entry, "RvslInd").lower() in {"true", "1"}:
        return family[:REASON_WIDTH] if is_unpaid else REVERSED
    return ""


def details_of(entry: Element) -> list[Element]:
    """The details of an entry."""
    return list(every(entry, "NtryDtls/TxDtls"))

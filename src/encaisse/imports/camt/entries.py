"""An entry to its movements: one, or one for each detail of a batch that gives its amounts."""

from dataclasses import replace

from encaisse.imports.camt.details import Account, described, details_of
from encaisse.imports.camt.tree import Element, every, text_of
from encaisse.imports.rules.bank import Movement
from encaisse.imports.rules.values import Unreadable, cents_of, iso_day

SIGNS = {"CRDT": 1, "DBIT": -1}
DAYS = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
BOOKED, INFORMATION = {"", "BOOK"}, "INFO"
NOT_BOOKED = "Mouvement non comptabilisé par la banque ({status})."


def left_out(entry: Element, about: Account) -> str:
    """Why the entry is no movement yet; notices may only inform."""
    status = text_of(entry, "Sts", "Sts/Cd", "Sts/Prtry").upper()
    if status in BOOKED or (about.is_advice and status == INFORMATION):
        return ""
    return NOT_BOOKED.format(status=status[:20])


def movements_of(entry: Element, about: Account, *, rank: int, part: int) -> list[Movement]:
    """The movements of an entry. Raises ``Unreadable``."""
    whole = _whole(entry, about, rank=rank, part=part)
    details = details_of(entry)
    if len(details) < 2:
        return [described(whole, entry, next(iter(details), None), about)]
    cents = [_cents_of_detail(detail, whole) for detail in details]
    if sum(one or 0 for one in cents) != whole.cents or None in cents:
        return [described(whole, entry, None, about)]
    return [
        described(replace(whole, cents=one or 0, batch=rank), entry, detail, about)
        for one, detail in zip(cents, details, strict=True)
    ]


def is_undivided(entry: Element, found: list[Movement]) -> bool:
    """Whether a batch is kept whole because its details do not make its amount."""
    return len(found) == 1 and len(details_of(entry)) > 1


def signed_cents(element: Element) -> int:
    """An amount with its direction; without one, the amount itself says it."""
    cents = cents_of(text_of(element, "Amt"))
    side = text_of(element, "CdtDbtInd").upper()
    if side and side not in SIGNS:
        raise Unreadable(f"Sens « {side[:20]} » inconnu (CRDT ou DBIT attendu).")
    return cents * SIGNS.get(side, 1)


def _whole(entry: Element, about: Account, *, rank: int, part: int) -> Movement:
    if not text_of(entry, "CdtDbtInd"):
        raise Unreadable("Le sens du mouvement manque (CdtDbtInd).")
    day = text_of(entry, *DAYS) or about.day
    value_day = text_of(entry, "ValDt/Dt", "ValDt/DtTm")
    return Movement(
        line=rank,
        account=about.number,
        on=iso_day(day),
        value_on=iso_day(value_day) if value_day else None,
        cents=signed_cents(entry),
        currency=_currency(entry, about),
        label="",
        is_advice=about.is_advice,
        part=part,
    )


def _currency(entry: Element, about: Account) -> str:
    amount = next(every(entry, "Amt"), None)
    given = amount.get("Ccy", "") if amount is not None else ""
    return (given or about.currency).strip().upper()[:3]


def _cents_of_detail(detail: Element, whole: Movement) -> int | None:
    """The amount of a detail in the currency of its entry; None when it is not given."""
    side = text_of(detail, "CdtDbtInd").upper()
    sign = SIGNS.get(side, 1 if whole.cents > 0 else -1)
    for path in AMOUNTS:
        for amount in every(detail, path):
            if amount.get("Ccy", whole.currency) == whole.currency:
                return sign * cents_of(amount.text or "")
    return None

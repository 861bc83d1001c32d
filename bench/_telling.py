"""One invoice, its exact amount, and the many ways to say which (see ``_habits``)."""

from __future__ import annotations

import random

from bench import _naming as naming
from bench._receipts import Debtor, Habit, Meant, Owed

POLITE = ("MERCI", "", "", "", "REGLEMENT", "PAIEMENT", "CORDIALEMENT", "SUITE RELANCE")
VAGUE = ("VIREMENT", "REGLEMENT FACTURE", "PAIEMENT FOURNISSEUR", "RGT", "VIR FOURN 112026", "")


def one_of(rng: random.Random, debtor: Debtor) -> Owed | None:
    return rng.choice(debtor.open[:6]) if debtor.open else None


def some_of(rng: random.Random, debtor: Debtor, least: int = 2, most: int = 6) -> list[Owed]:
    if len(debtor.open) < least:
        return []
    count = rng.randint(least, min(most, len(debtor.open)))
    if rng.random() < 0.6:
        first = rng.randint(0, min(3, len(debtor.open) - count))
        return debtor.open[first : first + count]
    return sorted(rng.sample(debtor.open[:12], min(count, 12)), key=lambda owed: owed.due_on)


def settled(debtor: Debtor, truth: list[Owed]) -> list[Owed]:
    """They are paid: no later line pays them."""
    debtor.open = [owed for owed in debtor.open if owed not in truth]
    return truth


def oldest(debtor: Debtor, chosen: list[Owed]) -> list[Owed]:
    """Without a word, of equal amounts the oldest due are meant (C. civ. art. 1342-10)."""
    left, truth = list(debtor.open), []
    for owed in chosen:
        same = next(each for each in left if each.cents == owed.cents)
        left.remove(same)
        truth.append(same)
    return truth


def word(rng: random.Random) -> str:
    return rng.choice(naming.WORDS)


def single(by: str) -> Habit:
    """One invoice, its exact amount, told in one way."""

    def habit(rng: random.Random, debtor: Debtor) -> Meant | None:
        owed = one_of(rng, debtor)
        if not owed:
            return None
        if by in SILENT:
            [owed] = oldest(debtor, [owed])
        settled(debtor, [owed])
        return Meant(owed.cents, TELLING[by](rng, owed, debtor), [owed])

    return habit


def _whole(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    return f"{word(rng)} {owed.number} {rng.choice(POLITE)}"


def _spelled(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    return f"{word(rng)} {naming.as_written(rng, owed.number)} {rng.choice(POLITE)}"


def _scanned(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    return f"{word(rng)} {naming.scanned(rng, owed.number)}"


def _by_tail(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    return (
        f"{rng.choice(('FACT', 'facture', 'F', 'n°', 'FACTURE N'))} {naming.tail_of(owed.number)}"
    )


def _dated(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    when = owed.issued_on.strftime(rng.choice(("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d%m%y")))
    return f"FACTURE DU {when}"


def _stuck(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    tight = "".join(sign for sign in owed.number if sign.isalnum())
    before, after = rng.choice(("FACT", "RGT", "N", "")), rng.choice(("DU", " DU "))
    return f"{before}{tight}{after}{owed.issued_on:%d%m%Y}"


def _truncated(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    before = "REGLEMENT PAR VIREMENT DE LA FACTURE "
    kept = len(before) + max(len(owed.number) - rng.randint(1, 2), 5)
    return (before + owed.number)[:kept]


def _by_order(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    return f"{rng.choice(('COMMANDE', 'V/CDE', 'BL', 'MARCHE'))} {owed.order}"


def _by_code(rng: random.Random, _owed: Owed, debtor: Debtor) -> str:
    return f"{rng.choice(('CLIENT', 'CPTE', 'N CLIENT', 'REF CLIENT'))} {debtor.code}"


def _vague(rng: random.Random, _owed: Owed, _debtor: Debtor) -> str:
    return rng.choice(VAGUE)


def _of_month(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    month = naming.MONTHS[owed.issued_on.month - 1]
    return f"{rng.choice(('ABONNEMENT', 'FACTURE', 'LOYER', 'PRESTATION'))} {month} 2026"


def _wrong(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    """One digit typed for another."""
    at = max(place for place, sign in enumerate(owed.number) if sign.isdigit())
    at -= rng.randint(0, 1)
    digit = rng.choice("0123456789".replace(owed.number[at], ""))
    return f"FACTURE {owed.number[:at]}{digit}{owed.number[at + 1 :]}"


def _with_amount(rng: random.Random, owed: Owed, _debtor: Debtor) -> str:
    return f"FACT {owed.number} DE {naming.amount(owed.cents)} EUR {rng.choice(('TTC', ''))}"


TELLING = {
    "number": _whole, "spelled": _spelled, "scanned": _scanned, "tail": _by_tail, "dated": _dated,
    "stuck": _stuck, "truncated": _truncated, "order": _by_order, "code": _by_code,
    "vague": _vague, "month": _of_month, "wrong": _wrong, "amount": _with_amount,
}  # fmt: skip


SILENT = {"order", "code", "vague"}


def end_to_end(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed:
        return None
    settled(debtor, [owed])
    reference = naming.as_written(rng, owed.number).upper()[:35]
    return Meant(owed.cents, rng.choice(VAGUE), [owed], reference)


def creditor_reference(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed:
        return None
    settled(debtor, [owed])
    tight = "".join(sign for sign in owed.number if sign.isalnum())
    return Meant(owed.cents, f"RF{rng.randint(10, 97)}{tight}", [owed])

"""Forty habits of paying: what is paid, and what is written (see ``_receipts``)."""

from __future__ import annotations

import random
from datetime import timedelta

from bench import _naming as naming
from bench._receipts import DISCOUNT, INDEMNITY, Debtor, Habit, Meant
from bench._telling import (
    VAGUE,
    creditor_reference,
    end_to_end,
    oldest,
    one_of,
    settled,
    single,
    some_of,
    word,
)  # fmt: skip

USELESS = (
    "VIREMENT", "VIR SEPA RECU", "REMISE CHEQUE 4471236", "VIR INST", "VERSEMENT ESPECES",
    "VIREMENT 20261119 0032145698", "REM CHQ 0000231 0004",
)  # fmt: skip
OTHERS = ("URSSAF", "DGFIP REMBOURSEMENT TVA", "PRET PROFESSIONNEL", "AXA SINISTRE", "CPAM")
PAYING_FOR_OTHERS = (
    "DRFIP ILE DE FRANCE", "SGC MENDE", "FACTOFRANCE", "BPCE FACTOR", "MAITRE AUBRY NOTAIRE",
    "GROUPAMA", "EDENRED", "CARPA",
)  # fmt: skip
ROUND = (10_000, 20_000, 25_000, 30_000, 50_000, 100_000, 150_000, 200_000)
FEES = (
    500, 600, 750, 800, 850, 1_000, 1_200, 1_250, 1_500, 1_650, 1_780, 1_800, 2_000, 2_345, 2_500,
)  # fmt: skip


def several(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = settled(debtor, some_of(rng, debtor))
    numbers = [owed.number for owed in truth]
    cents = sum(owed.cents for owed in truth)
    return Meant(cents, f"{word(rng)} {naming.listed(rng, numbers)}", truth) if truth else None


def several_with_amounts(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = settled(debtor, some_of(rng, debtor, most=4))
    told = [f"{owed.number} {naming.amount(owed.cents)}" for owed in truth]
    return Meant(sum(owed.cents for owed in truth), " / ".join(told), truth) if truth else None


def many(rng: random.Random, debtor: Debtor) -> Meant | None:
    """More numbers than the label has room for."""
    truth = settled(debtor, some_of(rng, debtor, least=6, most=18))
    told = f"FACTURES {', '.join(owed.number for owed in truth)}"
    return Meant(sum(owed.cents for owed in truth), told, truth) if truth else None


def and_others(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = some_of(rng, debtor, most=4)
    if not truth:
        return None
    named = rng.choice(truth)
    settled(debtor, [named])
    others = oldest(debtor, [owed for owed in truth if owed != named])
    truth = [named, *settled(debtor, others)]
    told = f"FACT {named.number} {rng.choice(('ET AUTRES', '+ DIVERS', 'ETC'))}"
    return Meant(sum(owed.cents for owed in truth), told, truth)


def ranged(rng: random.Random, debtor: Debtor) -> Meant | None:
    """« 1201 à 1205 »: all of the customer's within."""
    by_number = sorted(debtor.open, key=lambda owed: owed.id)
    if len(by_number) < 2:
        return None
    first = rng.randint(0, len(by_number) - 2)
    truth = settled(debtor, by_number[first : first + rng.randint(2, 5)])
    low, high = truth[0].number, truth[-1].number
    ends = (naming.tail_of(low), naming.tail_of(high))
    shape = rng.choice(("FACTURES {0} à {1}", "FACT {0} A {1}", "DE {0} A {1}", "FACTURES {0}-{1}"))
    told = shape.format(*(ends if rng.random() < 0.5 else (low, high)))
    return Meant(sum(owed.cents for owed in truth), told, truth)


def by_month(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed:
        return None
    month = owed.issued_on.month
    truth = settled(debtor, [each for each in debtor.open if each.issued_on.month == month])
    name = naming.MONTHS[month - 1]
    told = rng.choice((f"FACTURES DE {name}", f"Factures {name} 2026", f"RELEVE {month:02d}/2026"))
    return Meant(sum(each.cents for each in truth), told, truth)


def statement(rng: random.Random, debtor: Debtor) -> Meant | None:
    """All that is due on some day."""
    until = debtor.today - timedelta(days=rng.choice((0, 0, 0, 15, 30)))
    truth = settled(debtor, [owed for owed in debtor.open if owed.due_on <= until])
    told = rng.choice(("SOLDE RELEVE", "V/RELEVE AU 31/10", "ECHU", "REGLEMENT RELEVE OCTOBRE"))
    return Meant(sum(owed.cents for owed in truth), told, truth) if truth else None


def balance(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = settled(debtor, list(debtor.open))
    told = rng.choice(("SOLDE DE TOUT COMPTE", "SOLDE", "POUR SOLDE COMPTE"))
    return Meant(sum(owed.cents for owed in truth), told, truth) if truth else None


def choice(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = settled(debtor, oldest(debtor, some_of(rng, debtor, most=4)))
    return Meant(sum(owed.cents for owed in truth), rng.choice(VAGUE), truth) if truth else None


def group_quoted(rng: random.Random, debtor: Debtor) -> Meant | None:
    """The head pays for one of its affiliates or several."""
    truth = [owed for each in debtor.affiliates for owed in some_of(rng, each, least=1, most=2)]
    if not truth:
        return None
    for each in debtor.affiliates:
        settled(each, truth)
    numbers = [owed.number for owed in truth]
    return Meant(sum(owed.cents for owed in truth), naming.listed(rng, numbers), truth)


def group_silent(rng: random.Random, debtor: Debtor) -> Meant | None:
    members = [each for each in debtor.affiliates if each.open]
    if not members:
        return None
    member = rng.choice(members)
    [owed] = oldest(member, [rng.choice(member.open)])
    settled(member, [owed])
    return Meant(owed.cents, rng.choice((f"P/C {member.name}", "REGLEMENT FILIALE", "RGT")), [owed])


def third_party(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed:
        return None
    settled(debtor, [owed])
    told = f"{word(rng)} {naming.as_written(rng, owed.number)}"
    if rng.random() < 0.5:
        told = f"P/C {debtor.name} {told}"
    return Meant(owed.cents, told, [owed], payer=rng.choice(PAYING_FOR_OTHERS))


def deducted(rng: random.Random, debtor: Debtor) -> Meant | None:
    """The credit note that stands is taken off what is paid."""
    truth = some_of(rng, debtor, least=1, most=3)
    cents = sum(owed.cents for owed in truth) - debtor.note
    if not debtor.note or cents <= 0 or truth[-1].cents <= debtor.note:
        return None
    settled(debtor, truth)
    told = ", ".join(owed.number for owed in truth)
    words = rng.choice(
        (f"{told} - AVOIR", f"{told} MOINS AVOIR {naming.amount(debtor.note)}", told)
    )
    debtor.note = 0
    return Meant(cents, words if rng.random() < 0.85 else "REGLEMENT AVOIR DEDUIT", truth)


def discounted(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = some_of(rng, debtor, least=1, most=2)
    due = sum(owed.cents for owed in truth)
    rate = rng.choice((DISCOUNT, DISCOUNT, 100, 150, 300))
    if not truth:
        return None
    settled(debtor, truth)
    told = ", ".join(owed.number for owed in truth)
    words = rng.choice((f"{told} ESCOMPTE {rate // 100}%", told, f"FACT {told} ESC DEDUIT"))
    return Meant(due - (due * rate + 5_000) // 10_000, words, truth)


def feed(rng: random.Random, debtor: Debtor) -> Meant | None:
    """A bank on the way kept its fee."""
    owed = one_of(rng, debtor)
    fee = rng.choice(FEES) if rng.random() < 0.85 else rng.randint(500, 2_500)
    if not owed or owed.cents < fee * 10:
        return None
    settled(debtor, [owed])
    return Meant(owed.cents - fee, f"{word(rng)} {owed.number}", [owed])


def rounded(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed or owed.cents % 100 == 0:
        return None
    settled(debtor, [owed])
    cents = rng.choice(
        (owed.cents // 100 * 100, owed.cents // 10 * 10, owed.cents + rng.choice((-1, 1, -2, 3)))
    )
    told = f"{word(rng)} {owed.number}" if rng.random() < 0.8 else rng.choice(VAGUE)
    return Meant(cents, told, [owed])


def retained(rng: random.Random, debtor: Debtor) -> Meant | None:
    """Five percent are kept as a guarantee."""
    owed = one_of(rng, debtor)
    if not owed:
        return None
    settled(debtor, [owed])
    return Meant(owed.cents - owed.cents // 20, f"SITUATION {owed.number} RG 5% DEDUITE", [owed])


def paid_twice(rng: random.Random, debtor: Debtor) -> Meant | None:
    if not debtor.paid:
        return None
    number, cents = rng.choice(debtor.paid)
    return Meant(cents, f"{word(rng)} {number}", [])


def installment(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth, left = [], debtor.plan
    for owed in debtor.open:
        if left > 0:
            truth.append(owed)
            left -= owed.cents
    if not debtor.plan or left > 0:
        return None
    told = rng.choice(("ECHEANCE 2/6", "MENSUALITE NOVEMBRE", "ECHEANCIER", "3EME VERSEMENT"))
    cents, debtor.plan, debtor.open = debtor.plan, 0, []
    return Meant(cents, told, truth)


def part_quoted(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    cents = rng.choice(ROUND)
    if not owed or cents >= owed.cents * 0.9:
        return None
    settled(debtor, [owed])
    return Meant(cents, f"ACOMPTE {word(rng)} {owed.number}", [owed])


def part_silent(rng: random.Random, debtor: Debtor) -> Meant | None:
    """A round sum without a word: the oldest due first."""
    cents = rng.choice(ROUND)
    told = rng.choice(("ACOMPTE", "VIREMENT", "A VALOIR SUR COMPTE"))
    if told == "VIREMENT" and any(owed.cents == cents for owed in debtor.open):
        return None
    truth, left = [], cents
    for owed in debtor.open:
        if left > 0:
            truth.append(owed)
            left -= owed.cents
    if left > 0 or not truth:
        return None
    debtor.open = []
    return Meant(cents, told, truth)


def too_much(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed:
        return None
    settled(debtor, [owed])
    return Meant(owed.cents + rng.choice((900, 1_800, 2_700, 9_000)), f"FACT {owed.number}", [owed])


def with_claims(rng: random.Random, debtor: Debtor) -> Meant | None:
    owed = one_of(rng, debtor)
    if not owed or owed.due_on >= debtor.today:
        return None
    settled(debtor, [owed])
    told = rng.choice((f"{owed.number} + INDEMNITE", f"{owed.number} ET 40 EUR", owed.number))
    return Meant(owed.cents + INDEMNITY, told, [owed])


def returned(rng: random.Random, debtor: Debtor) -> Meant | None:
    """The bank takes back what had been paid: of whom."""
    if not debtor.paid:
        return None
    number, cents = rng.choice(debtor.paid)
    told = rng.choice(
        (f"REJET PRLV {number}", f"IMPAYE {debtor.name} {number}", "RETOUR PRLV MS03")
    )
    return Meant(-cents, told, [])


def useless(rng: random.Random, debtor: Debtor) -> Meant | None:
    truth = settled(debtor, oldest(debtor, some_of(rng, debtor, least=1, most=2)))
    return Meant(sum(owed.cents for owed in truth), rng.choice(USELESS), truth) if truth else None


def of_another(rng: random.Random, _debtor: Debtor) -> Meant | None:
    """Money that no customer owes."""
    return Meant(
        rng.randint(2_000, 900_000), f"REF {rng.randint(10**6, 10**9)}", payer=rng.choice(OTHERS)
    )


HABITS: dict[str, tuple[Habit, float]] = {
    "one number": (single(by="number"), 18),
    "one, as typed": (single(by="spelled"), 11),
    "one, scanned": (single(by="scanned"), 2),
    "one, its end": (single(by="tail"), 3),
    "one, its day": (single(by="dated"), 1.5),
    "one, stuck": (single(by="stuck"), 1.5),
    "one, cut": (single(by="truncated"), 1.5),
    "one, its order": (single(by="order"), 2),
    "one, customer code": (single(by="code"), 1.5),
    "one, silent": (single(by="vague"), 5),
    "one, its month": (single(by="month"), 2),
    "one, mistyped": (single(by="wrong"), 0.7),
    "one, its amount": (single(by="amount"), 1.5),
    "end to end": (end_to_end, 2.5),
    "creditor reference": (creditor_reference, 1.5),
    "several": (several, 9),
    "several, amounts": (several_with_amounts, 2),
    "many, cut": (many, 2),
    "and others": (and_others, 0.7),
    "a range": (ranged, 2),
    "a month": (by_month, 2.5),
    "a statement": (statement, 2.5),
    "the balance": (balance, 1.5),
    "a choice, silent": (choice, 1.5),
    "group, quoted": (group_quoted, 1.5),
    "group, silent": (group_silent, 0.7),
    "a third party": (third_party, 2),
    "credit note": (deducted, 2),
    "discount": (discounted, 2.5),
    "bank fee": (feed, 1.5),
    "rounded": (rounded, 1),
    "retention": (retained, 0.5),
    "paid twice": (paid_twice, 0.7),
    "instalment": (installment, 1),
    "part, quoted": (part_quoted, 1.5),
    "part, silent": (part_silent, 1.5),
    "too much": (too_much, 0.5),
    "with claims": (with_claims, 1),
    "returned": (returned, 1),
    "useless": (useless, 3),
    "nobody's": (of_another, 0.7),
}

"""What the law wants written on an invoice beside its amounts; each figure is a legal value.

C. com. L441-9 and L441-10, II; D441-5; CGI, ann. II, 242 nonies A; for public bodies CCP
L2192-10 and following. A consumer owes neither the indemnity nor those penalties.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encaisse.invoicing.rules.facts import Note
from encaisse.invoicing.rules.parties import CONSUMER, PUBLIC
from encaisse.invoicing.rules.regimes import HUNDRED, Law
from encaisse.kernel.money import Money

INDEMNITY, PENALTIES, DISCOUNT, TREATMENT, GENERAL, LEGAL = (
    "PMT", "PMD", "AAB", "BAR", "AAI", "REG",
)  # fmt: skip
NO_DISCOUNT = "Pas d'escompte pour règlement anticipé."
ON_DEBITS = "Option pour le paiement de la taxe d'après les débits."


@dataclass(frozen=True, slots=True)
class Habits:
    """What a company always writes: its discount, its own penalty rate (a fraction, None: the
    legal one), whether it pays VAT on debits, what it adds."""

    discount: str = NO_DISCOUNT
    penalty_rate: Decimal | None = None
    on_debits: bool = False
    own: str = ""


def notes_of(buyer_kind: str, habits: Habits, *, on: date, law: Law) -> tuple[Note, ...]:
    """The notes that an invoice to such a buyer bears that day. Raises ``LawUnknown``."""
    return tuple(_notes(buyer_kind, habits, on, law))


def _notes(buyer_kind: str, habits: Habits, on: date, law: Law) -> Iterator[Note]:
    yield Note(PENALTIES, _penalties(buyer_kind, habits, on, law))
    yield Note(INDEMNITY, _indemnity(buyer_kind, on, law))
    yield Note(DISCOUNT, habits.discount or NO_DISCOUNT)
    if habits.on_debits:
        yield Note(LEGAL, ON_DEBITS)
    if habits.own:
        yield Note(GENERAL, habits.own)


def _penalties(buyer_kind: str, habits: Habits, on: date, law: Law) -> str:
    if buyer_kind == CONSUMER:
        return "Retard de paiement : intérêts au taux légal après mise en demeure (C. civ. 1231-6)."
    if buyer_kind == PUBLIC:
        margin, whole = law.read("public_penalty_margin").on(on), law.read("public_moratory_ecb8")
        return (
            f"Intérêts moratoires de retard : taux de la BCE majoré de {_plain(margin.value)} "
            f"points, soit {_percent(whole.on(on).value)} l'an ({margin.article})."
        )
    margin = law.read("b2b_penalty_margin").on(on)
    if habits.penalty_rate is not None:
        rate = f"{_percent(habits.penalty_rate * HUNDRED)} l'an"
    else:
        whole = law.read("b2b_default_penalty").on(on).value
        points = _plain(margin.value)
        rate = f"taux de la BCE majoré de {points} points, soit {_percent(whole)} l'an"
    return (
        f"Pénalités de retard : {rate}, exigibles sans rappel dès le lendemain de l'échéance "
        f"({margin.article})."
    )


def _indemnity(buyer_kind: str, on: date, law: Law) -> str:
    if buyer_kind == CONSUMER:
        return "Un particulier ne doit pas l'indemnité forfaitaire pour frais de recouvrement."
    name = "recovery_indemnity_public" if buyer_kind == PUBLIC else "recovery_indemnity"
    value = law.read(name).on(on)
    amount = Money(int(Decimal(value.value) * HUNDRED))
    return (
        f"Indemnité forfaitaire pour frais de recouvrement en cas de retard : {amount} "
        f"({value.article})."
    )


def _percent(value: Decimal) -> str:
    """``12,40 %``: all its decimals, two at least."""
    whole = max(value, value.quantize(Decimal("0.01")), key=lambda each: len(f"{each:f}"))
    return f"{whole:f}".replace(".", ",") + "\u00a0%"


def _plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}".replace(".", ",")

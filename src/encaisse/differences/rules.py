"""Why a debt or an excess is given up, and how much a role may give up. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal


class Cause(StrEnum):
    """Why it is given up; stable for ever."""

    UNCOLLECTIBLE = "uncollectible"
    PROCEEDINGS_CLOSED = "proceedings_closed"
    TIME_BARRED = "time_barred"
    NOT_WORTH_PURSUING = "not_worth_pursuing"
    OTHER_LOSS = "other_loss"
    BANK_FEE = "bank_fee"
    DISCOUNT_TAKEN = "discount_taken"
    ROUNDING = "rounding"
    EXCHANGE = "exchange"
    OTHER_DIFFERENCE = "other_difference"


LABELS = {
    Cause.UNCOLLECTIBLE: "créance irrécouvrable",
    Cause.PROCEEDINGS_CLOSED: "procédure collective close sans paiement",
    Cause.TIME_BARRED: "créance prescrite",
    Cause.NOT_WORTH_PURSUING: "trop faible pour être poursuivie",
    Cause.OTHER_LOSS: "autre perte",
    Cause.BANK_FEE: "frais bancaires retenus",
    Cause.DISCOUNT_TAKEN: "escompte déduit",
    Cause.ROUNDING: "arrondi",
    Cause.EXCHANGE: "écart de change",
    Cause.OTHER_DIFFERENCE: "autre écart",
}
CAUSES = [(cause.value, label) for cause, label in LABELS.items()]
LOSSES = (
    Cause.UNCOLLECTIBLE, Cause.PROCEEDINGS_CLOSED, Cause.TIME_BARRED, Cause.NOT_WORTH_PURSUING,
    Cause.OTHER_LOSS,
)  # fmt: skip
DIFFERENCES = (
    Cause.BANK_FEE, Cause.DISCOUNT_TAKEN, Cause.ROUNDING, Cause.EXCHANGE, Cause.OTHER_DIFFERENCE
)  # fmt: skip
KEPT = (Cause.ROUNDING, Cause.EXCHANGE, Cause.OTHER_DIFFERENCE)
"""Why a few cents paid too much are kept."""
NEEDS_WORDS = (Cause.OTHER_LOSS, Cause.OTHER_DIFFERENCE)
CREDIT_KINDS = {
    Cause.DISCOUNT_TAKEN: "discount",
    Cause.EXCHANGE: "exchange_difference",
    **dict.fromkeys(LOSSES, "write_off"),
}
EURO = "EUR"
USUAL_CENTS = {Role.COLLECTOR: (0, 1_000)}
"""What a role gives up when nothing else is said: losses, differences; absent, no limit."""
ASKED_OF = {Role.COLLECTOR: "un responsable", Role.MANAGER: "un administrateur"}


class CauseWithoutWords(Refusal):
    """« Autre » alone says nothing."""

    code = "cause_without_words"
    sentence = "Précisez en quelques mots : « {cause} » ne dit pas pourquoi."


class CauseOfNoExcess(Refusal):
    """What a customer paid too much is kept for a few causes only."""

    code = "cause_of_no_excess"
    sentence = "« {cause} » n'explique pas un trop-perçu : choisissez parmi {causes}."


class AboveLimit(Refusal):
    """More than the person's role may give up."""

    code = "difference_above_limit"
    sentence = (
        "Votre rôle permet {act} jusqu'à {limit} par facture, et le total serait ici de {asked} : "
        "demandez à {who}."
    )


class RateNotPositive(Refusal):
    """A rate is a number of units of one currency for one of another."""

    code = "rate_not_positive"
    sentence = "Donnez le cours du jour : combien de {due} pour 1 {paid}."


class PaidMoreThanDue(Refusal):
    """At that rate the payment is worth more than the invoice."""

    code = "converted_above_due"
    sentence = (
        "À ce cours, {paid} valent {worth}, plus que les {due} dus : convertissez une partie du "
        "règlement, ou retenez la différence en écart de change."
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person may give up for one invoice, in hundredths; None: without limit."""

    role: Role
    loss_cents: int | None
    difference_cents: int | None

    def of(self, cause: Cause) -> int | None:
        """The limit for that cause."""
        return self.loss_cents if cause in LOSSES else self.difference_cents


@dataclass(frozen=True, slots=True)
class Conversion:
    """A payment of another currency on a receivable: what it pays, what it leaves open of it
    (``short``), what it is worth beyond it (``over``)."""

    pays: Money
    short: Money
    over: Money


@dataclass(frozen=True, slots=True)
class Quoted:
    """A rate of the day of the invoice, and where it was read."""

    rate: Decimal
    source: str = ""


def causes_of_a_rest() -> list[tuple[str, str]]:
    """Why what a payment leaves of an invoice is given up, where a cause says enough."""
    causes = (cause for cause in DIFFERENCES if cause not in (*NEEDS_WORDS, Cause.EXCHANGE))
    return [(cause.value, LABELS[cause]) for cause in causes]


def kind_of(cause: Cause) -> str:
    """The kind of credit that records it."""
    return CREDIT_KINDS.get(cause, "difference")


def told(cause: Cause, words: str) -> str:
    """The reason as it is read everywhere: the cause, then the person's words."""
    plain = " ".join(words.split())
    if cause in NEEDS_WORDS and not plain:
        raise CauseWithoutWords(cause=LABELS[cause])
    said = LABELS[cause][:1].upper() + LABELS[cause][1:]
    return f"{said} : {plain}" if plain else said


def require_excess(cause: Cause) -> None:
    """Refuse a cause that explains no excess."""
    if cause not in KEPT:
        causes = ", ".join(LABELS[each] for each in KEPT)
        raise CauseOfNoExcess(cause=LABELS[cause], causes=causes)


def require_within(limits: Limits | None, cause: Cause, amount: Money, before_cents: int) -> None:
    """Refuse more than the role allows for one invoice, what was given up of it before included:
    a loss cut in slices is one loss."""
    most = limits.of(cause) if limits else None
    if limits is None or most is None or amount.cents + before_cents <= most:
        return
    raise AboveLimit(
        act="de passer en perte" if cause in LOSSES else "de solder un écart",
        limit=Money(most, amount.currency),
        asked=Money(amount.cents + before_cents, amount.currency),
        who=ASKED_OF[limits.role],
    )


def converted(paid: Money, due: Money, rate: Decimal) -> Conversion:
    """The payment at that rate (units of the invoice's currency for one of the payment's)."""
    if rate <= 0:
        raise RateNotPositive(due=due.currency, paid=paid.currency)
    worth = Money(Money(paid.cents, due.currency).times(Fraction(rate)).cents, due.currency)
    nothing = Money(0, due.currency)
    if worth <= due:
        return Conversion(worth, due - worth, nothing)
    return Conversion(due, nothing, worth - due)


def exchange_result(
    paid: Money, found: Conversion, booked: Quoted | None, *, settles: bool
) -> Money | None:
    """What the conversion gains (or loses) in euros: what was received, less what the books carried
    of the debt that it settles. None when that is not known: an invoice in another currency without
    the rate of its day, or no euro on either side."""
    settled = found.pays + found.short if settles else found.pays
    if settled.currency == EURO:
        return found.pays + found.over - settled
    if paid.currency != EURO or booked is None:
        return None
    if booked.rate <= 0:
        raise RateNotPositive(due=settled.currency, paid=EURO)
    carried = Money(settled.cents).times(1 / Fraction(booked.rate))
    return paid - carried

"""What a customer accepts with a plan, clause by clause: in French, the text that binds, and in
English for whoever reads no French. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph of the agreement: its title and its words."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clauses say; amounts and days as one reads them in their language, an amount empty
    when there is none. ``count``: how many payments."""

    creditor: str
    debtor: str
    principal: str
    interest: str
    waived: str
    count: int
    missed_max: int
    grace_days: int
    is_automatic: bool
    expires_on: str


FRENCH = {
    "title": "Échéancier de paiement et reconnaissance de dette",
    "acknowledgment": "Reconnaissance de dette",
    "acknowledged": "{debtor} reconnaît devoir à {creditor} la somme de {principal} en principal, "
    "au titre des factures énumérées ci-dessus, et n'en conteste ni l'existence ni le montant. "
    "Cette reconnaissance interrompt la prescription (Code civil, article 2240).",
    "payment": "Paiement",
    "paid": "{debtor} s'engage à payer cette somme en {payments}. Tant qu'il respecte "
    "l'échéancier, {creditor} ne réclame pas le paiement immédiat du solde. L'échéancier "
    "n'emporte pas novation : les factures, leurs garanties et la réserve de propriété demeurent.",
    "payments_one": "{count} versement, au plus tard le jour indiqué",
    "payments_many": "{count} versements, chacun au plus tard le jour indiqué",
    "interest": "Intérêts de retard",
    "no_interest": "Aucun intérêt n'est ajouté aux versements. Ceux que la loi accorde sont "
    "réservés.",
    "borne": "Les versements comprennent {interest} d'intérêts de retard. ",
    "counted": "Ils sont comptés jusqu'au jour de chaque versement, aux taux connus à ce jour.",
    "waived": "{creditor} renonce à {waived} d'intérêts de retard si tous les versements, intérêts "
    "compris, sont faits {when} ; sinon ils restent dus.",
    "by_their_day": "à leur date",
    "within_grace": "au plus tard {days} après leur date",
    "acceleration": "Déchéance du terme",
    "on_notice": "À défaut de paiement d'un versement, {creditor} peut, après mise en demeure, "
    "mettre fin à l'échéancier : le solde redevient alors immédiatement exigible.",
    "missed_one": "Lorsqu'un versement restera impayé {when}, le solde redeviendra immédiatement "
    "exigible, {how}, avec les intérêts de retard.",
    "missed_many": "Lorsque {missed} versements resteront impayés {when}, le solde redeviendra "
    "immédiatement exigible, {how}, avec les intérêts de retard.",
    "after_one": "{days} après sa date",
    "after_many": "{days} après leur date",
    "next_day_one": "le lendemain de sa date",
    "next_day_many": "le lendemain de leur date",
    "by_itself": "de plein droit et sans autre formalité",
    "if_asked": "si {creditor} le demande par écrit",
    "days_one": "{count} jour",
    "days_many": "{count} jours",
    "duration": "Durée de la proposition",
    "lapses": "Sans acceptation le {expires_on} au plus tard, la proposition est caduque et ne "
    "peut être opposée à aucune des parties.",
}
ENGLISH = {
    "title": "Payment plan and acknowledgment of debt",
    "acknowledgment": "Acknowledgment of debt",
    "acknowledged": "{debtor} acknowledges that it owes {creditor} a principal of {principal} for "
    "the invoices listed above, and disputes neither their existence nor their amount. This "
    "acknowledgment interrupts the limitation period (French Civil Code, article 2240).",
    "payment": "Payment",
    "paid": "{debtor} undertakes to pay this amount in {payments}. As long as it keeps to the "
    "plan, {creditor} does not claim immediate payment of the balance. The plan is no novation: "
    "the invoices, their securities and the retention of title remain.",
    "payments_one": "{count} payment, on the day stated at the latest",
    "payments_many": "{count} payments, each on the day stated at the latest",
    "interest": "Late-payment interest",
    "no_interest": "No interest is added to the payments. That which the law grants is reserved.",
    "borne": "The payments include {interest} of late-payment interest. ",
    "counted": "It is counted to the day of each payment, at the rates known today.",
    "waived": "{creditor} gives up {waived} of late-payment interest if every payment, interest "
    "included, is made {when}; otherwise it remains due.",
    "by_their_day": "on its day",
    "within_grace": "{days} after its day at the latest",
    "acceleration": "Acceleration",
    "on_notice": "If a payment is not made, {creditor} may end the plan after formal notice: the "
    "balance is then due at once.",
    "missed_one": "When a payment is still unpaid {when}, the balance is due at once, {how}, with "
    "late-payment interest.",
    "missed_many": "When {missed} payments are still unpaid {when}, the balance is due at once, "
    "{how}, with late-payment interest.",
    "after_one": "{days} after its day",
    "after_many": "{days} after their day",
    "next_day_one": "the day after it falls due",
    "next_day_many": "the day after they fall due",
    "by_itself": "automatically and without further formality",
    "if_asked": "if {creditor} asks for it in writing",
    "days_one": "{count} day",
    "days_many": "{count} days",
    "duration": "Duration of the proposal",
    "lapses": "Unless accepted on {expires_on} at the latest, the proposal lapses and cannot be "
    "relied upon by either party.",
}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"fr": FRENCH, "en": ENGLISH})


def title_of(language: str = "fr") -> str:
    """What the agreement is called."""
    return WORDS[language]["title"]


def clauses(facts: Facts, *, language: str = "fr") -> tuple[Clause, ...]:
    """All the paragraphs, in their order: the same in each language."""
    say = WORDS[language]
    payments = _counted(facts.count, "payments", say, is_french=language == "fr")
    named = {
        "debtor": facts.debtor, "creditor": facts.creditor, "principal": facts.principal,
        "payments": payments, "expires_on": facts.expires_on,
    }  # fmt: skip
    return (
        Clause(say["acknowledgment"], say["acknowledged"].format(**named)),
        Clause(say["payment"], say["paid"].format(**named)),
        Clause(say["interest"], _interest(facts, say, is_french=language == "fr")),
        Clause(say["acceleration"], _acceleration(facts, say, is_french=language == "fr")),
        Clause(say["duration"], say["lapses"].format(**named)),
    )


def _interest(facts: Facts, say: Mapping[str, str], *, is_french: bool) -> str:
    if not facts.interest and not facts.waived:
        return say["no_interest"]
    borne = say["borne"].format(interest=facts.interest) if facts.interest else ""
    if not facts.waived:
        return borne + say["counted"]
    days = _counted(facts.grace_days, "days", say, is_french=is_french)
    when = say["within_grace" if facts.grace_days else "by_their_day"].format(days=days)
    return borne + say["waived"].format(creditor=facts.creditor, waived=facts.waived, when=when)


def _acceleration(facts: Facts, say: Mapping[str, str], *, is_french: bool) -> str:
    if not facts.missed_max:
        return say["on_notice"].format(creditor=facts.creditor)
    how = say["by_itself"] if facts.is_automatic else say["if_asked"]
    many = "one" if facts.missed_max == 1 else "many"
    days = _counted(facts.grace_days, "days", say, is_french=is_french)
    when = say[f"{'after' if facts.grace_days else 'next_day'}_{many}"].format(days=days)
    return say[f"missed_{many}"].format(
        missed=facts.missed_max, how=how.format(creditor=facts.creditor), when=when
    )


def _counted(count: int, word: str, say: Mapping[str, str], *, is_french: bool) -> str:
    """The French plural starts at two; the English one is of all but one."""
    is_one = count < 2 if is_french else count == 1
    return say[f"{word}_one" if is_one else f"{word}_many"].format(count=count)

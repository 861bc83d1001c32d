"""The fixed indemnity for recovery costs: 40 € per invoice paid late, between professionals."""

from datetime import date

from encaisse.calculators.rules.answers import Answer, Figure, Ground, ground_of_value
from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.law.indemnity import indemnity
from encaisse.law.rates import Debtor
from encaisse.law.reader import Parameters

LABEL = "Indemnité forfaitaire de recouvrement"
ONCE = "Une fois par facture payée en retard, quelle que soit la durée du retard, même partiel."
MORE = "Des frais supérieurs s'ajoutent sur justification."
INSOLVENCY = (
    "Elle n'est pas due quand une procédure collective interdit de payer le jour de l'échéance."
)


def answer(debtor: Debtor, *, invoices: int, due_on: date, law: Parameters) -> Answer:
    """What so many invoices due on ``due_on`` and unpaid that day entail."""
    late_on = due_on + ONE_DAY
    found = indemnity(debtor, late_on=late_on, invoices=invoices, law=law)
    if found.value is None:
        return Answer(
            main=Figure(LABEL, str(found.amount)),
            sentence="Un particulier ne la doit pas : elle n'est due que par les professionnels.",
            grounds=(Ground(found.article, LABEL, found.source),),
        )
    many = "s" if invoices > 1 else ""
    each = Money(int(found.value.value * 100))
    return Answer(
        main=Figure(LABEL, str(found.amount), f"{invoices} facture{many} × {each}"),
        sentence=f"Due de plein droit dès le {french_day(late_on)}, lendemain de l'échéance.",
        grounds=(ground_of_value(found.value, law),),
        notes=(ONCE, MORE, INSOLVENCY),
    )

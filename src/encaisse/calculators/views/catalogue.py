"""The calculators there are: their words, what they ask, what answers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.forms.costs import DiscountForm, UnpaidCostForm
from encaisse.calculators.forms.due_date import DueDateForm
from encaisse.calculators.forms.indemnity import IndemnityForm
from encaisse.calculators.forms.interest import LateInterestForm, LegalInterestForm
from encaisse.calculators.forms.limitation import LimitationForm
from encaisse.calculators.rules import (
    discount,
    due_date,
    indemnity,
    late_interest,
    legal_interest,
    limitation,
    unpaid_cost,
)
from encaisse.calculators.rules.answers import Answer


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator: ``name`` in code, ``slug`` in its address; ``example`` is a query."""

    name: str
    slug: str
    title: str | Promise
    lead: str | Promise
    icon: str
    form: type[CalculatorForm]
    answer: Callable[..., Answer]
    example: str
    needs_law: bool = True

    @property
    def url(self) -> str:
        """Its page."""
        return reverse(f"calculators:{self.name}")

    @property
    def paper_url(self) -> str:
        """Its PDF."""
        return reverse(f"calculators:{self.name}_pdf")


CALCULATORS = (
    Calculator(
        "late_interest",
        "interets-de-retard",
        _("Intérêts de retard"),
        _("Les pénalités d'une facture payée en retard, semestre par semestre, et l'indemnité."),
        "late",
        LateInterestForm,
        late_interest.answer,
        "montant=4200&echeance=2026-04-20&jusqu_au=2026-09-03",
    ),
    Calculator(
        "legal_interest",
        "interet-legal",
        _("Intérêt légal, simple ou majoré"),
        _("D'une mise en demeure ou d'un jugement au paiement, puis au taux légal majoré."),
        "law",
        LegalInterestForm,
        legal_interest.answer,
        "montant=4200&depuis=2026-01-15&jusqu_au=2026-06-30&executoire=2026-02-10",
    ),
    Calculator(
        "due_date",
        "echeance",
        _("Date d'échéance"),
        _("Le jour du paiement selon ce qui est convenu, et le plus tard que la loi permet."),
        "calendar",
        DueDateForm,
        due_date.answer,
        "emise=2026-01-31&conditions=45+jours%2C+fin+de+mois",
    ),
    Calculator(
        "limitation",
        "prescription",
        _("Prescription"),
        _("Jusqu'à quand agir en justice, et ce qui interrompt vraiment le délai."),
        "clock",
        LimitationForm,
        limitation.answer,
        "nature=b2b&depuis=2024-03-01&acte_1=formal_notice&acte_1_le=2025-01-10"
        "&acte_2=acknowledgment&acte_2_le=2025-06-02",
    ),
    Calculator(
        "indemnity",
        "indemnite-forfaitaire",
        _("Indemnité forfaitaire"),
        _("Ce que chaque facture payée en retard ajoute de plein droit entre professionnels."),
        "invoice",
        IndemnityForm,
        indemnity.answer,
        "factures=3&echeance=2026-04-20",
    ),
    Calculator(
        "unpaid_cost",
        "cout-d-un-impaye",
        _("Coût d'un impayé"),
        _("Le chiffre d'affaires à refaire pour rattraper une facture perdue."),
        "aged",
        UnpaidCostForm,
        unpaid_cost.answer,
        "montant=1000&marge=20",
    ),
    Calculator(
        "discount",
        "cout-d-un-escompte",
        _("Coût d'un escompte"),
        _("Ce que coûte par an une remise accordée pour être payé plus tôt."),
        "payment",
        DiscountForm,
        discount.answer,
        "escompte=2&jours=20",
        needs_law=False,
    ),
)

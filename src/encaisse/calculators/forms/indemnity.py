"""The fixed indemnity of invoices paid late."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.forms.fields import ChoiceField, DayField, count_field
from encaisse.calculators.forms.interest import DEBTORS
from encaisse.law.rates import Debtor


class IndemnityForm(CalculatorForm):
    """How many invoices, owed by whom, due when."""

    factures = count_field(label=_("Factures payées en retard"))
    debiteur = ChoiceField(label=_("Le débiteur est"), choices=DEBTORS)
    echeance = DayField(
        label=_("Échéance"), help_text=_("Le montant est celui en vigueur le lendemain.")
    )

    def usual(self) -> dict[str, str]:
        return {"factures": "1", "debiteur": Debtor.BUSINESS, "echeance": self.on.isoformat()}

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "debtor": Debtor(found["debiteur"]),
            "invoices": found["factures"],
            "due_on": found["echeance"],
        }

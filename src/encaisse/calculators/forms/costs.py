"""What lateness costs: an unpaid invoice, an early-payment discount."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.forms.fields import (
    ChoiceField,
    amount_field,
    discount_field,
    early_days_field,
    rate_field,
)
from encaisse.law.rates import in_percent
from encaisse.law.reader import parameters

TRADES = [(key, trade.label) for key, trade in parameters.table("usual_margins").items()]


class UnpaidCostForm(CalculatorForm):
    """What was lost, and the margin that makes up for it."""

    montant = amount_field(label=_("Montant impayé, hors taxe"))
    marge = rate_field(
        label=_("Votre marge"),
        required=False,
        help_text=_("En pour cent du chiffre d'affaires ; vide : celle de votre activité."),
    )
    activite = ChoiceField(label=_("Votre activité"), choices=TRADES)

    def usual(self) -> dict[str, str]:
        return {"activite": "default"}

    def clean_marge(self) -> Any:
        """A sale that leaves nothing makes up for nothing."""
        rate = self.cleaned_data["marge"]
        if rate == 0:
            raise forms.ValidationError(_("La marge doit être supérieure à zéro."))
        return rate

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        own = found["marge"]
        return {
            "amount": found["montant"],
            "margin": found["activite"] if own is None else in_percent(own),
            "on": self.on,
        }


class DiscountForm(CalculatorForm):
    """How much is given for how many days."""

    escompte = discount_field(
        label=_("Escompte"), help_text=_("En pour cent du montant, par exemple 2.")
    )
    jours = early_days_field(
        label=_("Jours gagnés"),
        help_text=_("De l'échéance normale au paiement anticipé, de 1 à 365."),
    )

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"discount": found["escompte"], "days_early": found["jours"]}

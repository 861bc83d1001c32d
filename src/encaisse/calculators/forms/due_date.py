"""The due date of an invoice, and the latest day allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.forms.fields import LENGTH_MAX, ChoiceField, DayField
from encaisse.calculators.forms.interest import DEBTORS
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_limits import SECTORS_OF, Sale, Sector
from encaisse.law.payment_terms_reading import EXAMPLES, parse_terms
from encaisse.law.rates import Debtor

SECTORS = [(each, each.label[:1].upper() + each.label[1:]) for each in Sector]


class DueDateForm(CalculatorForm):
    """An invoice, its terms, who buys what."""

    emise = DayField(label=_("Facture émise le"))
    conditions = forms.CharField(
        label=_("Conditions de règlement"),
        required=False,
        max_length=LENGTH_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Par exemple « %(one)s » ou « %(other)s » ; vide : rien n'est convenu.")
        % {"one": EXAMPLES[1], "other": EXAMPLES[2]},
    )
    acheteur = ChoiceField(label=_("L'acheteur est"), choices=DEBTORS)
    secteur = ChoiceField(label=_("Achat ou secteur"), choices=SECTORS)
    recue = DayField(
        label=_("Reçue ou livrée le"), required=False, help_text=_("Quand le délai en dépend.")
    )

    def usual(self) -> dict[str, str]:
        return {"acheteur": Debtor.BUSINESS, "secteur": Sector.GENERAL}

    def clean(self) -> dict[str, Any]:
        """The terms are read once the day of issue is known: it dates their two readings."""
        found = self.cleaned_data
        buyer, sector = found.get("acheteur"), found.get("secteur")
        if buyer and sector and Sector(sector) not in SECTORS_OF[Debtor(buyer)]:
            self.add_error("secteur", _("Ce secteur ne concerne pas cet acheteur."))
        if found.get("conditions") and found.get("emise"):
            try:
                found["terms"] = parse_terms(found["conditions"], issued_on=found["emise"])
            except Refusal as refusal:
                self.add_error("conditions", str(refusal))
        return found

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        sale = Sale(
            found["emise"], found["recue"], Debtor(found["acheteur"]), Sector(found["secteur"])
        )
        return {"sale": sale, "terms": found.get("terms")}

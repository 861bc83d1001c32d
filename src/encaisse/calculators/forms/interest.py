"""Interest: of a late invoice, and at the legal rate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.forms.fields import ChoiceField, DayField, amount_field, rate_field
from encaisse.kernel.days import french_day
from encaisse.law.late_interest import DayCount, Debt, Imputation, Payment, PaymentAfterDay
from encaisse.law.rates import Debtor, Regime

DEBTORS = [
    (Debtor.BUSINESS, _("Une entreprise, un professionnel")),
    (Debtor.PUBLIC, _("Un organisme public")),
    (Debtor.CONSUMER, _("Un particulier")),
]
CREDITORS = [
    (Regime.LEGAL, _("Une entreprise, un professionnel")),
    (Regime.LEGAL_INDIVIDUAL, _("Un particulier, hors de toute activité professionnelle")),
]
ORDERS = [
    (Imputation.INTEREST_FIRST, _("d'abord les intérêts")),
    (Imputation.PRINCIPAL_FIRST, _("d'abord le principal, si convenu")),
]
YEARS = [
    (DayCount.ACT_365, _("année de 365 jours, toujours")),
    (DayCount.ACT_ACT, _("année réelle, 365 ou 366 jours")),
]


def year_field() -> ChoiceField:
    """How a day is counted in a year."""
    return ChoiceField(label=_("Base de calcul"), choices=YEARS)


class LateInterestForm(CalculatorForm):
    """One invoice, what was paid of it, until a day."""

    rows_label = _("Versements partiels, reçus le")

    montant = amount_field(label=_("Montant impayé, TTC"))
    echeance = DayField(label=_("Échéance"))
    jusqu_au = DayField(
        label=_("Payé ou calculé le"), help_text=_("Ce jour compte. Par défaut, aujourd'hui.")
    )
    debiteur = ChoiceField(label=_("Le débiteur est"), choices=DEBTORS)
    taux = rate_field(
        label=_("Taux convenu"),
        required=False,
        help_text=_("En pour cent par an, comme au contrat."),
    )
    imputation = ChoiceField(label=_("Les versements éteignent"), choices=ORDERS)
    annee = year_field()

    def __init__(self, typed: Any, *, on: Any) -> None:
        super().__init__(typed, on=on)
        for rank in self.ranks("versement"):
            self.fields[f"versement_{rank}"] = amount_field(
                label=_("Versement %(rank)s") % {"rank": rank}, required=False
            )
            self.fields[f"versement_{rank}_le"] = DayField(
                label=_("Versement %(rank)s, reçu le") % {"rank": rank}, required=False
            )

    def usual(self) -> dict[str, str]:
        return {
            "jusqu_au": self.on.isoformat(),
            "debiteur": Debtor.BUSINESS,
            "imputation": Imputation.INTEREST_FIRST,
            "annee": DayCount.ACT_365,
        }

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """A payment on each line."""
        ranks = self.ranks("versement")
        return [(self[f"versement_{rank}"], self[f"versement_{rank}_le"]) for rank in ranks]

    def after_rows(self) -> tuple[str, ...]:
        """The order of imputation matters once there is a payment."""
        return ("imputation", "annee")

    def clean_taux(self) -> Any:
        """A clause departs from the default between professionals only."""
        rate = self.cleaned_data["taux"]
        if rate is not None and self.cleaned_data.get("debiteur") != Debtor.BUSINESS:
            raise forms.ValidationError(
                _("Un taux convenu ne se donne ici qu'entre professionnels : laissez vide.")
            )
        return rate

    def clean(self) -> dict[str, Any]:
        """A payment has both its amount and its day, no later than the day of the count."""
        until = self.cleaned_data.get("jusqu_au")
        for amount, day in self.rows:
            paid, on = self.cleaned_data.get(amount.name), self.cleaned_data.get(day.name)
            if paid and not day.data:
                self.add_error(day.name, _("Indiquez le jour de ce versement."))
            if on and not amount.data:
                self.add_error(amount.name, _("Indiquez le montant de ce versement."))
            if on and until and on > until:
                refusal = PaymentAfterDay(day=french_day(on), on=french_day(until))
                self.add_error(day.name, str(refusal))
        return self.cleaned_data

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        debt = Debt(
            principal=found["montant"],
            due_on=found["echeance"],
            debtor=Debtor(found["debiteur"]),
            regime=Regime.DEFAULT if found["taux"] is None else Regime.CONTRACT,
            contract_rate=found["taux"],
        )
        return {
            "debt": debt,
            "on": found["jusqu_au"],
            "payments": [
                Payment(found[day.name], found[amount.name])
                for amount, day in self.rows
                if found[amount.name]
            ],
            "imputation": Imputation(found["imputation"]),
            "day_count": DayCount(found["annee"]),
        }


class LegalInterestForm(CalculatorForm):
    """A sum from a day to another; increased by five points from a third."""

    montant = amount_field(label=_("Somme due"))
    depuis = DayField(
        label=_("Point de départ"),
        help_text=_("La mise en demeure ou le jugement ; les intérêts courent du lendemain."),
    )
    jusqu_au = DayField(label=_("Payé ou calculé le"), help_text=_("Ce jour compte."))
    creancier = ChoiceField(label=_("Le créancier est"), choices=CREDITORS)
    executoire = DayField(
        label=_("Décision exécutoire depuis le"),
        required=False,
        help_text=_("Même par provision ; le taux est majoré une fois le délai passé."),
    )
    annee = year_field()

    def usual(self) -> dict[str, str]:
        return {
            "jusqu_au": self.on.isoformat(),
            "creancier": Regime.LEGAL,
            "annee": DayCount.ACT_365,
        }

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "amount": found["montant"],
            "since": found["depuis"],
            "on": found["jusqu_au"],
            "regime": Regime(found["creancier"]),
            "enforceable_on": found["executoire"],
            "day_count": DayCount(found["annee"]),
        }

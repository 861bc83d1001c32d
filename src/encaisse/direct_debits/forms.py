"""What is typed of a creditor, a mandate, a batch: its shape, nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.direct_debits.rules.calendar import USUAL_NOTICE_DAYS
from encaisse.direct_debits.rules.mandates import SCHEMES
from encaisse.direct_debits.rules.pain import VERSIONS
from encaisse.web.fields import DayField

NOTICE_MAX = 60


class CreditorForm(forms.Form):
    """The company as a SEPA creditor."""

    ics = forms.CharField(
        label=_("Identifiant créancier SEPA (ICS)"), max_length=40,
        help_text=_("Votre banque vous le donne, par exemple FR72ZZZ123456."),
    )  # fmt: skip
    version = forms.ChoiceField(
        label=_("Format de la remise"), choices=[(each, each) for each in VERSIONS],
        initial=VERSIONS[1], help_text=_("Celui que votre banque accepte ; le second par défaut."),
    )  # fmt: skip


class MandateForm(forms.Form):
    """A mandate that a customer signed."""

    reference = forms.CharField(label=_("Référence unique (RUM)"), max_length=35)
    scheme = forms.ChoiceField(label=_("Type"), choices=SCHEMES)
    iban = forms.CharField(label="IBAN", max_length=42)
    bic = forms.CharField(
        label="BIC", max_length=14, required=False, help_text=_("Hors Espace économique européen.")
    )
    holder = forms.CharField(
        label=_("Titulaire du compte"), max_length=140, required=False,
        help_text=_("Vide : le nom du client."),
    )  # fmt: skip
    signed_on = DayField(label=_("Signé le"))
    notice_days = forms.IntegerField(
        label=_("Préavis, en jours"), min_value=1, max_value=NOTICE_MAX, initial=USUAL_NOTICE_DAYS,
        help_text=_("14 jours, sauf accord avec le client."),
    )  # fmt: skip
    is_recurrent = forms.BooleanField(
        label=_("Vaut pour plusieurs prélèvements"), required=False, initial=True
    )

    def __init__(self, typed: Any = None, *, today: date) -> None:
        super().__init__(typed, initial={"signed_on": today})
        self.today = today

    def clean_signed_on(self) -> date:
        on: date = self.cleaned_data["signed_on"]
        if on > self.today:
            raise forms.ValidationError(_("Ce jour n'est pas encore venu."))
        return on


class BatchForm(forms.Form):
    """What is collected, and when."""

    receivables = forms.MultipleChoiceField(
        label=_("Créances"), widget=forms.CheckboxSelectMultiple, required=False
    )
    final = forms.MultipleChoiceField(
        label=_("Dernier prélèvement"), widget=forms.CheckboxSelectMultiple, required=False
    )
    collect_on = DayField(label=_("Prélever le"))
    notified_on = DayField(
        label=_("Clients prévenus le"), required=False,
        help_text=_("Vide : chaque facture annonçait son prélèvement."),
    )  # fmt: skip
    tells = forms.BooleanField(
        label=_("Prévenir chaque client aujourd'hui, par courriel"), required=False,
        help_text=_("Montant, jour, mandat et identifiant créancier, dans la langue du client."),
    )  # fmt: skip

    def __init__(
        self, typed: Any = None, *, offered: list[str], earliest: date, ticked: list[str]
    ) -> None:
        super().__init__(typed, initial={"collect_on": earliest, "receivables": ticked})
        for name in ("receivables", "final"):
            field: Any = self.fields[name]
            field.choices = [(key, key) for key in offered]
            field.error_messages["invalid_choice"] = _("Une créance cochée n'est plus à prélever.")

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("tells") and given.get("notified_on"):
            both = _("Prévenez aujourd'hui, ou donnez le jour où ils l'ont été : pas les deux.")
            self.add_error("notified_on", both)
        return given

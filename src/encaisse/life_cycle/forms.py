"""What is typed about the life cycle of an invoice: its shape, nothing else."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.life_cycle.rules.codes import REASONS, TYPED, label_of
from encaisse.web.fields import AmountField, DayField

STATUSES = [(code, f"{code} · {label_of(code)}") for code in TYPED]
WHY = [("", _("Aucun, ou dit ci-dessous")), *REASONS.items()]


class StatusForm(forms.Form):
    """A status that a person read or heard."""

    code = forms.ChoiceField(label=_("Statut"), choices=STATUSES)
    on = DayField(label=_("Dit le"))
    cents = AmountField(
        is_positive=True, label=_("Montant"), required=False,
        help_text=_("Contesté (206, 207) ou payé (211), TVA comprise ; vide : le tout."),
    )  # fmt: skip
    paid_on = DayField(
        label=_("Payée le"), required=False, help_text=_("Pour un paiement transmis (211)."),
    )  # fmt: skip
    reason_code = forms.ChoiceField(label=_("Motif"), choices=WHY, required=False)
    reason = forms.CharField(
        label=_("En ses termes"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    said_by = forms.CharField(label=_("Dit par"), max_length=200, required=False)
    proof = forms.FileField(
        label=_("Preuve"), required=False,
        help_text=_("Accusé, capture, courriel : gardée avec la facture."),
    )  # fmt: skip

    def __init__(self, typed: Any = None, files: Any = None, *, on: date) -> None:
        super().__init__(typed, files, initial={"on": on}, auto_id="status_%s")


class LiftForm(forms.Form):
    """Why what a status entailed counts no more."""

    why = forms.CharField(label=_("Motif"), max_length=250)

    @classmethod
    def of(cls, consequence_id: int) -> "LiftForm":
        """The form of one status among several on a page."""
        return cls(auto_id=f"lift_{consequence_id}_%s")

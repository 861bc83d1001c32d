"""What is typed about limitation: its shape, nothing else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.law.limitation import LimitationKind
from encaisse.legal_action.rules import ACT_GROUPS, act_label
from encaisse.web.fields import DayField

ACT_CHOICES = [(label, [(act, act_label(act)) for act in acts]) for label, acts in ACT_GROUPS]
KIND_CHOICES = [("", _("D'après la nature du client"))] + [
    (kind.value, kind.label) for kind in LimitationKind
]
INVOICE, CUSTOMER, COMPANY = "invoice", "customer", "company"


class ActForm(forms.Form):
    """Something that happened to the claim."""

    kind = forms.ChoiceField(label=_("Acte"), choices=ACT_CHOICES)
    on = DayField(label=_("Le"))
    proof = forms.CharField(
        label=_("Preuve"), max_length=250, required=False,
        help_text=_("Pièce, accusé de réception, procès-verbal : exigée si la date sûre bouge."),
    )  # fmt: skip
    note = forms.CharField(label=_("Remarque"), max_length=250, required=False)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="act_%s")


class CancelForm(forms.Form):
    """Why an act is cancelled."""

    reason = forms.CharField(label=_("Motif de l'annulation"), max_length=250)

    @classmethod
    def of(cls, event_id: int) -> "CancelForm":
        """The form of one act among several on a page."""
        return cls(auto_id=f"cancel_{event_id}_%s")


class KindForm(forms.Form):
    """The sort of claim, and for what it is chosen."""

    kind = forms.ChoiceField(label=_("Nature"), choices=KIND_CHOICES, required=False)
    scope = forms.ChoiceField(
        label=_("Pour"),
        choices=[
            (INVOICE, _("cette facture")),
            (CUSTOMER, _("toutes celles de ce client")),
            (COMPANY, _("toutes celles de la société (clients entreprises)")),
        ],
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="kind_%s")

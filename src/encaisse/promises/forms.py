"""What is typed of a promise: its shape, nothing else."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.web.fields import AmountField, DayField

WORDS_MAX = 250


class ReplaceForm(forms.Form):
    """Another day, another amount."""

    use_required_attribute = False

    by_on = DayField(
        label=_("Pour le"),
        error_messages={"required": _("Dites pour quel jour le règlement est promis.")},
    )  # fmt: skip
    cents = AmountField(
        label=_("Montant promis"), required=False,
        help_text=_("Vide : tout ce qui reste dû de ses factures."),
    )  # fmt: skip
    confirmed = forms.BooleanField(label=_("C'est bien ce que le client promet"), required=False)


class WithdrawForm(forms.Form):
    """It holds nothing any more."""

    use_required_attribute = False

    why = forms.CharField(label=_("Motif"), max_length=WORDS_MAX, required=False)

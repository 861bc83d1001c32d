"""What is typed to correct how somebody is reached: the new value, who told it, and when."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.parties.rules.hearing import LENGTH, Heard
from encaisse.web.fields import DayField

TYPED = {"autocomplete": "off", "autofocus": True}
VALUES = {
    "email": (_("Courriel"), forms.TextInput(attrs={**TYPED, "inputmode": "email"})),
    "phone": (_("Téléphone"), forms.TextInput(attrs={**TYPED, "inputmode": "tel"})),
    "address": (_("Adresse"), forms.Textarea(attrs={**TYPED, "rows": 3})),
}


class CorrectForm(forms.Form):
    """One way to reach somebody, put right. What is typed is judged by the operation."""

    value = forms.CharField(
        max_length=500, error_messages={"required": _("Écrivez ce qui remplace, ou fermez.")}
    )
    told_by = forms.CharField(
        label=_("Dit par"), max_length=LENGTH, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("vous")}),
    )  # fmt: skip
    told_on = DayField(label=_("Le"), error_messages={"required": _("Dites quel jour.")})
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, datum: str, known: str = "", on: date) -> None:
        initial = {"value": known, "told_on": on}
        super().__init__(typed, initial=initial, auto_id="correct_%s")
        self.fields["value"].label, self.fields["value"].widget = VALUES[datum]

    @property
    def heard(self) -> Heard:
        """Who told it, and when."""
        return Heard(by=self.cleaned_data["told_by"], on=self.cleaned_data["told_on"])

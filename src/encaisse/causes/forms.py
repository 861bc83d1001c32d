"""What is typed of a cause, and which causes are read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.causes.rules import LABELS


class CauseForm(forms.Form):
    """The cause that a person retains, with a word; none goes back to what is proposed."""

    cause = forms.ChoiceField(
        label=_("Cause"), required=False,
        choices=[("", _("celle qui est proposée")), *LABELS.items()],
        error_messages={"invalid_choice": _("Choisissez une cause de la liste.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Précision"), max_length=250, required=False)

    def __init__(self, typed: Any = None, *, cause: str = "") -> None:
        super().__init__(typed, initial={"cause": cause}, auto_id="cause_%s")

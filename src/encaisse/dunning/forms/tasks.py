"""What is typed of a task: what came of it, when, for whom; where a customer can be reached."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.web.fields import DayField


class OutcomeForm(forms.Form):
    """What came of tasks, or why they are not done, and the day."""

    outcome = forms.CharField(
        label=_("Ce que cela a donné, ou pourquoi non"), max_length=250,
        error_messages={"required": _("Dites en quelques mots ce que cela a donné.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    on = DayField(label=_("Le"), error_messages={"required": _("Dites quel jour.")})
    use_required_attribute = False  # beside the choice of a person, in one bar

    def __init__(self, typed: Any = None, *, on: date) -> None:
        super().__init__(typed, initial={"on": on}, auto_id="task_%s")


class DayForm(forms.Form):
    """The other day that a task is for, and why."""

    to = DayField(label=_("Pour le"), error_messages={"required": _("Dites pour quel jour.")})
    why = forms.CharField(label=_("Pourquoi"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="task_%s")


class PersonForm(forms.Form):
    """The member who takes tasks."""

    person = forms.TypedChoiceField(
        label=_("Confier à"), coerce=int,
        error_messages={"required": _("Choisissez à qui confier ces tâches.")},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, people: list[tuple[str, str]]) -> None:
        super().__init__(typed, auto_id="task_%s")
        chosen: Any = self.fields["person"]
        chosen.choices = [("", _("à qui ?")), *people]


class ReachForm(forms.Form):
    """Where a customer can be written to."""

    email = forms.EmailField(label=_("Courriel"), required=False)
    address = forms.CharField(
        label=_("Adresse postale"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, typed: Any = None, *, known: dict[str, str]) -> None:
        super().__init__(typed, initial=known, auto_id="reach_%s")

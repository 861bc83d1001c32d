"""What is typed of colleagues: who follows a customer, their address, when digests leave."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.parties.rules.colleagues import COLLEAGUE_MAX
from encaisse.web.formats import WEEKDAYS

Choices = list[tuple[str, str]]


class FollowForm(forms.Form):
    """Who follows a customer in a department: somebody known, or a name and an address."""

    department = forms.ChoiceField(
        label=_("Service"), error_messages={"required": _("Choisissez le service.")}
    )
    whom = forms.ChoiceField(label=_("Qui"), required=False)
    name = forms.CharField(label=_("Nom"), max_length=COLLEAGUE_MAX, required=False)
    email = forms.EmailField(label=_("Courriel"), required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, services: Choices, people: Choices) -> None:
        super().__init__(typed, auto_id="follow_%s")
        department: Any = self.fields["department"]
        department.choices = services
        whom: Any = self.fields["whom"]
        whom.choices = [("", _("Quelqu'un d'autre")), *people]


class ColleagueForm(forms.Form):
    """The name and the address of a colleague."""

    name = forms.CharField(
        label=_("Nom"), max_length=COLLEAGUE_MAX,
        error_messages={"required": _("Écrivez le nom de la personne.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("Courriel"), required=False)
    use_required_attribute = False


class HabitForm(forms.Form):
    """When digests leave, if they do."""

    weekday = forms.TypedChoiceField(
        label=_("Jour"), coerce=int, choices=[(str(rank), day) for rank, day in enumerate(WEEKDAYS)]
    )
    at = forms.TimeField(
        label=_("Heure"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Donnez une heure, par exemple 07:30.")},
    )  # fmt: skip
    is_sent = forms.BooleanField(label=_("Envoyer le récapitulatif chaque semaine"), required=False)
    use_required_attribute = False

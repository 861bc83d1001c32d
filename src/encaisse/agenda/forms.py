"""What is typed of a line of the agenda: what it gave, what comes next, another day, a person."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.agenda.rules import CALL, OTHER, SCENARIO, VISIT, Following
from encaisse.web.fields import DayField

NEXT = [
    (SCENARIO, _("laisser faire le scénario")),
    (CALL, _("appeler")),
    (VISIT, _("rendre visite")),
    (OTHER, _("autre chose")),
]


class DoneForm(forms.Form):
    """What it gave, and what comes next."""

    words = forms.CharField(
        label=_("Ce que cela a donné"), max_length=250,
        error_messages={"required": _("Dites en quelques mots ce que cela a donné.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    then = forms.ChoiceField(label=_("Et ensuite ?"), choices=NEXT)
    day = DayField(label=_("Pour le"), required=False)
    what = forms.CharField(label=_("Quoi faire"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, proposed: Following) -> None:
        initial = {"then": proposed.kind, "day": proposed.on}
        super().__init__(typed, initial=initial, auto_id="agenda_%s")


class SnoozeForm(forms.Form):
    """Until which day, and why."""

    day = DayField(label=_("Jusqu'au"))
    words = forms.CharField(label=_("Pourquoi"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, day: date) -> None:
        super().__init__(typed, initial={"day": day}, auto_id="agenda_%s")
        self.fields["day"].widget.attrs["autofocus"] = True


class NoteForm(forms.Form):
    """A word for whoever does it."""

    words = forms.CharField(
        label=_("Note à garder"), max_length=250,
        error_messages={"required": _("Écrivez la note.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="agenda_%s")


class GiveForm(forms.Form):
    """The member who does it."""

    person = forms.TypedChoiceField(
        label=_("Confier à"), coerce=int,
        error_messages={"required": _("Choisissez la personne à qui confier cette ligne.")},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, people: list[tuple[str, str]]) -> None:
        super().__init__(typed, auto_id="agenda_%s")
        chosen: Any = self.fields["person"]
        chosen.choices = people
        chosen.widget.attrs["autofocus"] = True


class NextForm(forms.Form):
    """What comes next for what has nothing to come."""

    then = forms.ChoiceField(label=_("Ensuite"), choices=NEXT[1:])
    day = DayField(label=_("le"))
    what = forms.CharField(label=_("Quoi faire"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, day: date) -> None:
        super().__init__(typed, initial={"then": CALL, "day": day}, auto_id="next_%s")


class FollowingForm(forms.Form):
    """What comes next once something is closed: what is proposed, unless said otherwise."""

    then = forms.ChoiceField(label=_("Ensuite"), choices=NEXT, widget=forms.RadioSelect)
    day = DayField(label=_("Pour le"), required=False)
    what = forms.CharField(label=_("Quoi faire"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, proposed: Following, is_planned: bool) -> None:
        kind = SCENARIO if is_planned else proposed.kind
        super().__init__(typed, initial={"then": kind, "day": proposed.on}, auto_id="next_%s")
        if is_planned:
            chosen: Any = self.fields["then"]
            chosen.choices = [(SCENARIO, _("s'en tenir à ce qui est prévu")), *NEXT[1:]]


class CalendarForm(forms.Form):
    """What the calendar tells."""

    with_amounts = forms.BooleanField(label=_("Écrire aussi les montants"), required=False)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="calendar_%s")

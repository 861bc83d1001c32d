"""What is typed of the team: to whom customers go and by which rule, who is away, who stands in."""

from datetime import date
from string import ascii_uppercase
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.days import add_months
from encaisse.kernel.money import AmountNotUnderstood, Money
from encaisse.teams.rules.objectives import Aim, month_of
from encaisse.web.fields import AmountField, DayField
from encaisse.web.formats import month

TEAM = "equipe-"
MONTHS_AHEAD = 13
People = list[tuple[int, str]]


def _day(label: Any) -> DayField:
    return DayField(label=label, error_messages={"required": _("Dites de quel jour à quel jour.")})


def _person(label: Any) -> Any:
    return forms.TypedChoiceField(
        label=label, coerce=int, error_messages={"required": _("Choisissez une personne.")}
    )


def _letter(label: Any) -> forms.ChoiceField:
    letters = [("", "–"), *((each, each) for each in ascii_uppercase)]
    return forms.ChoiceField(label=label, choices=letters, required=False)


class HandForm(forms.Form):
    """To whom customers go, and why."""

    taker = _person(_("À qui"))
    note = forms.CharField(label=_("Motif"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, people: People) -> None:
        super().__init__(typed, auto_id="hand_%s")
        chosen: Any = self.fields["taker"]
        chosen.choices = people


class AwayForm(forms.Form):
    """Who is away, on which days, and who stands in."""

    person = _person(_("Qui s'absente"))
    replacement = _person(_("Qui remplace"))
    first_on = _day(_("Du"))
    last_on = _day(_("Au"))
    note = forms.CharField(label=_("Motif"), max_length=250, required=False)
    use_required_attribute = False

    def __init__(
        self, typed: Any = None, *, people: People, takers: People, on: date, person: int
    ) -> None:
        initial = {"person": person, "first_on": on, "last_on": on}
        super().__init__(typed, initial=initial, auto_id="away_%s")
        offered = {"person": people, "replacement": [("", _("Choisissez…")), *takers]}
        for name, choices in offered.items():
            chosen: Any = self.fields[name]
            chosen.choices = choices


class RuleForm(forms.Form):
    """Whose are the customers that are so named, of that sector, sold to by that person, owing so
    much."""

    name = forms.CharField(
        label=_("Nom"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Nommez la règle : « Nord », « Grands comptes »…")},
    )  # fmt: skip
    collector = _person(_("Suivis par"))
    first = _letter(_("De la lettre"))
    last = _letter(_("À la lettre"))
    sector = forms.CharField(label=_("Secteur"), max_length=120, required=False)
    salesperson = forms.TypedChoiceField(
        label=_("Commercial"), coerce=int, empty_value=None, required=False
    )
    least_cents = AmountField(label=_("Encours d'au moins"), required=False)
    most_cents = AmountField(label=_("Encours d'au plus"), required=False)
    use_required_attribute = False

    def __init__(self, typed: Any = None, *, people: People, sellers: People) -> None:
        super().__init__(typed, auto_id="rule_%s")
        for name, offered in (("collector", people), ("salesperson", [("", "–"), *sellers])):
            chosen: Any = self.fields[name]
            chosen.choices = offered


class TeamForm(forms.Form):
    """A team: its name, who leads it, who is of it."""

    name = forms.CharField(
        label=_("Nom"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Nommez l'équipe : « Nord », « Grands comptes »…")},
    )  # fmt: skip
    manager = forms.TypedChoiceField(
        label=_("Menée par"), coerce=int, empty_value=None, required=False
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Ses membres"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Chacun est d'une équipe ou d'aucune : qui vient ici quitte la sienne."),
    )  # fmt: skip
    use_required_attribute = False

    def __init__(
        self, typed: Any = None, *, people: People, managers: People, initial: dict[str, Any]
    ) -> None:
        super().__init__(typed, initial=initial, auto_id="team_%s")
        leading: Any = self.fields["manager"]
        leading.choices = [("", _("personne en particulier")), *managers]
        members: Any = self.fields["people"]
        members.choices = people


class ObjectiveForm(forms.Form):
    """Who aims at what, in which month."""

    who = forms.ChoiceField(
        label=_("De qui"), error_messages={"required": _("Choisissez une personne ou une équipe.")}
    )
    month = forms.TypedChoiceField(label=_("Mois"), coerce=date.fromisoformat)
    aim = forms.TypedChoiceField(
        label=_("But"), coerce=Aim,
        choices=[
            (Aim.COLLECTED, _("encaisser au moins")), (Aim.LATE_SHARE, _("part échue d'au plus")),
        ],
    )  # fmt: skip
    target = forms.CharField(
        label=_("Cible"), max_length=30, help_text=_("Un montant, ou un pourcentage entier."),
        error_messages={"required": _("Donnez la cible.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    use_required_attribute = False

    def __init__(
        self,
        typed: Any = None,
        *,
        people: list[tuple[str, str]],
        teams: list[tuple[str, str]],
        on: date,
    ) -> None:
        super().__init__(typed, auto_id="objective_%s")
        who: Any = self.fields["who"]
        who.choices = [*people, *([(_("Équipes"), teams)] if teams else [])]
        months: Any = self.fields["month"]
        days = [add_months(month_of(on), rank) for rank in range(MONTHS_AHEAD)]
        months.choices = [(day.isoformat(), month(day)) for day in days]

    def clean(self) -> dict[str, Any]:
        """The target in cents, or in percent."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        text, aim = typed.get("target"), typed.get("aim")
        if text and aim:
            try:
                typed["target"] = _target(text, aim)
            except (AmountNotUnderstood, ValueError):
                self.add_error("target", _("Écrivez un montant, ou un pourcentage entier."))
        return typed


def _target(text: str, aim: Aim) -> int:
    if aim == Aim.COLLECTED:
        return Money.parse(text).cents
    return int(text.replace("%", "").strip())

"""What an administrator types about the law: its shape, nothing else."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.period import PeriodUpsideDown
from encaisse.kernel.refusal import Refusal
from encaisse.law.reader import Parameter
from encaisse.legal_values import rules
from encaisse.web.fields import DayField

FIELDS_AT_FAULT: dict[type[Refusal], str] = {
    PeriodUpsideDown: "last",
    rules.AlreadyKnown: "value",
    rules.ArticleMissing: "article",
    rules.DayNotYet: "read_on",
    rules.DaysLeftUnknown: "first",
    rules.HalfYearExpected: "last",
    rules.NameMissing: "by",
    rules.SourceMissing: "source",
    rules.ValueImplausible: "value",
    rules.ValueNotUnderstood: "value",
}


class SourceField(forms.CharField):
    """Where the value was read."""

    def __init__(self, **options: Any) -> None:
        lines = forms.Textarea
        help_text = _("Assez précisément pour la retrouver : texte, date, adresse.")
        super().__init__(
            label=_("Source"), max_length=2000, widget=lines, help_text=help_text, **options
        )


class AddForm(forms.Form):
    """A value over some days."""

    value = forms.CharField(label=_("Valeur"), max_length=30)
    first = DayField(label=_("Du"))
    last = DayField(label=_("Au"))
    article = forms.CharField(label=_("Article"), max_length=300)
    source = SourceField()
    read_on = DayField(label=_("Lue le"))

    def __init__(self, typed: Any = None, *, parameter: Parameter, on: date) -> None:
        days = rules.next_days(parameter)
        latest = parameter.latest
        known = "" if rules.is_half_yearly(parameter) else latest.value
        super().__init__(
            typed,
            initial={
                "value": str(known).replace(".", ","),
                "first": days.first,
                "last": days.last,
                "article": latest.article,
                "read_on": on,
            },
        )
        self.parameter = parameter
        self.fields["value"].help_text = rules.UNITS[parameter.unit]
        self.fields["value"].widget.attrs["inputmode"] = "decimal"

    def clean_value(self) -> object:
        try:
            return rules.parse_value(self.cleaned_data["value"], self.parameter.unit)
        except rules.ValueNotUnderstood as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ReadAgainForm(forms.Form):
    """Texts read again, found unchanged."""

    until = DayField(label=_("Valent toujours jusqu'au"))
    read_on = DayField(label=_("Relues le"))
    source = SourceField()

    def __init__(self, typed: Any = None, *, until: date, on: date) -> None:
        super().__init__(typed, initial={"until": until, "read_on": on})


class ConfirmForm(forms.Form):
    """Who vouches for a value, since when, after reading what."""

    by = forms.CharField(
        label=_("Confirmée par"), max_length=200,
        help_text=_("La personne qui a lu la source : vous, votre expert-comptable, un avocat."),
    )  # fmt: skip
    read_on = DayField(label=_("Le"))
    source = SourceField()

    def __init__(self, typed: Any = None, *, by: str, on: date) -> None:
        super().__init__(typed, initial={"by": by, "read_on": on})


def say(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside the field it is about."""
    field = FIELDS_AT_FAULT.get(type(refusal))
    form.add_error(field if field in form.fields else None, str(refusal))

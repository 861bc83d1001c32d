"""What the addresses of the aged balance carry."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.indicators.rules import BUCKETS
from encaisse.web.fields import DayField


class DayForm(forms.Form):
    """A day, past or present."""

    jour = DayField(label=_("Situation au"))


class BehindForm(DayForm):
    """Which figure was opened."""

    client = forms.IntegerField(required=False, min_value=1)
    tranche = forms.ChoiceField(required=False, choices=[(name, name) for name in BUCKETS])
    devise = forms.CharField(required=False, max_length=3)


def asked(form: forms.Form) -> dict[str, Any]:
    """What could be read; an address that cannot be is read as if it said nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name) for name in form.fields}


def day_in(found: dict[str, Any], today: date) -> date:
    """The day asked for, never after today."""
    return min(found["jour"] or today, today)

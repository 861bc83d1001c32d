"""What is typed of a period and of a chart of accounts: its shape, nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.entries.rules.formats import FORMATS
from encaisse.entries.rules.writing import JOURNAL_NAMES, NAMES
from encaisse.web.fields import DayField

if TYPE_CHECKING:
    from encaisse.entries.rules.writing import Chart


class PeriodForm(forms.Form):
    """Which days, in which format."""

    first = DayField(label=_("Du"))
    last = DayField(label=_("Au"))
    kind = forms.ChoiceField(
        label=_("Format"), choices=[(key, each.label) for key, each in FORMATS.items()]
    )

    @classmethod
    def of(cls, typed: Any, *, first: date, last: date) -> PeriodForm:
        """As typed, else these days."""
        usual = {"first": first.isoformat(), "last": last.isoformat(), "kind": "fec"}
        return cls(usual | {key: typed[key] for key in usual if typed.get(key)})


class AccountsForm(forms.Form):
    """The accounts and journals."""

    def __init__(self, typed: Any = None, *, chart: Chart) -> None:
        super().__init__(typed)
        journals = {name: f"Journal : {label}" for name, label in JOURNAL_NAMES.items()}
        for name, label in (NAMES | journals).items():
            known = (chart.accounts | chart.journals)[name]
            self.fields[name] = forms.CharField(label=label, max_length=12, initial=known)

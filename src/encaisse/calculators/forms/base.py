"""What the forms of all calculators have in common.

Names are French: the address is given to people. A form is always filled, with what the address
says, else with what is usual. A field required and still empty is *missing*: no fault while one
types, but no answer either.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.http import urlencode

from encaisse.calculators.forms.fields import ChoiceField
from encaisse.kernel.days import french_day
from encaisse.law.rates import percent

NAMED_MAX = 12


class CalculatorForm(forms.Form):
    """The inputs of one calculator on a day. ``rows_label`` names its lines, if it has any."""

    rows_label: str | Promise = ""

    def __init__(self, typed: Mapping[str, str], *, on: date) -> None:
        self.on = on
        self.missing: list[str] = []
        given = {name: typed[name] for name in typed if typed[name].strip()}
        super().__init__({**self.usual(), **given}, auto_id="calcul_%s")

    def usual(self) -> dict[str, str]:
        """What stands in the fields that the address does not mention."""
        return {}

    def asked(self) -> dict[str, Any]:
        """The arguments of the rule, once the form is complete."""
        return self.cleaned_data

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """Fields which come several times, a line each; the last line is free."""
        return []

    def ranks(self, name: str) -> range:
        """The ranks of the lines of that name in the address, and of a free one."""
        given = (
            rank
            for rank in range(1, NAMED_MAX + 1)
            if self.data.get(f"{name}_{rank}") or self.data.get(f"{name}_{rank}_le")
        )
        return range(1, min(max(given, default=0) + 1, NAMED_MAX) + 1)

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields before the lines."""
        apart = {each.name for row in self.rows for each in row} | set(self.after_rows())
        return [each for each in self if each.name not in apart]

    @property
    def last(self) -> list[forms.BoundField]:
        """The fields after the lines."""
        return [self[name] for name in self.after_rows()]

    def after_rows(self) -> tuple[str, ...]:
        """The names of the fields after the lines."""
        return ()

    @property
    def is_complete(self) -> bool:
        """Whether everything needed is there and readable."""
        return self.is_valid() and not self.missing

    @property
    def missing_labels(self) -> list[str]:
        """What is still to be given."""
        return [str(self.fields[name].label) for name in self.missing]

    @property
    def query(self) -> str:
        """The address that gives this answer again, whatever the day."""
        return urlencode({each.name: each.data for each in self if each.data})

    def stated(self) -> list[tuple[str, str]]:
        """Each input that was given, with its label, as one reads it; a line on one line."""
        lines = [[each for each in row if self._is_given(each)] for row in self.rows]
        alone = [[each] for each in (*self.first, *self.last) if self._is_given(each)]
        return [
            (str(line[0].label), ", ".join(map(self._shown, line)))
            for line in (*alone, *lines)
            if line
        ]

    def full_clean(self) -> None:
        super().full_clean()
        self.missing = [
            name
            for name, errors in self.errors.as_data().items()
            if any(error.code == "required" for error in errors)
        ]
        for name in self.missing:
            del self.errors[name]

    def _is_given(self, bound: forms.BoundField) -> bool:
        return self.cleaned_data.get(bound.name) not in (None, "")

    def _shown(self, bound: forms.BoundField) -> str:
        value = self.cleaned_data[bound.name]
        if isinstance(bound.field, ChoiceField):
            return bound.field.label_of(value)
        if isinstance(value, date):
            return french_day(value)
        return percent(value) if isinstance(value, Decimal) else str(value)

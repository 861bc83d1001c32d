"""Texts read by the functions of the law itself: their refusal is what the field says."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law import costs
from encaisse.law.amounts import euros, require_taken
from encaisse.law.indemnity import invoice_count
from encaisse.law.rates import parse_rate
from encaisse.law.reach import require_within_reach
from encaisse.web import fields

LENGTH_MAX = 120


class ReadField(forms.CharField):
    """A text and the function that reads it; None when it is left empty."""

    def __init__(self, read: Callable[[str], Any], **options: Any) -> None:
        typed = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": typed, "max_length": LENGTH_MAX, **options})
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class DayField(fields.DayField):
    """A day within the reach of what the law is known of."""

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        try:
            require_within_reach([day] if day else [])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day


class ChoiceField(forms.ChoiceField):
    """One word among a few; a wrong one is said in French."""

    def __init__(self, *, choices: Sequence[tuple[str, Any]], **options: Any) -> None:
        self.labels = {str(word): label for word, label in choices}
        wrong = _("« %(value)s » n'est pas l'un des choix proposés.")
        super().__init__(choices=choices, error_messages={"invalid_choice": wrong}, **options)

    def label_of(self, word: str) -> str:
        """What the choice is called."""
        return str(self.labels[word])


def amount_field(**options: Any) -> ReadField:
    """An amount in euros, above zero, up to ten million."""
    return ReadField(_amount, **options)


def rate_field(**options: Any) -> ReadField:
    """A rate in percent; gives a fraction."""
    return ReadField(parse_rate, **options)


def discount_field(**options: Any) -> ReadField:
    """A discount in percent, above 0 and under 100; gives a fraction."""
    return ReadField(costs.discount, **options)


def early_days_field(**options: Any) -> ReadField:
    """A number of days by which a payment is brought forward."""
    return ReadField(costs.early_days, **options)


def count_field(**options: Any) -> ReadField:
    """A number of invoices."""
    return ReadField(invoice_count, **options)


def _amount(text: str) -> Money:
    amount = euros(text)
    require_taken(amount)
    return amount

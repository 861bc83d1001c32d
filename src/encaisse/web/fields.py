"""Fields that every form may have."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.days import DayNotUnderstood, parse_day
from encaisse.kernel.money import AmountNotUnderstood, Money
from encaisse.law.rates import RateNotUnderstood, in_percent, parse_rate


def _decimal() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def typed_amount(cents: int) -> str:
    """An amount as one types it."""
    return f"{cents // 100},{cents % 100:02}"


class AmountField(forms.CharField):
    """An amount as one writes it in French, never negative, above zero when ``is_positive``; whole
    cents, or None when nothing is typed."""

    default_error_messages = {  # noqa: RUF012
        "invalid": "%(why)s",
        "negative": _("Le montant ne peut être négatif."),
        "not_positive": _("Le montant doit être positif."),
    }

    def __init__(self, *, is_positive: bool = False, **options: Any) -> None:
        super().__init__(widget=_decimal(), max_length=30, **options)
        self.is_positive = is_positive

    def prepare_value(self, value: Any) -> Any:
        """Cents are shown as one types them."""
        return typed_amount(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Refused in the form's words."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = Money.parse(text).cents
        except AmountNotUnderstood as refusal:
            raise self._wrong("invalid", why=str(refusal)) from refusal
        if self.is_positive and cents <= 0:
            raise self._wrong("not_positive")
        if cents < 0:
            raise self._wrong("negative")
        return cents

    def _wrong(self, code: str, **words: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=words)


class PercentField(forms.CharField):
    """A rate in percent; a fraction, or None when nothing is typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_decimal(), max_length=12, **options)

    def prepare_value(self, value: Any) -> Any:
        """A fraction is shown in percent."""
        return in_percent(value).replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """Refused in the form's words."""
        text = super().clean(value)
        try:
            return parse_rate(text) if text else None
        except RateNotUnderstood as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class DayField(forms.DateField):
    """A day, picked, or typed as one writes it: 31/12/2026."""

    default_error_messages = {  # noqa: RUF012
        "required": _("Choisissez un jour, par exemple 31/12/2026."),
        "invalid": _("« %(typed)s » n'est pas un jour du calendrier : écrivez par exemple "
                     "31/12/2026."),
    }  # fmt: skip

    def __init__(self, **options: Any) -> None:
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=picker, **options)

    def prepare_value(self, value: Any) -> Any:
        """The picker knows no other writing than ``2026-12-31``."""
        try:
            return parse_day(value).isoformat() if isinstance(value, str) else value
        except DayNotUnderstood:
            return value

    def to_python(self, value: Any) -> date | None:
        """Refused in the form's words."""
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            return parse_day(text) if text else None
        except DayNotUnderstood as refusal:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"typed": text[:30]}
            ) from refusal

"""Fields that every form may have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.money import AmountNotUnderstood, Money


class AmountField(forms.CharField):
    """An amount as one writes it in French, never negative, above zero when ``is_positive``; whole
    cents, or None when nothing is typed."""

    default_error_messages = {  # noqa: RUF012
        "invalid": "%(why)s",
        "negative": _("Le montant ne peut être négatif."),
        "not_positive": _("Le montant doit être positif."),
    }

    def __init__(self, *, is_positive: bool = False, **options: Any) -> None:
        decimal = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=decimal, max_length=30, **options)
        self.is_positive = is_positive

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

"""What is typed to try a scenario on the past."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.web.fields import DayField

if TYPE_CHECKING:
    from collections.abc import Iterable

EURO_MAX = 1000


class PricesForm(forms.Form):
    """What a message costs, by channel: the company knows, nothing is supposed."""

    mail_price = forms.DecimalField(
        label=_("Prix d'un courriel (€)"), min_value=0, max_value=EURO_MAX, decimal_places=2,
        initial=Decimal(0),
    )  # fmt: skip
    letter_price = forms.DecimalField(
        label=_("Prix d'une lettre (€)"), min_value=0, max_value=EURO_MAX, decimal_places=2,
        required=False, help_text=_("Papier, timbre, travail : ce qu'elle vous coûte."),
    )  # fmt: skip

    sms_price = forms.DecimalField(
        label=_("Prix d'un SMS (€)"), min_value=0, max_value=EURO_MAX, decimal_places=2,
        required=False, help_text=_("Par message, toutes ses parties comprises."),
    )  # fmt: skip

    @property
    def prices(self) -> dict[str, int]:
        """Cents by channel; a price left empty is not counted."""
        found = {"mail": "mail_price", "letter": "letter_price", "sms": "sms_price"}
        typed = {channel: self.cleaned_data[name] for channel, name in found.items()}
        return {channel: int(price * 100) for channel, price in typed.items() if price is not None}


class TrialForm(PricesForm):
    """The period to play, the place taken, what to compare with, what a message costs."""

    first = DayField(label=_("Du"))
    last = DayField(label=_("Au"))
    version = forms.TypedChoiceField(label=_("Version à essayer"), coerce=int)
    replaces = forms.TypedChoiceField(
        label=_("À la place de"), coerce=int,
        help_text=_("Ceux qui ont ce scénario reçoivent l'essayé ; les autres gardent le leur."),
    )  # fmt: skip
    against = forms.TypedChoiceField(
        label=_("Comparé à"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self,
        typed: Any = None,
        *,
        versions: Iterable[tuple[int, str]],
        scenarios: Iterable[tuple[int, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(typed, initial=initial)
        known = list(scenarios)
        choices: dict[str, list[tuple[Any, object]]] = {
            "version": list(versions),
            "replaces": list(known),
            "against": [("", _("les scénarios en vigueur")), *known],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.cleaned_data["first"], self.cleaned_data["last"]

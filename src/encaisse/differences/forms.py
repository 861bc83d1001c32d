"""What is typed of a difference, a loss, a conversion, a limit: its shape, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.differences.rules import DIFFERENCES, EURO, KEPT, LABELS, LOSSES, Cause
from encaisse.web.fields import AmountField, DayField
from encaisse.web.forms import LimitsForm

if TYPE_CHECKING:
    from encaisse.differences.rules import Limits

WORDS_MAX = 160
RATE_PLACES = 8
SOURCE_MAX = 60
RATE_MAX = Decimal(10) ** 6


def _causes(kept: Sequence[Cause]) -> list[tuple[str, str]]:
    return [(cause.value, LABELS[cause][:1].upper() + LABELS[cause][1:]) for cause in kept]


class RateField(forms.CharField):
    """A rate as one writes it in French, exact."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value).replace("\u202f", "").replace(" ", "").replace(",", ".")
        if not text:
            return None
        try:
            rate = Decimal(text)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Écrivez le cours, par exemple 1,0850.")) from error
        if not (rate.is_finite() and 0 < rate < RATE_MAX):
            raise forms.ValidationError(_("Écrivez le cours, par exemple 1,0850."))
        return round(rate, RATE_PLACES)


class DatedForm(forms.Form):
    """An act of a day, never to come."""

    on = DayField(label=_("À la date du"))
    words = forms.CharField(label=_("Précision"), max_length=WORDS_MAX, required=False)

    def __init__(self, typed: Any = None, *, today: date, name: str, **options: Any) -> None:
        super().__init__(typed, initial={"on": today}, auto_id=f"{name}_%s", **options)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("Ce jour n'est pas encore venu."))
        return on


class GiveUpForm(DatedForm):
    """What is given up of chosen receivables."""

    receivables = forms.MultipleChoiceField(
        label=_("Créances"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins une créance.")},
    )  # fmt: skip
    cents = AmountField(
        label=_("Montant"), required=False, help_text=_("Vide : tout ce qui en reste ouvert.")
    )
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[
            ("", _("Choisir…")),
            (_("Écarts de règlement"), _causes(DIFFERENCES)),
            (_("Pertes"), _causes(LOSSES)),
        ],
    )

    def __init__(
        self,
        typed: Any = None,
        *,
        today: date,
        offered: Sequence[tuple[str, str]],
        ticked: Sequence[str] = (),
    ) -> None:
        super().__init__(typed, today=today, name="give_up")
        field: Any = self.fields["receivables"]
        field.choices = offered
        self.initial["receivables"] = list(ticked)


class KeepForm(DatedForm):
    """Why what was paid too much is kept."""

    cause = forms.ChoiceField(label=_("Cause"), choices=_causes(KEPT))
    field_order = ("cause", "words", "on")


class ConvertForm(DatedForm):
    """At what rate money pays an invoice in another currency."""

    receivable = forms.ChoiceField(label=_("Créance à régler"))
    rate = RateField(label=_("Cours du jour"), max_length=20)
    source = forms.CharField(
        label=_("Source du cours"), max_length=SOURCE_MAX,
        help_text=_("BCE, votre banque, l'avis d'opération…"),
    )  # fmt: skip
    booked_rate = RateField(label=_("Cours du jour de la facture"), max_length=20, required=False)
    booked_source = forms.CharField(
        label=_("Source de ce cours"), max_length=SOURCE_MAX, required=False,
        help_text=_("Avec lui, le gain ou la perte de change s'écrit en comptabilité."),
    )  # fmt: skip
    settles = forms.BooleanField(
        label=_("Passer la différence en écart de change"), required=False,
        help_text=_("Sinon, ce qui manque reste dû."),
    )  # fmt: skip
    field_order = (
        "receivable", "rate", "source", "booked_rate", "booked_source", "settles", "on"
    )  # fmt: skip

    def __init__(
        self,
        typed: Any = None,
        *,
        today: date,
        name: str,
        offered: Sequence[tuple[str, str]],
        paid: str,
    ) -> None:
        super().__init__(typed, today=today, name=name)
        del self.fields["words"]
        field: Any = self.fields["receivable"]
        field.choices = offered
        self.fields["rate"].help_text = _(
            "Unités de la devise de la facture pour 1 {paid}."
        ).format(paid=paid)
        if paid == EURO:
            self.fields["booked_rate"].help_text = self.fields["rate"].help_text
        else:
            del self.fields["booked_rate"], self.fields["booked_source"]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("booked_rate") and not given.get("booked_source"):
            self.add_error("booked_source", _("Dites où ce cours se lit."))
        return given


class RoleLimitsForm(LimitsForm):
    """How much a role may give up for one invoice."""

    when_empty = _("Vide : sans limite. 0 : jamais.")

    loss_cents = AmountField(label=_("Passages en perte"), required=False)
    difference_cents = AmountField(label=_("Écarts de règlement"), required=False)

    def __init__(self, typed: Any = None, *, limits: Limits, may_change: bool) -> None:
        super().__init__(
            typed, limits=limits, may_change=may_change, prefix=limits.role,
            auto_id=f"{limits.role}_%s",
        )  # fmt: skip

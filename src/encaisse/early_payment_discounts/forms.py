"""What is typed of an offer: its shape, nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from encaisse.early_payment_discounts.rules import Reduction
from encaisse.early_payment_discounts.rules.limiting import Limits
from encaisse.kernel.days import ONE_DAY
from encaisse.kernel.refusal import Refusal
from encaisse.law.rates import RateNotUnderstood, in_percent, parse_rate
from encaisse.payment_plans.forms import typed_amount
from encaisse.web.fields import AmountField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
LAST_IN = timedelta(days=8)
USUAL_RATE = "2"
APART = ("creance", "choix")
WORDS_MAX = 250


def typed_rate(rate: Decimal) -> str:
    """A rate as one types it, in percent."""
    return in_percent(rate).replace(".", ",")


class RateField(forms.CharField):
    """A rate in percent; a fraction, or None when nothing is typed."""

    def __init__(self, **options: Any) -> None:
        decimal = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=decimal, max_length=12, required=False, **options)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return parse_rate(text) if text else None
        except RateNotUnderstood as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TryForm(forms.Form):
    """An offer as one asks for it. Names are French: the address can be given to a colleague."""

    taux = RateField(label=_("Escompte, en %"))
    montant = AmountField(
        label=_("Ou montant"), required=False,
        help_text=_("Remplace le taux ; partagé entre les factures."),
    )  # fmt: skip
    dernier = forms.DateField(
        label=_("Payé au plus tard le"), input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Le jour où l'argent arrive sur notre compte."),
    )  # fmt: skip
    demande = forms.CharField(
        label=_("Demandé par"), max_length=120, required=False,
        help_text=_("Par exemple « leur comptable, au téléphone »."),
    )  # fmt: skip

    def __init__(self, typed: QueryDict, *, on: date, first_due_on: date | None) -> None:
        """``first_due_on``: of what is ticked, so that the day proposed comes before."""
        last_on = on + LAST_IN
        if first_due_on:
            last_on = max(on, min(last_on, first_due_on - ONE_DAY))
        usual = {"dernier": last_on.isoformat()}
        given = {name: text for name, text in typed.items() if str(text).strip()}
        if not given.get("montant"):
            usual["taux"] = USUAL_RATE
        super().__init__(usual | given, auto_id="escompte_%s")

    @property
    def reduction(self) -> Reduction:
        """How much less: the amount when one is typed, else the rate."""
        rate, cents = self.cleaned_data["taux"], self.cleaned_data["montant"]
        return Reduction(rate) if cents is None else Reduction(cents=cents)

    def query(self, ticked: Iterable[str]) -> str:
        """The address that gives this again, whatever the day."""
        kept = [(name, text) for name, text in self.data.items() if name not in APART]
        return urlencode([*(("creance", key) for key in sorted(ticked)), *kept, ("choix", "1")])

    def refuse(self, refusal: Refusal) -> None:
        """Say what is wrong with the whole."""
        self.add_error(None, str(refusal))


class ActForm(forms.Form):
    """An act of the page of an offer."""

    use_required_attribute = False

    def __init__(self, typed: Any = None, **options: Any) -> None:
        name = type(self).__name__.removesuffix("Form").lower()
        super().__init__(typed, auto_id=f"{name}_%s", **options)


class SendForm(ActForm):
    """Where the offer goes."""

    to = forms.EmailField(
        label=_("Courriel"), error_messages={"required": _("Écrivez une adresse.")}
    )


class ApproveForm(ActForm):
    """A manager agrees."""


class AnnounceForm(ActForm):
    """It was told otherwise."""


class WithdrawForm(ActForm):
    """It is offered no more."""

    why = forms.CharField(label=_("Motif"), max_length=WORDS_MAX, required=False)


class LimitsForm(ActForm):
    """What a collector grants alone."""

    rate_max = RateField(label=_("Escompte, en %"))
    cents_max = AmountField(label=_("Montant de l'escompte"), required=False)
    annual_max = RateField(label=_("Coût annuel, en %"))

    def __init__(self, *given: Any, limits: Limits, may_change: bool) -> None:
        rate, cents, annual = limits.rate_max, limits.cents_max, limits.annual_max
        known = {
            "rate_max": "" if rate is None else typed_rate(rate),
            "cents_max": "" if cents is None else typed_amount(cents),
            "annual_max": "" if annual is None else typed_rate(annual),
        }
        super().__init__(*given, initial=known)
        for field in self.fields.values():
            field.disabled = not may_change
            field.help_text = _("Vide : sans limite.")

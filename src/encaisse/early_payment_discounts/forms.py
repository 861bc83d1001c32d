"""What is typed of an offer: its shape, nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.early_payment_discounts.rules import Reduction
from encaisse.kernel.days import ONE_DAY
from encaisse.web.fields import AmountField, DayField, PercentField
from encaisse.web.forms import ActForm, LimitsForm, TriedForm

if TYPE_CHECKING:
    from django.http import QueryDict

LAST_IN = timedelta(days=8)
USUAL_RATE = "2"
WORDS_MAX = 250


class TryForm(TriedForm):
    """An offer as one asks for it."""

    taux = PercentField(label=_("Escompte, en %"), required=False)
    montant = AmountField(
        label=_("Ou montant"), required=False,
        help_text=_("Remplace le taux ; partagé entre les factures."),
    )  # fmt: skip
    dernier = DayField(
        label=_("Payé au plus tard le"),
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
        if not typed.get("montant", "").strip():
            usual["taux"] = USUAL_RATE
        super().__init__(typed, usual, auto_id="escompte_%s")

    @property
    def reduction(self) -> Reduction:
        """How much less: the amount when one is typed, else the rate."""
        rate, cents = self.cleaned_data["taux"], self.cleaned_data["montant"]
        return Reduction(rate) if cents is None else Reduction(cents=cents)


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


class DiscountLimitsForm(LimitsForm):
    """What a collector grants alone."""

    rate_max = PercentField(label=_("Escompte, en %"), required=False)
    cents_max = AmountField(label=_("Montant de l'escompte"), required=False)
    annual_max = PercentField(label=_("Coût annuel, en %"), required=False)

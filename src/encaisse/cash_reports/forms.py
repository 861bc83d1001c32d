"""What is typed of the VAT of invoices: its shape, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.cash_reports.rules.duty import NATURES
from encaisse.web.fields import AmountField, DayField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.cash_reports.models import CashHabit

CHOICES = [("", "—"), *((nature.value, label) for nature, label in NATURES.items())]


class HabitForm(forms.Form):
    """From when receipts are declared, and what an invoice is that does not say."""

    since = DayField(
        label=_("Factures émises à compter du"), required=False,
        help_text=_("Le jour de la première facture passée par votre plateforme ; vide : aucun "
                    "encaissement n'est déclaré d'ici."),
    )  # fmt: skip
    nature = forms.ChoiceField(
        label=_("Nature d'une facture qui ne la dit pas"),
        choices=CHOICES,
        required=False,
        help_text=_("Sans choix, chacune attend qu'on la complète."),
    )
    rate = forms.ChoiceField(
        label=_("Taux de TVA, quand il n'est pas connu"),
        required=False,
        help_text=_("Sans choix, chacune attend qu'on le dise."),
    )

    def __init__(self, typed: Any = None, *, habit: CashHabit, rates: Sequence[str]) -> None:
        known = {"since": habit.since, "nature": habit.nature, "rate": habit.rate}
        super().__init__(typed, initial=known)
        self.fields["rate"].choices = rate_choices(rates)  # type: ignore[attr-defined]


class CompleteForm(forms.Form):
    """What an invoice is, its rate, and how much of it is so."""

    nature = forms.ChoiceField(label=_("Nature"), choices=CHOICES)
    rate = forms.ChoiceField(label=_("Taux de TVA"), required=False)
    amount = AmountField(
        label=_("Montant TTC concerné"), required=False, help_text=_("Vide : le tout.")
    )

    def __init__(
        self, typed: Any = None, *, invoice_id: int, rates: Sequence[str], nature: str = ""
    ) -> None:
        super().__init__(typed, initial={"nature": nature}, auto_id=f"vat_{invoice_id}_%s")
        self.fields["rate"].choices = rate_choices(rates)  # type: ignore[attr-defined]


def rate_choices(rates: Sequence[str]) -> list[tuple[str, str]]:
    """``20.00`` as 20 %."""
    return [("", "—"), *((rate, percent(rate)) for rate in rates)]


def percent(rate: str) -> str:
    """``5.50`` as 5,5 %."""
    return f"{rate.rstrip('0').rstrip('.')}\u00a0%".replace(".", ",")

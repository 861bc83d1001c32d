"""What a person chooses for money that waits: a match as the page wrote it, or amounts typed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.money import AmountNotUnderstood, Money
from encaisse.matching import rules
from encaisse.web.fields import typed_amount
from encaisse.web.formats import round_money

if TYPE_CHECKING:
    from encaisse.receivables.models import Receivable

CHOICE = re.compile(r"(\d{1,18})\|((?:\d{1,18}=\d{1,18}(?:,(?!$)|$))*)")
KEYS = re.compile(r"(?:\d{1,18}(?:\.(?!$)|$))*")
LONGEST = 20_000


class ChoiceForm(forms.Form):
    """« customer|receivable=cents,… »: whom the money concerns and what it pays."""

    choice = forms.CharField(max_length=LONGEST)

    def clean_choice(self) -> tuple[int, list[tuple[int, int]]]:
        found = CHOICE.fullmatch(self.cleaned_data["choice"])
        if found is None:
            raise forms.ValidationError(_("Ce choix ne se lit pas."))
        pairs = (part.split("=") for part in found[2].split(",") if part)
        return int(found[1]), [(int(receivable), int(cents)) for receivable, cents in pairs]


class MadeForm(forms.Form):
    """The keys of what a decision made, « 12.13 »: to take it back."""

    allocations = forms.CharField(max_length=LONGEST, required=False)
    closed = forms.CharField(max_length=LONGEST, required=False)

    def clean_allocations(self) -> list[int]:
        return self._keys("allocations")

    def clean_closed(self) -> list[int]:
        return self._keys("closed")

    def _keys(self, name: str) -> list[int]:
        text = self.cleaned_data[name]
        if not KEYS.fullmatch(text):
            raise forms.ValidationError(_("Ce choix ne se lit pas."))
        return [int(key) for key in text.split(".") if key]


class AsideForm(forms.Form):
    """Why a bank line concerns no customer."""

    reason = forms.CharField(
        label=_("Motif"),
        max_length=250,
        help_text=_("Remboursement de TVA, apport, vente d'un bien…"),
        widget=forms.TextInput(attrs={"data-key": "h"}),
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, auto_id="aside_%s")


class NewCustomerForm(forms.Form):
    """The customer whom an unknown payer becomes."""

    name = forms.CharField(label=_("Nom"), max_length=200)
    siren = forms.CharField(label="SIREN", max_length=11, required=False)

    def __init__(self, typed: Any = None, *, named: str = "") -> None:
        super().__init__(typed, auto_id="new_%s", initial={"name": named})


class PolicyForm(forms.Form):
    """From which confidence a match is applied by itself, and what is tolerated."""

    threshold = forms.IntegerField(
        label=_("Confiance demandée, en %"),
        min_value=rules.THRESHOLD_MIN, max_value=rules.THRESHOLD_MAX,
        help_text=_("De 80 à 100 ; 101 pour que rien ne soit affecté sans vous."),
    )  # fmt: skip
    tolerance = forms.CharField(
        label=_("Écart toléré, en euros"), max_length=12,
        help_text=_("Un règlement à quelques centimes près vaut la somme de ses factures."),
    )  # fmt: skip
    discount = forms.DecimalField(
        label=_("Escompte accordé, en %"), min_value=0, max_value=20, decimal_places=2,
        required=False, localize=True,
        help_text=_("Celui de vos conditions de règlement ; vide : aucun."),
    )  # fmt: skip

    def clean_tolerance(self) -> int:
        try:
            cents = Money.parse(self.cleaned_data["tolerance"]).cents
        except AmountNotUnderstood as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not 0 <= cents <= rules.TOLERANCE_MAX:
            most = round_money(rules.TOLERANCE_MAX)
            raise forms.ValidationError(_("De 0 à {most}.").format(most=most))
        return cents

    @property
    def discount_rate(self) -> Decimal | None:
        """A fraction, as the rules take it."""
        percent = self.cleaned_data["discount"]
        return None if percent is None else percent / 100


@dataclass(slots=True)
class Row:
    """A receivable, what is typed in front of it, and what it would leave."""

    receivable: Receivable
    text: str = ""
    cents: int = 0
    error: str = ""
    closes: str = ""

    @property
    def rest(self) -> int:
        return self.receivable.open_cents - self.cents

    @property
    def is_short(self) -> bool:
        """Paid in part: what is left may be given up."""
        return self.cents > 0 and self.rest > 0

    def give(self, cents: int) -> None:
        self.cents, self.text, self.error = cents, _typed(cents), ""

    def read(self, currency: str) -> None:
        """What was typed, as an amount."""
        try:
            self.cents = Money.parse(self.text, currency).cents if self.text else 0
        except AmountNotUnderstood as refusal:
            self.error = str(refusal)
        if self.cents < 0:
            self.cents, self.error = 0, str(_("Le montant ne peut être négatif."))


@dataclass(slots=True)
class Sharing:
    """Money, and the part of it typed in front of each receivable."""

    cents: int
    currency: str
    rows: list[Row]

    @classmethod
    def of(
        cls, cents: int, currency: str, owed: Iterable[Receivable], parts: Mapping[int, int]
    ) -> Sharing:
        """As a match proposes it."""
        rows = []
        for receivable in owed:
            part = parts.get(receivable.pk, 0)
            rows.append(Row(receivable, _typed(part), part))
        return cls(cents, currency, rows)

    @classmethod
    def typed(
        cls, cents: int, currency: str, owed: Iterable[Receivable], posted: Mapping[str, str]
    ) -> Sharing:
        """As it was posted: « part-12 » is the amount, « rest-12 » the cause that closes it."""
        rows = []
        for receivable in owed:
            row = Row(receivable, posted.get(f"part-{receivable.pk}", "").strip())
            row.closes = posted.get(f"rest-{receivable.pk}", "")
            row.read(currency)
            rows.append(row)
        return cls(cents, currency, rows)

    @property
    def left(self) -> int:
        """What stays on the account; below zero when too much was given."""
        return self.cents - sum(row.cents for row in self.rows)

    @property
    def due(self) -> int:
        return sum(row.receivable.open_cents for row in self.rows)

    @property
    def errors(self) -> list[str]:
        return [row.error for row in self.rows if row.error]

    def fill(self, receivable_id: int) -> None:
        """The rest of the money goes to this receivable, as much as it takes."""
        for row in self.rows:
            if row.receivable.pk == receivable_id:
                row.give(min(row.receivable.open_cents, max(self.left + row.cents, 0)))

    def oldest_first(self) -> None:
        """The debts due first take all they can (C. civ. art. 1342-10)."""
        left = self.cents
        for row in sorted(self.rows, key=lambda one: (one.receivable.due_on, one.receivable.pk)):
            row.give(min(row.receivable.open_cents, left))
            left -= row.cents


def _typed(cents: int) -> str:
    """An amount as one writes it, without its currency; nothing for nothing."""
    return typed_amount(cents) if cents else ""

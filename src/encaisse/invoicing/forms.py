"""What is typed of an invoice on its page, and of what every invoice says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.invoicing.rules.typed import (
    ADJUSTMENTS_MAX,
    CHARGE,
    LINES_MAX,
    REBATE,
    TEXT_MAX,
    Typed,
    TypedAdjustment,
    TypedLine,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from encaisse.invoicing.models import Habit
    from encaisse.invoicing.rules.reading import Lack

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
LINE_FIELDS = ("designation", "quantity", "unit", "price", "rebate", "vat")
ADJUSTMENT_FIELDS = ("kind", "reason", "amount", "vat")
ADJUSTMENTS = [(REBATE, _("Remise")), (CHARGE, _("Frais"))]
NATURES = [
    ("services", _("Prestation de services")),
    ("goods", _("Livraison de biens")),
    ("mixed", _("Biens et services")),
]


def _line(label: Any, help_text: Any = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attributes)
    return forms.CharField(
        label=label, required=False, max_length=TEXT_MAX, widget=widget, help_text=help_text
    )


def _day(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class HeadForm(forms.Form):
    """All but the lines. Nothing is required here: what is missing is told beside."""

    nature = forms.ChoiceField(label=_("Nature"), choices=NATURES)
    delivered_on = _day(_("Livrée ou exécutée le"))
    terms = _line(_("Conditions de règlement"), _("Par exemple « 30 jours »."))
    prepaid = _line(_("Acompte déjà réglé"), inputmode="decimal")
    order = _line(_("Numéro de commande du client"))
    contract = _line(_("Marché ou contrat"))
    service_code = _line(_("Code service"), _("Celui de Chorus Pro, pour un organisme public."))
    buyer_siret = _line(_("SIRET du client"))
    period_first = _day(_("Période facturée, du"))
    period_last = _day(_("Au"))
    delivery_name = _line(_("Livrée à"), _("Si ce n'est à l'adresse du client."))
    delivery_address = forms.CharField(
        label=_("Adresse de livraison"), required=False, max_length=TEXT_MAX,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    delivery_country = _line(_("Pays de livraison"), _("Deux lettres, FR sans rien écrire."))
    note = forms.CharField(
        label=_("Message sur la facture"), required=False, max_length=TEXT_MAX,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def told(self, lacks: Iterable[Lack]) -> HeadForm:
        """The same, each fault beside its field."""
        for lack in lacks:
            if lack.field in self.fields and self.data.get(lack.field):
                self.add_error(lack.field, lack.sentence)
        return self


def head_of(typed: Typed) -> HeadForm:
    """The form filled with what was typed."""
    return HeadForm({name: getattr(typed, name) for name in HeadForm.base_fields})


def typed_of(post: QueryDict) -> Typed:
    """What the page of a draft posts: the head, then the lines by their rank."""
    head = {name: post.get(name, "") for name in HeadForm.base_fields}
    dropped = post.get("drop")
    lines = [
        {name: post.get(f"lines-{rank}-{name}", "") for name in LINE_FIELDS}
        for rank in range(LINES_MAX)
        if f"lines-{rank}-unit" in post and dropped != str(rank)
    ]
    adjustments = [
        {name: post.get(f"adjustments-{rank}-{name}", "") for name in ADJUSTMENT_FIELDS}
        for rank in range(ADJUSTMENTS_MAX)
        if f"adjustments-{rank}-kind" in post and dropped != f"adjustment-{rank}"
    ]
    return Typed.of(head | {"lines": lines, "adjustments": adjustments}).without_blanks()


def rows_of(typed: Typed) -> list[TypedLine]:
    """The lines, and one more to write on with the regime of the last."""
    latest = typed.lines[-1] if typed.lines else TypedLine()
    blank = TypedLine(quantity="", unit=latest.unit, vat=latest.vat)
    return [*typed.lines, blank][:LINES_MAX]


def adjustments_of(typed: Typed) -> list[TypedAdjustment]:
    """The rebates and charges, and one more to write on."""
    vat = typed.lines[-1].vat if typed.lines else TypedAdjustment().vat
    return [*typed.adjustments, TypedAdjustment(vat=vat)][:ADJUSTMENTS_MAX]


class HabitForm(forms.Form):
    """What every invoice of the company says, and how it is numbered."""

    siret = forms.CharField(label=_("SIRET"), max_length=18, required=False)
    endpoint = forms.CharField(
        label=_("Adresse de facturation électronique"), max_length=125, required=False,
        help_text=_("Votre SIREN, sauf si votre plateforme vous en a donné une autre."),
    )  # fmt: skip
    discount = forms.CharField(label=_("Escompte"), max_length=300, required=False)
    own = forms.CharField(
        label=_("Mention propre à votre métier"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Par exemple votre assurance professionnelle et ce qu'elle couvre."),
    )  # fmt: skip
    on_debits = forms.BooleanField(
        label=_("Nous payons la TVA d'après les débits"), required=False,
        help_text=_("Seulement si vous avez levé cette option : la facture doit le dire."),
    )  # fmt: skip
    invoice_pattern = forms.CharField(label=_("Modèle des factures"), max_length=60)
    credit_note_pattern = forms.CharField(label=_("Modèle des avoirs"), max_length=60)
    next_invoice = forms.CharField(label=_("Rang de la prochaine facture"), max_length=9)
    next_credit_note = forms.CharField(label=_("Rang du prochain avoir"), max_length=9)

    @classmethod
    def of(
        cls, habit: Habit, ranks: dict[str, int], typed: QueryDict | None, *, is_changed: bool
    ) -> HabitForm:
        """The form filled with what is known; read only when it is not the viewer's to change."""
        known = {name: getattr(habit, name, "") for name in cls.base_fields}
        form = cls(typed, initial=known | {f"next_{kind}": rank for kind, rank in ranks.items()})
        for field in form.fields.values():
            field.disabled = not is_changed
        return form

    def habits(self) -> dict[str, object]:
        """What every invoice says."""
        told = {n: v for n, v in self.cleaned_data.items() if not n.startswith("next_")}
        return told | {"siret": "".join(str(told["siret"]).split())}

    def ranks(self) -> dict[str, str]:
        """The next rank of each kind."""
        return {kind: self.cleaned_data[f"next_{kind}"] for kind in ("invoice", "credit_note")}

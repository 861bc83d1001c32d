"""What is typed of a plan: its shape, nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.days import parse_day
from encaisse.kernel.money import Money
from encaisse.payment_plans.rules import Part
from encaisse.payment_plans.rules.proposing import GRACE_DAYS_MAX, MISSED_MAX, Terms
from encaisse.payment_plans.rules.simulating import COUNT_MAX, Rhythm, Wanted
from encaisse.web.fields import AmountField, DayField, typed_amount
from encaisse.web.forms import ActForm, LimitsForm, TriedForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

ANSWER_IN, FIRST_IN = timedelta(days=10), timedelta(days=15)
USUAL_COUNT = 3
WORDS_MAX = 250
RHYTHMS = [
    (Rhythm.MONTH.value, _("chaque mois")),
    (Rhythm.WEEK.value, _("chaque semaine")),
    (Rhythm.FORTNIGHT.value, _("tous les quinze jours")),
    (Rhythm.QUARTER.value, _("chaque trimestre")),
]


class SimulateForm(TriedForm):
    """A plan as one asks for it."""

    nombre = forms.IntegerField(label=_("Nombre de versements"), min_value=1, max_value=COUNT_MAX)
    rythme = forms.ChoiceField(label=_("Rythme"), choices=RHYTHMS)
    premier = DayField(label=_("Premier versement le"))
    versement = AmountField(
        label=_("Montant du premier versement"), required=False,
        help_text=_("Vide : des versements égaux."),
    )  # fmt: skip
    abandon = forms.IntegerField(
        label=_("Intérêts de retard abandonnés, en %"), min_value=0, max_value=100,
        help_text=_("0 : tous ajoutés aux versements ; 100 : aucun, si le plan est tenu."),
    )  # fmt: skip
    reponse = DayField(label=_("Réponse attendue le"))
    manquees = forms.IntegerField(
        label=_("Déchéance après, en versements manqués"), min_value=0, max_value=MISSED_MAX,
        help_text=_("0 : seulement après une mise en demeure."),
    )  # fmt: skip
    grace = forms.IntegerField(
        label=_("Jours de grâce"), min_value=0, max_value=GRACE_DAYS_MAX,
        help_text=_("Avant qu'un versement compte comme manqué."),
    )  # fmt: skip
    automatique = forms.BooleanField(
        label=_("La déchéance joue de plein droit"), required=False,
        help_text=_("Sinon, une personne la décide."),
    )  # fmt: skip
    libre = forms.BooleanField(label=_("Fixer chaque versement"), required=False)

    def __init__(self, typed: QueryDict, *, on: date) -> None:
        self.on = on
        first = on + FIRST_IN
        usual = {
            "nombre": str(USUAL_COUNT), "rythme": Rhythm.MONTH.value, "premier": first.isoformat(),
            "abandon": "0", "reponse": (on + ANSWER_IN).isoformat(), "manquees": "1", "grace": "8",
        }  # fmt: skip
        super().__init__(typed, usual, auto_id="plan_%s")

    @property
    def is_free(self) -> bool:
        """Whether each payment is typed."""
        return bool(self.data.get("libre"))

    @property
    def wanted(self) -> Wanted:
        """The plan asked for."""
        typed = self.cleaned_data
        return Wanted(
            typed["nombre"], typed["premier"], Rhythm(typed["rythme"]), typed["versement"]
        )

    @property
    def terms(self) -> Terms:
        """What happens if it is not kept."""
        typed = self.cleaned_data
        return Terms(typed["grace"], typed["manquees"], typed["automatique"])

    def typed_parts(self) -> list[Part]:
        """The payments typed one by one, in their order."""
        found = []
        for rank in self._ranks():
            day, amount = self._typed(rank)
            found.append(Part(parse_day(day), Money.parse(amount).cents))
        return found

    def lines(self, parts: Iterable[Part]) -> list[tuple[int, str, str]]:
        """The payments to type: as typed, else as counted; one more line is free."""
        typed = [(rank, *self._typed(rank)) for rank in self._ranks()]
        shown = typed or [
            (rank, part.due_on.isoformat(), typed_amount(part.cents))
            for rank, part in enumerate(parts, 1)
        ]
        free = len(shown) + 1
        return [*shown, (free, "", "")] if free <= COUNT_MAX else shown

    def _ranks(self) -> list[int]:
        return [rank for rank in range(1, COUNT_MAX + 1) if any(self._typed(rank))]

    def _typed(self, rank: int) -> tuple[str, str]:
        return self.data.get(f"jour_{rank}", ""), self.data.get(f"montant_{rank}", "")


class SendForm(ActForm):
    """Where the proposal goes."""

    to = forms.EmailField(
        label=_("Courriel"), error_messages={"required": _("Écrivez une adresse.")}
    )


class ApproveForm(ActForm):
    """A manager agrees."""


class PlanLimitsForm(LimitsForm):
    """What a collector grants alone."""

    months_max = forms.IntegerField(
        label=_("Durée, en mois"), min_value=0, max_value=COUNT_MAX, required=False
    )
    cents_max = AmountField(label=_("Montant étalé"), required=False)
    waived_percent_max = forms.IntegerField(
        label=_("Intérêts abandonnés, en %"), min_value=0, max_value=100, required=False
    )


class HandForm(ActForm):
    """It was given otherwise."""


class AcceptForm(ActForm):
    """Who agreed, and how."""

    name = forms.CharField(
        label=_("Accepté par"), max_length=120,
        error_messages={"required": _("Écrivez le nom de la personne qui accepte l'échéancier.")},
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Comment"), max_length=WORDS_MAX, required=False,
        help_text=_("Par exemple « courriel du 12/05, bon pour accord »."),
    )  # fmt: skip
    signed = forms.FileField(
        label=_("Document signé"),
        required=False,
        help_text=_("PDF ou image, gardé avec le client."),
    )


class WhyForm(ActForm):
    """An act with its reason."""

    why = forms.CharField(label=_("Motif"), max_length=WORDS_MAX, required=False)


class RefuseForm(WhyForm):
    """The customer said no."""


class WithdrawForm(WhyForm):
    """It is proposed no more."""


class AccelerateForm(ActForm):
    """The whole is due again."""

    why = forms.CharField(
        label=_("Motif"), max_length=WORDS_MAX,
        error_messages={"required": _("Dites pourquoi toute la dette redevient exigible.")},
    )  # fmt: skip


class CancelForm(WhyForm):
    """The plan is given up."""

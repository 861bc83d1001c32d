"""The last day to act on a claim."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.forms.fields import ChoiceField, DayField
from encaisse.law.limitation import LimitationKind, Start
from encaisse.law.limitation_acts import Event, EventKind
from encaisse.law.reader import parameters

KINDS = [(each, each.label) for each in LimitationKind]
ACTS = [("", _("un acte…")), *((each, each.label) for each in EventKind)]


def _agreed() -> list[tuple[str, Any]]:
    """The periods that a contract may set."""
    least, most = (
        int(parameters.read(f"limitation_bound.agreed_{bound}").latest.value)
        for bound in ("least", "most")
    )
    years = range(least, most + 1)
    return [("", _("celle de la loi")), *((str(each), _years(each)) for each in years)]


def _years(count: int) -> str:
    return f"{count} an{'s' if count > 1 else ''}"


class LimitationForm(CalculatorForm):
    """A claim, since when it could be acted on, and what happened to it."""

    rows_label = _("Ce qui s'est passé, et quand")

    nature = ChoiceField(label=_("Créance"), choices=KINDS)
    depuis = DayField(
        label=_("Prestation achevée le"),
        help_text=_("Ou le jour où vous avez pu agir."),
    )
    echeance = DayField(
        label=_("Échéance"), required=False, help_text=_("La plus proche des deux est surveillée.")
    )
    duree = ChoiceField(
        label=_("Durée convenue"),
        choices=_agreed(),
        required=False,
        help_text=_("Entre professionnels seulement."),
    )

    def __init__(self, typed: Any, *, on: Any) -> None:
        super().__init__(typed, on=on)
        for rank in self.ranks("acte"):
            label = _("Acte %(rank)s") % {"rank": rank}
            self.fields[f"acte_{rank}"] = ChoiceField(label=label, choices=ACTS, required=False)
            self.fields[f"acte_{rank}_le"] = DayField(
                label=_("Jour de l'acte %(rank)s") % {"rank": rank}, required=False
            )

    def usual(self) -> dict[str, str]:
        return {"nature": LimitationKind.B2B}

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """An act on each line."""
        return [(self[f"acte_{rank}"], self[f"acte_{rank}_le"]) for rank in self.ranks("acte")]

    def after_rows(self) -> tuple[str, ...]:
        """Rarely agreed, asked last."""
        return ("duree",)

    def clean(self) -> dict[str, Any]:
        """An act has its day, and a day its act."""
        for act, day in self.rows:
            if self.cleaned_data.get(act.name) and not day.data:
                self.add_error(day.name, _("Indiquez le jour de cet acte."))
            if self.cleaned_data.get(day.name) and not act.data:
                self.add_error(act.name, _("Dites ce qui s'est passé ce jour-là."))
        return self.cleaned_data

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "kind": LimitationKind(found["nature"]),
            "start": Start(performed_on=found["depuis"], due_on=found["echeance"]),
            "events": [
                Event(found[day.name], EventKind(found[act.name]))
                for act, day in self.rows
                if found[act.name]
            ],
            "agreed_years": int(found["duree"]) if found["duree"] else None,
        }

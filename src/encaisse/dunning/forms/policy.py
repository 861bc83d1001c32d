"""What is typed of a company's rules of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from encaisse.dunning.models import Policy

DAYS = (
    ("1", _("lundi")), ("2", _("mardi")), ("3", _("mercredi")), ("4", _("jeudi")),
    ("5", _("vendredi")), ("6", _("samedi")), ("7", _("dimanche")),
)  # fmt: skip


class PolicyForm(forms.Form):
    """When the run is made, when mails may leave, how often, how old the bank may be, to whom."""

    run_hour = forms.IntegerField(
        label=_("Heure du passage"), min_value=0, max_value=23,
        help_text=_("Heure de la société. Une machine qui dormait le fait à son réveil."),
    )  # fmt: skip
    first_hour = forms.IntegerField(label=_("Envois à partir de (h)"), min_value=0, max_value=23)
    end_hour = forms.IntegerField(
        label=_("Envois avant (h)"), min_value=1, max_value=24, help_text=_("24 : jusqu'à minuit.")
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Jours d'envoi"), choices=DAYS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins un jour : sans jour, rien ne partirait.")},
    )  # fmt: skip
    only_business_days = forms.BooleanField(label=_("Jamais un jour férié"), required=False)
    most_per_week = forms.IntegerField(
        label=_("Messages par client en sept jours"), min_value=1, max_value=50, required=False,
        help_text=_("Vide : sans limite. Au-delà, la relance est retenue et le dit."),
    )  # fmt: skip
    bank_days = forms.IntegerField(
        label=_("Jours avant que la banque soit jugée en retard"), min_value=1, max_value=365,
        help_text=_("Au-delà, l'envoi prévient et demande une confirmation."),
    )  # fmt: skip
    unreceived_days = forms.IntegerField(
        label=_("Factures non parvenues cherchées avant l'échéance (jours)"), min_value=0,
        max_value=90, help_text=_("Une tâche demande de renvoyer ou de prouver. Zéro, jamais."),
    )  # fmt: skip
    tasks_to = forms.ChoiceField(
        label=_("Tâches confiées à"), required=False,
        help_text=_("Toutes. Vide : à qui suit le client, sinon au premier qui recouvre."),
    )  # fmt: skip

    @classmethod
    def of(
        cls, policy: Policy, people: Sequence[tuple[int, str]], typed: Mapping[str, Any] | None
    ) -> Self:
        """The form of a company's policy."""
        plain = ("run_hour", "first_hour", "end_hour", "only_business_days", "most_per_week",
                 "bank_days", "unreceived_days")  # fmt: skip
        initial = {name: getattr(policy, name) for name in plain}
        form = cls(
            typed,
            initial=initial
            | {"weekdays": list(policy.weekdays), "tasks_to": str(policy.tasks_to_id or "")},
        )
        choices = [("", "—"), *((str(key), name) for key, name in people)]
        form.fields["tasks_to"].choices = choices  # type: ignore[attr-defined]
        return form

    def decided(self) -> dict[str, Any]:
        """What was typed, as the operation takes it."""
        told = dict(self.cleaned_data)
        chosen = told.pop("tasks_to")
        return told | {
            "weekdays": "".join(sorted(told["weekdays"])),
            "tasks_to_id": int(chosen) if chosen else None,
        }

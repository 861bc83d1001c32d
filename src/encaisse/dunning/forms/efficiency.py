"""What the addresses of efficiency carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.period import Period, PeriodUpsideDown
from encaisse.web.fields import DayField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class EfficiencyForm(forms.Form):
    """Days of delivery, a scenario, a segment."""

    du = DayField(label=_("Remises du"))
    au = DayField(label=_("au"))
    scenario = forms.TypedChoiceField(
        label=_("Scénario"), coerce=int, required=False, empty_value=None
    )
    segment = forms.TypedChoiceField(
        label=_("Segment"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self,
        asked: dict[str, Any],
        *,
        days: tuple[date, date],
        scenarios: Iterable[tuple[int, str]],
        segments: Sequence[tuple[int, str]],
    ) -> None:
        usual = dict(zip(("du", "au"), (f"{day:%Y-%m-%d}" for day in days), strict=True))
        super().__init__(usual | {name: value for name, value in asked.items() if value})
        for name, everything, known in (
            ("scenario", _("Tous"), scenarios), ("segment", _("Tous"), segments),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", everything), *known]
        self.has_segments = bool(segments)

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        found = super().clean() or {}
        if found.get("du") and found.get("au"):
            try:
                Period(found["du"], found["au"])
            except PeriodUpsideDown as refusal:
                self.add_error("au", str(refusal))
        return found

    @property
    def address(self) -> dict[str, str]:
        """What leads back here."""
        found = self.cleaned_data
        days = {name: f"{found[name]:%Y-%m-%d}" for name in ("du", "au")}
        chosen = {name: str(found[name]) for name in ("scenario", "segment") if found[name]}
        return days | chosen

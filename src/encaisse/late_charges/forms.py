"""What the address of a statement of account carries."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.web.fields import DayField
from encaisse.web.rest import ID_MAX


class IdsField(forms.Field):
    """Identifiers, one for each box ticked; what is no number names nothing."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[int]:
        numbers = (int(text) for text in value or [] if text.isascii() and text.isdecimal())
        return [number for number in numbers if number <= ID_MAX]


class StatementForm(forms.Form):
    """Which day, which invoices, with or without what runs beside the principal."""

    jour = DayField(label=_("Arrêté au"))
    principal = forms.BooleanField(label=_("Principal seul"), required=False)
    soldees = forms.BooleanField(required=False)
    facture = IdsField(required=False)
    creance = IdsField(required=False)


def asked(form: forms.Form, today: date) -> dict[str, Any]:
    """What the address asks for, in the words of ``queries.statement``; never after today."""
    form.is_valid()
    found = form.cleaned_data
    return {
        "on": min(found.get("jour") or today, today),
        "principal_only": bool(found.get("principal")),
        "with_settled": bool(found.get("soldees")),
        "invoice_ids": found.get("facture") or [],
        "receivable_ids": found.get("creance") or [],
    }

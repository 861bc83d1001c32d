"""What the forms of several capabilities have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest

TICKED, CHOSEN = "creance", "choix"


class ActForm(forms.Form):
    """An act among others of a page: its fields have names of their own there."""

    use_required_attribute = False

    def __init__(self, typed: Any = None, files: Any = None, **options: Any) -> None:
        name = type(self).__name__.removesuffix("Form").lower()
        super().__init__(typed, files, **{"auto_id": f"{name}_%s"} | options)


class LimitsForm(ActForm):
    """What a role grants alone; ``limits`` are named as the fields."""

    when_empty: Any = _("Vide : sans limite.")

    def __init__(self, typed: Any = None, *, limits: Any, may_change: bool, **options: Any) -> None:
        known = {
            name: field.prepare_value(getattr(limits, name))
            for name, field in self.base_fields.items()
        }
        super().__init__(typed, initial=known, **options)
        for field in self.fields.values():
            field.disabled = not may_change
            field.help_text = self.when_empty


class TriedForm(forms.Form):
    """What is tried on receivables before it is done. All is in the address, that one may give to
    a colleague: its names are French, and what is left empty is as ``usual``."""

    def __init__(self, typed: Mapping[str, str], usual: Mapping[str, str], **options: Any) -> None:
        given = {name: text for name, text in typed.items() if str(text).strip()}
        super().__init__({**usual, **given}, **options)

    def query(self, ticked: Iterable[str]) -> str:
        """The address that gives this again, whatever the day."""
        kept = [(name, text) for name, text in self.data.items() if name not in (TICKED, CHOSEN)]
        return urlencode([*((TICKED, key) for key in sorted(ticked)), *kept, (CHOSEN, "1")])

    def refuse(self, refusal: Refusal) -> None:
        """Say what is wrong with the whole."""
        self.add_error(None, str(refusal))


def acted(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], str]) -> bool:
    """Whether the act was done, and told; else the form says why not."""
    if not form.is_valid():
        return False
    try:
        messages.success(request, act(form.cleaned_data))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True

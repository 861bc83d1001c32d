"""The shape of a template as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.letters.queries import RETURN_REASONS
from encaisse.web.fields import DayField


class RegisteredForm(forms.Form):
    """What the post says of a registered letter."""

    number = forms.CharField(
        label=_("Numéro de recommandé"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    presented_on = DayField(label=_("Présentée le"), required=False)
    received_on = DayField(label=_("Reçue le (avis signé)"), required=False)
    returned_on = DayField(label=_("Revenue le"), required=False)
    returned_why = forms.ChoiceField(
        label=_("Motif du retour"), required=False, choices=[("", "—"), *RETURN_REASONS]
    )


class TemplateForm(forms.Form):
    """Subject and body; what they may contain is the rule's business."""

    subject = forms.CharField(
        label=_("Objet"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    body = forms.CharField(
        label=_("Texte"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 24})
    )


def focus_on_error(form: TemplateForm) -> None:
    """Whoever typed something wrong is taken to it: the first field that is, else the text."""
    if form.errors:
        named = next((name for name in form.fields if name in form.errors), "body")
        form.fields[named].widget.attrs["autofocus"] = True

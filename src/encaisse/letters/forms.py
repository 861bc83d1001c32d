"""The shape of a template as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TemplateForm(forms.Form):
    """Subject and body; what they may contain is the rule's business."""

    subject = forms.CharField(
        label=_("Objet"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    body = forms.CharField(
        label=_("Texte"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 24})
    )

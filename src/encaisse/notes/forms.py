"""What is typed of a note: its shape, nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A note; an @ names a colleague."""

    use_required_attribute = False

    text = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)

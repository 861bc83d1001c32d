"""What a person chooses for money that waits: a match, as the page wrote it."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

CHOICE = re.compile(r"(\d{1,18})\|((?:\d{1,18}=\d{1,18}(?:,(?!$)|$))*)")
LONGEST = 20_000


class ChoiceForm(forms.Form):
    """« customer|receivable=cents,… »: whom the money concerns and what it pays."""

    choice = forms.CharField(max_length=LONGEST)

    def clean_choice(self) -> tuple[int, list[tuple[int, int]]]:
        found = CHOICE.fullmatch(self.cleaned_data["choice"])
        if found is None:
            raise forms.ValidationError(_("Ce choix ne se lit pas."))
        pairs = (part.split("=") for part in found[2].split(",") if part)
        return int(found[1]), [(int(receivable), int(cents)) for receivable, cents in pairs]

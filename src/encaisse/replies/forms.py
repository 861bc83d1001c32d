"""What is typed about a reply: what came of it, a promised day, a reason, a contact, a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.web.fields import DayField


class PromiseForm(forms.Form):
    """The day by which it promises to pay. Beside the cause of a dispute, in one form: the button
    says which of the two is asked for."""

    use_required_attribute = False

    by_on = DayField(
        label=_("Promis pour le"),
        error_messages={"required": _("Dites pour quel jour le règlement est promis.")},
    )  # fmt: skip


class DisputeForm(forms.Form):
    """Why it contests: nobody guesses the cause."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("Cause"), error_messages={"required": _("Choisissez la cause du litige.")}
    )

    def __init__(self, typed: Any = None, *, reasons: list[tuple[str, str]]) -> None:
        super().__init__(typed)
        chosen: Any = self.fields["reason"]
        chosen.choices = [("", _("Choisissez…")), *reasons]


class ContactForm(forms.Form):
    """Whom to write to from now on."""

    name = forms.CharField(label=_("Nom"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("Courriel"), error_messages={"required": _("Donnez l'adresse à laquelle écrire.")}
    )
    phone = forms.CharField(label=_("Téléphone"), required=False, max_length=40)


class OutcomeForm(forms.Form):
    """What came of it, in a few words."""

    outcome = forms.CharField(
        label=_("Suite donnée"), required=False, max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What is written back: more than the ``shell`` that it began with."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Message"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Écrivez votre réponse.")},
    )

    def __init__(self, typed: Any = None, *, shell: str = "", **facts: Any) -> None:
        super().__init__(typed, **facts)
        self.shell = shell

    def clean_text(self) -> str:
        """Refused when nobody wrote anything."""
        text = str(self.cleaned_data["text"])
        if self.shell and text.split() == self.shell.split():
            raise forms.ValidationError(
                _("Écrivez votre réponse entre la formule d'appel et la signature.")
            )
        return text


class FileForm(forms.Form):
    """Whose reply it is."""

    customer = forms.CharField(
        label=_("Client"), max_length=250, help_text=_("Son nom entier ou son compte auxiliaire."),
        error_messages={"required": _("Dites de quel client vient cette réponse.")},
    )  # fmt: skip
    remember = forms.BooleanField(
        label=_("Retenir cette adresse chez ce client"), required=False, initial=True
    )


class MailForm(forms.Form):
    """A mail kept by a mail program, dropped by hand."""

    mail = forms.FileField(
        label=_("Courriel (.eml)"), error_messages={"required": _("Choisissez un fichier .eml.")}
    )

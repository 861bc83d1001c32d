"""What is typed of a call: who answered, what came of it, what is done next."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.money import AmountNotUnderstood, Money

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
OUTCOMES = [
    ("promise", _("Promet de payer")),
    ("dispute", _("Conteste")),
    ("callback", _("À rappeler plus tard")),
    ("reached", _("Joint, sans engagement")),
    ("voicemail", _("Répondeur, message laissé")),
    ("unanswered", _("Pas de réponse")),
    ("wrong_number", _("Faux numéro")),
]
NEXT = [
    ("scenario", _("Laisser le scénario suivre son cours")),
    ("call", _("Rappeler")),
    ("visit", _("Rendre visite")),
    ("nothing", _("Rien")),
]


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker, input_formats=DAYS)


def _hour(label: Any) -> forms.TimeField:
    picker = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=picker)


def _line(label: Any, length: int) -> forms.CharField:
    typed = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=length, widget=typed)


class AmountField(forms.CharField):
    """An amount as one writes it in French; whole cents, or None for the whole."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Money.parse(text).cents
        except AmountNotUnderstood as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class OutcomeForm(forms.Form):
    """What came of an exchange and what follows it. Only the fields of the outcome are asked."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("Ce qu'il en est"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": _("Dites ce que l'appel a donné.")},
    )  # fmt: skip
    amount = AmountField(
        label=_("Montant"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    by_on = _day(_("Payé au plus tard le"))
    cause = forms.ChoiceField(label=_("Cause"), required=False)
    contested = AmountField(
        label=_("Montant contesté"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    again_on = _day(_("Le"))
    again_at = _hour(_("À"))
    counts = forms.BooleanField(label=_("Compter quand même l'étape comme faite"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_action = forms.ChoiceField(
        label=_("Et ensuite ?"), choices=NEXT, required=False, widget=forms.RadioSelect
    )
    call_on = _day(_("Le"))
    call_at = _hour(_("À"))
    visit_on = _day(_("Le"))
    next_why = _line(_("Pourquoi"), 250)

    def __init__(self, typed: Any = None, *, reasons: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(typed, **more)
        causes: Any = self.fields["cause"]
        causes.choices = [("", _("choisir…")), *reasons]


class CallForm(OutcomeForm):
    """A call: the number that was dialled, who answered, and what came of it."""

    number = forms.ChoiceField(label=_("Numéro composé"), required=False, widget=forms.RadioSelect)
    person = _line(_("Qui a répondu"), 120)

    def __init__(self, typed: Any = None, *, numbers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(typed, **more)
        dialled: Any = self.fields["number"]
        dialled.choices = numbers

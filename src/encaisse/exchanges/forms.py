"""What is typed of a call or a visit: who, when, what came of it, what is done next."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.web.fields import AmountField, DayField

OUTCOMES = [
    ("promise", _("Promet de payer")),
    ("dispute", _("Conteste")),
    ("callback", _("À rappeler plus tard")),
    ("reached", _("Joint, sans engagement")),
    ("voicemail", _("Répondeur, message laissé")),
    ("unanswered", _("Pas de réponse")),
    ("wrong_number", _("Faux numéro")),
]
VISIT_OUTCOMES = [
    ("promise", _("Promet de payer")),
    ("dispute", _("Conteste")),
    ("reached", _("Rencontré, sans engagement")),
    ("unanswered", _("Personne n'était là")),
]
NEXT = [
    ("scenario", _("Laisser le scénario suivre son cours")),
    ("call", _("Rappeler")),
    ("visit", _("Rendre visite")),
    ("nothing", _("Rien")),
]


ASKED = {  # by each choice, beside what may be said of any: what it needs, what it may tell
    ("outcome", "promise"): ("by_on", "amount"),
    ("outcome", "dispute"): ("cause", "contested"),
    ("outcome", "callback"): ("again_on", "again_at"),
    ("next_action", "call"): ("call_on", "call_at"),
    ("next_action", "visit"): ("visit_on", ""),
    ("next_action", "nothing"): ("next_why", ""),
}
SETTLES_NEXT = ("callback", "wrong_number")  # outcomes that say what follows


def _day(label: Any, missing: Any) -> DayField:
    return DayField(label=label, error_messages={"required": missing})


def _hour(label: Any) -> forms.TimeField:
    picker = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=picker)


def _line(label: Any, length: int) -> forms.CharField:
    typed = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=length, widget=typed)


class OutcomeForm(forms.Form):
    """What came of an exchange and what follows it. Only the fields of the outcome are asked."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("Ce qu'il en est"), choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": _("Dites ce que l'appel a donné.")},
    )  # fmt: skip
    amount = AmountField(label=_("Montant"), required=False)
    by_on = _day(_("Payé au plus tard le"), _("Dites pour quel jour le règlement est promis."))
    confirmed = forms.BooleanField(label=_("Noter quand même cette promesse"), required=False)
    cause = forms.ChoiceField(
        label=_("Cause"), error_messages={"required": _("Choisissez pourquoi le client conteste.")}
    )
    contested = AmountField(label=_("Montant contesté"), required=False)
    again_on = _day(_("Le"), _("Dites quel jour rappeler."))
    again_at = _hour(_("À"))
    counts = forms.BooleanField(label=_("Compter quand même l'étape comme faite"), required=False)
    note = forms.CharField(
        label=_("Ce qui s'est dit"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_action = forms.ChoiceField(
        label=_("Et ensuite ?"), choices=NEXT, required=False, widget=forms.RadioSelect
    )
    call_on = _day(_("Le"), _("Dites quel jour rappeler."))
    call_at = _hour(_("À"))
    visit_on = _day(_("Le"), _("Dites quel jour rendre visite."))
    next_why = forms.CharField(
        label=_("Pourquoi"), max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Dites pourquoi : réglé sur place, contentieux, abandon…")
        },
    )  # fmt: skip

    def __init__(self, typed: Any = None, *, reasons: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(typed, **more)
        causes: Any = self.fields["cause"]
        causes.choices = [("", _("choisir…")), *reasons]
        if typed is not None:
            for choice, (needed, _told) in ASKED.items():
                self.fields[needed].required = self._is_picked(*choice)

    def clean(self) -> dict[str, Any]:
        """What was typed under a choice that is not picked is not looked at: nobody sees it."""
        for choice, names in ASKED.items():
            for name in filter(None, names):
                if name in self.errors and not self._is_picked(*choice):
                    del self.errors[name]
                    self.cleaned_data[name] = None
        return self.cleaned_data

    def _is_picked(self, choice: str, value: str) -> bool:
        is_shown = choice == "outcome" or self.data.get("outcome") not in SETTLES_NEXT
        return is_shown and self.data.get(choice) == value


class CallForm(OutcomeForm):
    """A call: the number that was dialled, who answered, and what came of it."""

    number = forms.ChoiceField(label=_("Numéro composé"), required=False, widget=forms.RadioSelect)
    person = _line(_("Qui a répondu"), 120)

    def __init__(self, typed: Any = None, *, numbers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(typed, **more)
        dialled: Any = self.fields["number"]
        dialled.choices = numbers
        if not numbers:
            outcome: Any = self.fields["outcome"]
            outcome.choices = [each for each in OUTCOMES if each[0] != "wrong_number"]


class ReportForm(OutcomeForm):
    """What came of a visit: whom one met, and what follows."""

    person = _line(_("Qui vous a reçu"), 120)

    def __init__(self, typed: Any = None, **more: Any) -> None:
        super().__init__(typed, **more)
        outcome: Any = self.fields["outcome"]
        outcome.choices = VISIT_OUTCOMES
        outcome.error_messages["required"] = _("Dites ce que la visite a donné.")


class VisitForm(forms.Form):
    """A visit to plan or to move."""

    use_required_attribute = False

    on = _day(_("Le"), _("Dites quel jour a lieu la visite."))
    at = forms.TimeField(
        label=_("À"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Dites à quelle heure.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Durée, en minutes"), min_value=1, max_value=600, initial=45,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Adresse"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites à quelle adresse a lieu la visite.")},
    )  # fmt: skip
    visitor = forms.ChoiceField(
        label=_("Qui y va"), error_messages={"required": _("Dites qui y va.")}
    )
    contact = forms.ChoiceField(label=_("Qui l'on rencontre"), required=False)
    purpose = _line(_("Objet"), 250)
    invites = forms.BooleanField(
        label=_("Inviter aussi cette personne par courriel"), required=False
    )

    def __init__(
        self,
        typed: Any = None,
        *,
        visitors: list[tuple[str, str]],
        contacts: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(typed, auto_id="visit_%s", **more)
        going: Any = self.fields["visitor"]
        met: Any = self.fields["contact"]
        going.choices, met.choices = visitors, [("", _("personne en particulier")), *contacts]


class CancelForm(forms.Form):
    """Why a visit does not take place."""

    use_required_attribute = False

    why = forms.CharField(
        label=_("Pourquoi"), max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Dites pourquoi la visite est annulée.")},
    )  # fmt: skip


class WriteForm(forms.Form):
    """A mail of one's own; the addresses and the papers are ticked beside it."""

    use_required_attribute = False

    other = forms.EmailField(
        label=_("Autre adresse"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Cette adresse n'est pas un courriel : nom@domaine.fr.")},
    )  # fmt: skip
    subject = forms.CharField(
        label=_("Objet"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Donnez un objet.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Écrivez le message.")},
    )  # fmt: skip

"""What is typed of a gesture on the ticked receivables: its shape, nothing else."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.agenda.rules import CALL, OTHER, VISIT, Following
from encaisse.disputes.forms import OpenForm
from encaisse.web.fields import AmountField, DayField

WORDS_MAX, TEXT_MAX = 250, 8000
NEXT = [(CALL, _("appeler")), (VISIT, _("rendre visite")), (OTHER, _("autre chose"))]


class Gesture(forms.Form):
    """A form that opens under the list, its first field ready to be typed in."""

    use_required_attribute = False

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, auto_id="gesture_%s", **options)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class PromiseForm(Gesture):
    """So much, by that day."""

    by_on = DayField(
        label=_("Payé au plus tard le"),
        error_messages={"required": _("Dites pour quel jour le règlement est promis.")},
    )
    cents = AmountField(
        is_positive=True,
        label=_("Montant"),
        required=False,
        help_text=_("Vide : tout ce qui en reste dû."),
    )
    person = forms.CharField(label=_("Qui promet"), max_length=120, required=False)
    note = forms.CharField(label=_("Ce qui s'est dit"), max_length=WORDS_MAX, required=False)
    confirmed = forms.BooleanField(label=_("Noter quand même cette promesse"), required=False)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        self.ask_to_confirm(bool(typed and typed.get("confirmed")))

    def ask_to_confirm(self, is_asked: bool) -> None:
        """Show the box that says that it is so, only when it is asked for."""
        self.fields["confirmed"].widget = forms.CheckboxInput() if is_asked else forms.HiddenInput()


class DisputeForm(OpenForm):
    """What the customer contests of what is ticked."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["reason"].widget.attrs["autofocus"] = True


UNREACHABLE = _(
    "Aucune adresse qui fonctionne n'est connue de ce client : ajoutez-la à ses contacts."
)


class Written(Gesture):
    """To whom, about what, in what words."""

    to = forms.ChoiceField(label=_("À"), error_messages={"required": _("Choisissez à qui écrire.")})
    subject = forms.CharField(
        label=_("Objet"), max_length=200, error_messages={"required": _("Écrivez l'objet.")}
    )
    text = forms.CharField(
        label=_("Message"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Écrivez le message avant de l'envoyer.")},
    )  # fmt: skip

    def __init__(
        self, typed: Any = None, *, people: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(typed, **more)
        offered: Any = self.fields["to"]
        offered.choices = people
        if not people:
            offered.help_text = offered.error_messages["required"] = UNREACHABLE


class MailForm(Written):
    """A mail to somebody at the customer's."""

    lists = forms.BooleanField(label=_("Lister sous le texte ce qui est coché"), required=False)
    joins = forms.BooleanField(
        label=_("Joindre les factures cochées"), required=False, initial=True
    )


class StatementForm(Written):
    """The statement of what is ticked, by mail."""

    principal = forms.BooleanField(
        label=_("Sans les intérêts ni les indemnités"), required=False, initial=True
    )


class NextForm(Gesture):
    """What comes next, and when."""

    then = forms.ChoiceField(label=_("Ensuite"), choices=NEXT)
    day = DayField(label=_("Pour le"), error_messages={"required": _("Dites pour quel jour.")})
    what = forms.CharField(label=_("Quoi faire"), max_length=WORDS_MAX, required=False)

    def __init__(self, typed: Any = None, *, proposed: Following) -> None:
        kind = proposed.kind if proposed.kind in (CALL, VISIT, OTHER) else CALL
        super().__init__(typed, initial={"then": kind, "day": proposed.on})

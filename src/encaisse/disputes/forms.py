"""What is typed about a dispute: its shape, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.disputes.rules import DAYS_MAX
from encaisse.web.fields import AmountField, DayField
from encaisse.web.forms import ActForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.accounts.models import User
    from encaisse.disputes.rules import Habit, Service

WORDS_MAX = 250
TEXT_MAX = 4000
VERDICTS = [
    ("credit_note", _("Le client a raison : avoir à établir")),
    ("partial", _("Accord partiel : le client doit une partie")),
    ("confirmed", _("Facture confirmée : le client doit tout")),
    ("", _("Je réponds sans décider")),
]
Names = list[tuple[str, Any]]


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _services(found: Sequence[Service], nothing: Any) -> Names:
    return [("", nothing), *((each.code, each.name) for each in found)]


class Shaped(ActForm):
    """A form of the page of a dispute, whose choices are read there; a key goes to its field."""

    keys: ClassVar[dict[str, str]] = {}

    def __init__(self, typed: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(typed, files, **options)
        for name, key in self.keys.items():
            self.fields[name].widget.attrs["data-key"] = key

    def _offer(self, field: str, choices: Names) -> None:
        chosen: Any = self.fields[field]
        chosen.choices = choices


class WhoseForm(Shaped):
    """The department and the colleague whose it is."""

    department = forms.ChoiceField(label=_("Service"), required=False)
    owner = forms.ChoiceField(label=_("Suivi par"), required=False)

    def __init__(
        self, typed: Any = None, files: Any = None, *, services: Sequence[Service],
        people: Sequence[User], **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(typed, files, **options)
        self._offer("department", _services(services, self.nothing))
        self._offer("owner", [("", _("Personne")), *((str(each.pk), str(each)) for each in people)])

    nothing: Any = _("Aucun")


class OpenForm(WhoseForm):
    """A dispute to open; what is left out is said by its cause."""

    nothing = _("Celui de la cause")

    reason = forms.ChoiceField(
        label=_("Cause"), error_messages={"required": _("Choisissez la cause du litige.")}
    )
    cents = AmountField(
        is_positive=True, label=_("Montant"), required=False,
        help_text=_("Vide : tout ce qui reste dû des factures cochées."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Ce que dit le client"), required=False, max_length=WORDS_MAX, widget=_words(2)
    )
    due_on = DayField(
        label=_("À régler le"), required=False, help_text=_("Vide : le délai de la cause."),
    )  # fmt: skip
    evidence = forms.FileField(
        label=_("Pièce"), required=False,
        help_text=_("Photo, bon de livraison, courriel : gardée avec le litige."),
    )  # fmt: skip

    field_order = ("reason", "cents", "note", "department", "owner", "due_on", "evidence")

    def __init__(self, *given: Any, reasons: Names, **options: Any) -> None:
        super().__init__(*given, **options)
        self._offer("reason", [("", _("Choisissez…")), *reasons])


class AskForm(Shaped):
    """A question by mail, to a department or to somebody."""

    text = forms.CharField(
        label=_("Question"), max_length=TEXT_MAX, widget=_words(),
        error_messages={"required": _("Écrivez la question avant de l'envoyer.")},
    )  # fmt: skip
    department = forms.ChoiceField(label=_("À quel service"), required=False)
    name = forms.CharField(label=_("Nom"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("Courriel"), required=False, help_text=_("Vide : celui du service.")
    )
    due_on = DayField(label=_("Réponse pour le"), required=False)

    def __init__(self, *given: Any, services: Sequence[Service], **options: Any) -> None:
        super().__init__(*given, **options)
        self._offer("department", _services(services, _("Aucun")))


class AskOfForm(AskForm):
    """The same about a customer: those who follow it and the members are offered."""

    whom = forms.ChoiceField(label=_("À qui"), required=False)

    field_order = ("text", "whom", "department", "name", "email", "due_on")

    def __init__(self, *given: Any, whom: Names, **options: Any) -> None:
        super().__init__(*given, **options)
        self._offer("whom", [("", _("Quelqu'un d'autre")), *whom])
        self.fields["email"].help_text = _("Vide : celui de la personne ou du service choisis.")


class CreditForm(Shaped):
    """The credit note to make."""

    keys: ClassVar = {"cents": "a"}
    cents = AmountField(
        is_positive=True,
        label=_("Avoir à établir"),
        required=False,
        help_text=_("Vide : tout ce qui est contesté."),
    )
    why = forms.CharField(label=_("Motif"), required=False, max_length=WORDS_MAX)


class AgreeForm(Shaped):
    """What the customer owes of what it contests."""

    keys: ClassVar = {"owed": "p"}
    owed = AmountField(
        is_positive=True,
        label=_("Le client doit"),
        error_messages={"required": _("Dites combien le client doit.")},
    )
    why = forms.CharField(label=_("Motif"), required=False, max_length=WORDS_MAX)


class ConfirmForm(Shaped):
    """Why the invoice is right."""

    keys: ClassVar = {"why": "c"}
    why = forms.CharField(label=_("Motif"), required=False, max_length=WORDS_MAX)


class WithdrawForm(Shaped):
    """Why it is taken back."""

    keys: ClassVar = {"why": "r"}
    why = forms.CharField(label=_("Motif"), required=False, max_length=WORDS_MAX)


class MoveForm(Shaped):
    """Another deadline."""

    due_on = DayField(
        label=_("À régler le"), error_messages={"required": _("Choisissez un jour à venir.")},
    )  # fmt: skip
    why = forms.CharField(label=_("Motif"), required=False, max_length=WORDS_MAX)


class NoteForm(Shaped):
    """Something to remember."""

    keys: ClassVar = {"text": "e"}
    text = forms.CharField(
        label=_("À retenir"), max_length=TEXT_MAX, widget=_words(2),
        error_messages={"required": _("Écrivez la note avant de la garder.")},
    )  # fmt: skip


class TellForm(Shaped):
    """An answer that somebody gave by telephone or in the corridor."""

    question = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Ce qu'il répond"), max_length=TEXT_MAX, widget=_words(2))


class AnswerForm(Shaped):
    """The answer of somebody without an account."""

    verdict = forms.ChoiceField(
        label=_("Votre avis"), choices=VERDICTS, required=False, widget=forms.RadioSelect
    )
    owed = AmountField(
        is_positive=True, label=_("Montant dû par le client"), required=False,
        help_text=_("Pour un accord partiel seulement."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Votre réponse"), required=False, max_length=TEXT_MAX, widget=_words(6)
    )
    file = forms.FileField(
        label=_("Pièce"), required=False, help_text=_("Photo, bon de livraison, courriel…")
    )


class DepartmentForm(forms.Form):
    """Who stands for a department; the last one of the page is new."""

    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Service"), required=False, max_length=60)
    person = forms.CharField(label=_("Personne"), required=False, max_length=120)
    email = forms.EmailField(label=_("Courriel"), required=False)

    def __init__(self, typed: Any = None, *, service: Service | None = None) -> None:
        known = {} if service is None else {
            "code": service.code, "name": service.name, "person": service.person,
            "email": service.email,
        }  # fmt: skip
        super().__init__(typed, initial=known, auto_id=f"service_{known.get('code', 'new')}_%s")


class CauseForm(forms.Form):
    """How long a cause may take, and whose it is."""

    reason = forms.CharField(widget=forms.HiddenInput)
    days = forms.IntegerField(label=_("Délai en jours"), min_value=1, max_value=DAYS_MAX)
    department = forms.ChoiceField(label=_("Service"), required=False)

    def __init__(
        self, typed: Any = None, *, reason: str = "", habit: Habit | None = None,
        services: Sequence[Service],
    ) -> None:  # fmt: skip
        known = {} if habit is None else {
            "reason": reason, "days": habit.days, "department": habit.department
        }  # fmt: skip
        super().__init__(typed, initial=known, auto_id=f"cause_{reason}_%s")
        chosen: Any = self.fields["department"]
        chosen.choices = _services(services, _("Aucun"))

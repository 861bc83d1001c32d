"""What is typed on the customer's page: its shape, nothing else."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from encaisse.home.queries.customer import CONTACT_ROLES
from encaisse.home.queries.lists import KINDS
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms_reading import EXAMPLES, parse_terms, standing_terms
from encaisse.letters.rules.texts import TONES as TONE_NAMES
from encaisse.parties.rules import tags_read
from encaisse.parties.rules.hearing import LENGTH, Heard
from encaisse.web.fields import AmountField, DayField

TONES = tuple(TONE_NAMES.items())
LANGUAGES = [("fr", _("français")), ("en", _("anglais")), ("de", _("allemand"))]
KEPT_WHEN_EMPTY = ("country", "language")


class LimitForm(forms.Form):
    """What the customer may owe, in its currency; empty: no limit."""

    credit_limit_cents = AmountField(
        label=_("Encours autorisé"), required=False,
        help_text=_("Tout ce que le client peut devoir, échu ou non ; vide : sans limite."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Motif"), max_length=250, required=False)


class PaymentForm(forms.Form):
    """Money received."""

    cents = AmountField(label=_("Montant"), is_positive=True)
    on = DayField(label=_("Reçu le"))
    reference = forms.CharField(
        label=_("Référence"), max_length=120,
        help_text=_("Ce que dit la banque : le numéro de facture suffit à l'affecter."),
    )  # fmt: skip

    def __init__(self, typed: Any = None, *, on: date) -> None:
        super().__init__(typed, initial={"on": on}, auto_id="payment_%s")
        self.latest = on

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.latest:
            raise forms.ValidationError(_("Un règlement ne se note pas avant d'être reçu."))
        return on


class ContactForm(forms.Form):
    """A person at the customer's."""

    name = forms.CharField(label=_("Nom"), max_length=120)
    role = forms.ChoiceField(label=_("Rôle"), choices=CONTACT_ROLES)
    email = forms.EmailField(label=_("Courriel"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=40, required=False)
    told_by = forms.CharField(
        label=_("Dit par"), max_length=LENGTH, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("vous"), "autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who told it comes as ``heard``."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        return typed | {"heard": Heard(by=typed.pop("told_by", ""))}


class TermsField(forms.CharField):
    """Payment terms in words, for every invoice to come; gives them as they are kept."""

    examples = tuple(each for each in EXAMPLES if parse_terms(each).is_standing)

    def __init__(self, **options: Any) -> None:
        listed = forms.TextInput(attrs={"list": "payment_terms", "autocomplete": "off"})
        super().__init__(widget=listed, max_length=200, required=False, **options)

    def clean(self, value: Any) -> str:
        try:
            return standing_terms(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TagsField(forms.CharField):
    """Words that sort customers, between commas; gives them as they are kept."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=1_000, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        try:
            return tags_read(super().clean(value).split(","))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CustomerForm(forms.Form):
    """What the law and the reminders depend on."""

    kind = forms.ChoiceField(label=_("Nature"), choices=KINDS)
    payment_terms = TermsField(
        label=_("Conditions de règlement"),
        help_text=format_lazy(
            _("Par exemple « {example} » ; elles priment le délai en jours."), example=EXAMPLES[1]
        ),
    )
    payment_days = forms.IntegerField(
        label=_("Délai de règlement"), min_value=0, max_value=365, required=False,
        help_text=_("En jours ; vide : le délai habituel de la société."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Langue des messages"), choices=LANGUAGES, required=False)
    email = forms.EmailField(label=_("Courriel"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=40, required=False)
    siren = forms.CharField(label="SIREN", max_length=11, required=False)
    numero_tva = forms.CharField(label=_("Numéro de TVA"), max_length=20, required=False)
    country = forms.CharField(
        label=_("Pays"), max_length=2, required=False,
        help_text=_("Deux lettres : FR, BE, DE… Vide : celui du numéro de TVA."),
    )  # fmt: skip
    sector = forms.CharField(label=_("Secteur"), max_length=40, required=False)
    tags = TagsField(
        label=_("Étiquettes"), help_text=_("Séparées par des virgules : grand compte, export.")
    )
    address = forms.CharField(
        label=_("Adresse"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A country or a language left empty stays as it is known."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        return {
            name: value for name, value in typed.items() if value or name not in KEPT_WHEN_EMPTY
        }


class BlockForm(forms.Form):
    """No reminder for a while."""

    reason = forms.CharField(label=_("Motif"), max_length=250)
    until = DayField(label=_("Jusqu'au"), required=False)


class ProfileForm(forms.Form):
    """A person's view of how the customer pays."""

    tone = forms.ChoiceField(
        label=_("Profil"), required=False, choices=[("", _("celui de son historique")), *TONES],
    )  # fmt: skip
    why = forms.CharField(label=_("Motif"), max_length=250, required=False)


class WaiveForm(forms.Form):
    """What is given up beside the principal, and why."""

    kind = forms.ChoiceField(
        label=_("Abandonner"),
        choices=[("interest", _("les intérêts de retard")), ("indemnity", _("l'indemnité"))],
    )
    reason = forms.CharField(label=_("Motif"), max_length=250)

"""What is typed of one's own company: who it is, where it is paid, what its letters wear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.home.forms.customer import TermsField
from encaisse.parties.rules.phones import PhoneNotUnderstood, phone_known
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from encaisse.accounts.models import Company
    from encaisse.letters.models import Letterhead

IDENTITY = ("name", "siren", "numero_tva", "legal_form", "rcs", "address", "email", "phone")
BANK = ("iban", "bic")
OTHERS = ("payment_terms", "tracks_opens")
PICTURES = ("logo", "signature")
IMAGES = {"accept": "image/png,image/jpeg"}


class CompanyForm(forms.Form):
    """The company as its customers see it."""

    name = forms.CharField(label=_("Raison sociale"), max_length=200)
    legal_form = forms.CharField(
        label=_("Forme et capital"), max_length=120, required=False,
        help_text=_("Ce que dit le Kbis, par exemple « SARL au capital de … »."),
    )  # fmt: skip
    rcs = forms.CharField(
        label=_("Immatriculation"), max_length=120, required=False,
        help_text=_("Par exemple « RCS Nantes 552 100 554 »."),
    )  # fmt: skip
    siren = forms.CharField(label="SIREN", max_length=11, required=False)
    numero_tva = forms.CharField(label=_("Numéro de TVA"), max_length=20, required=False)
    address = forms.CharField(
        label=_("Adresse du siège"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Adresse de réponse"), required=False,
        help_text=_("Vos clients y répondent aux relances."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Téléphone"), max_length=40, required=False)
    iban = forms.CharField(
        label="IBAN", max_length=42, required=False,
        help_text=_("Le compte où vos clients règlent, imprimé avec un QR code."),
    )  # fmt: skip
    bic = forms.CharField(label="BIC", max_length=14, required=False)
    payment_terms = TermsField(
        label=_("Conditions de règlement habituelles"),
        help_text=_("Celles d'un client qui n'en a pas d'autres, par exemple « 30 jours »."),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, widget=forms.FileInput(IMAGES),
        help_text=_("PNG ou JPEG, imprimé à 13 mm de haut."),
    )  # fmt: skip
    without_logo = forms.BooleanField(label=_("Retirer le logo"), required=False)
    signature = forms.FileField(
        label=_("Signature numérisée"), required=False, widget=forms.FileInput(IMAGES),
        help_text=_("PNG ou JPEG, imprimée sous le texte."),
    )  # fmt: skip
    without_signature = forms.BooleanField(label=_("Retirer la signature"), required=False)
    signatory = forms.CharField(label=_("Qui signe"), max_length=120, required=False)
    signatory_role = forms.CharField(
        label=_("En qualité de"), max_length=120, required=False,
        help_text=_("Par exemple « Responsable du recouvrement »."),
    )  # fmt: skip

    tracks_opens = forms.BooleanField(
        label=_("Savoir si vos courriels sont ouverts"), required=False,
        help_text=_(
            "Une image invisible est alors jointe à chaque courriel. La CNIL y voit un traceur : "
            "informez-en vos interlocuteurs, et demandez leur accord quand il est requis. Une "
            "ouverture ne prouve pas une lecture : des logiciels ouvrent à la place des gens."
        ),
    )  # fmt: skip

    @classmethod
    def of(
        cls,
        company: Company,
        head: Letterhead,
        typed: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        is_changed: bool,
    ) -> CompanyForm:
        """The form filled with what is known; read only when it is not the viewer's to change."""
        known = {name: getattr(company, name) for name in (*IDENTITY, *BANK, *OTHERS)}
        known |= {name: getattr(head, name) for name in ("signatory", "signatory_role")}
        form = cls(typed, files, initial=known)
        for name in PICTURES:
            if not getattr(head, name):
                del form.fields[f"without_{name}"]
        for field in form.fields.values():
            field.disabled = not is_changed
        return form

    def clean_phone(self) -> str:
        """A number that one can dial: letters and scripts print it."""
        typed = str(self.cleaned_data["phone"])
        if typed and phone_known(typed) is None:
            raise forms.ValidationError(str(PhoneNotUnderstood(text=typed)))
        return typed

    def told(self, *names: str) -> dict[str, str]:
        """What was typed under these names."""
        return {name: self.cleaned_data[name] for name in names}

    def pictures(self) -> dict[str, tuple[str, bytes] | None]:
        """The pictures given, by what they are; None for one to take away."""
        told: dict[str, tuple[str, bytes] | None] = {}
        for name in PICTURES:
            given: UploadedFile[bytes] | None = self.cleaned_data.get(name)
            if given:
                told[name] = (given.name or name, content_of(given))
            elif self.cleaned_data.get(f"without_{name}"):
                told[name] = None
        return told

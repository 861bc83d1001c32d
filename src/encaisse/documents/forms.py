"""What comes in about documents and how a file goes out: its shape, nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from encaisse.documents.operations import GivenFile, check_day, check_size, content_of
from encaisse.documents.queries import SUBJECTS, given_kinds, subject_called, subject_kinds
from encaisse.documents.rules.media import PICTURES, Media
from encaisse.documents.rules.subjects import SLUGS
from encaisse.kernel.refusal import Refusal
from encaisse.web.fields import DayField

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.documents.models import Document
    from encaisse.documents.rules.subjects import Subject

FILES_MAX = 20
DIGITS_MAX = 18
GIVING_POLICY = "default-src 'none'; sandbox"
GIVEN_AS_IT_IS = {Media.PDF, *PICTURES, Media.TEXT, Media.DOCX, Media.XLSX, Media.PPTX}
"""Types that no browser runs: the others are given back as plain bytes."""


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; each says by itself what is wrong with it, later."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # noqa: ARG002
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            raise forms.ValidationError(_("Choisissez un fichier au moins."))
        if len(files) > FILES_MAX:
            raise forms.ValidationError(_("Déposez vingt fichiers au plus à la fois."))
        return files


class DropForm(forms.Form):
    """Files to keep, and what they are."""

    dropped = FilesField(label=_("Fichiers"), widget=SeveralFiles(attrs={"multiple": True}))
    kind = forms.ChoiceField(label=_("Nature"))
    dated_on = DayField(label=_("Date"))

    def __init__(self, typed: Any = None, files: Any = None, *, usual: str, on: date) -> None:
        self.usual, self.today = usual, on
        super().__init__(typed, files, auto_id="drop_%s", initial={"kind": usual, "dated_on": on})
        self.fields["kind"].choices = given_kinds()  # type: ignore[attr-defined]

    def clean_dated_on(self) -> date:
        return _likely(self.cleaned_data["dated_on"], today=self.today)


class DescribeForm(forms.Form):
    """What a document is."""

    name = forms.CharField(label=_("Nom"), max_length=150)
    kind = forms.ChoiceField(label=_("Nature"))
    dated_on = DayField(label=_("Date"))

    def __init__(self, typed: Any = None, *, document: Document, on: date) -> None:
        self.today = on
        told = {"name": document.name, "kind": document.kind, "dated_on": document.dated_on}
        super().__init__(typed, auto_id="describe_%s", initial=told)
        own = [] if document.kind != "imported" else [("imported", document.get_kind_display())]
        self.fields["kind"].choices = own or given_kinds()  # type: ignore[attr-defined]

    def clean_dated_on(self) -> date:
        return _likely(self.cleaned_data["dated_on"], today=self.today)


class AttachForm(forms.Form):
    """A thing to attach a document to: its kind, and the name or number one knows it by."""

    to = forms.ChoiceField(label=_("À"))
    called = forms.CharField(
        label=_("Lequel"),
        max_length=200,
        help_text=_("Nom ou compte du client, numéro de la facture, du litige ou du courrier."),
    )

    def __init__(self, typed: Any = None, *, company: Company) -> None:
        super().__init__(typed, auto_id="attach_%s")
        self.company = company
        kinds = [(slug, kind) for slug, kind in SLUGS.items() if kind in subject_kinds()]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (slug, str(SUBJECTS[kind]).capitalize()) for slug, kind in kinds
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("to") and told.get("called"):
            told["subject"] = self._subject(SLUGS[told["to"]], told["called"])
        return told

    def _subject(self, kind: str, called: str) -> Subject:
        found = subject_called(self.company, kind, called)
        if found is None:
            raise forms.ValidationError(
                {"called": _("Rien de ce nom dans la société : écrivez-le tel qu'à l'écran.")}
            )
        return found


def _likely(on: date, *, today: date) -> date:
    try:
        check_day(on, today=today)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return on


def is_number(typed: str) -> bool:
    """Whether it is an identifier that a table may hold."""
    return typed.isascii() and typed.isdigit() and len(typed) <= DIGITS_MAX


def given(file: UploadedFile[bytes]) -> GivenFile:
    """A file that came in, if it is of a bearable size: its counted size, not the claimed one."""
    name = file.name or ""
    check_size(name, file.size or 0)
    return GivenFile(name, file.read())


def given_back(document: Document) -> HttpResponse:
    """The file as it came, to be saved and never shown here."""
    media = document.media_type if document.media_type in GIVEN_AS_IT_IS else Media.UNKNOWN
    response = HttpResponse(content_of(document), content_type=str(media))
    response["Content-Disposition"] = (
        content_disposition_header(True, document.name) or "attachment"
    )
    response["Content-Security-Policy"] = GIVING_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""What is dropped on the import page: its shape, nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

FILES_MAX = 20
MEGABYTES_MAX = 512


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, each of a bearable size."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, list) and data else [data or None]
        files = [super(FilesField, self).clean(one, initial) for one in given]
        if len(files) > FILES_MAX:
            raise forms.ValidationError(_("Déposez vingt fichiers au plus à la fois."))
        if any((file.size or 0) > MEGABYTES_MAX * 1024 * 1024 for file in files):
            raise forms.ValidationError(_("Un fichier dépasse 512 Mo : exportez un seul exercice."))
        return files


class ImportForm(forms.Form):
    """Files to take in."""

    dropped = FilesField(
        label=_("Fichiers"),
        help_text=_(
            "FEC au format texte, XML ou classeur, relevé bancaire CFONB 120 : tels que vous les "
            "recevez."
        ),
        widget=SeveralFiles(attrs={"multiple": True}),
        allow_empty_file=True,
        error_messages={"required": _("Choisissez un fichier au moins.")},
    )

"""What is dropped on the import page: its shape, nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from encaisse.imports.listing.facts import Scope
from encaisse.imports.queries.mappings import FIELDS
from encaisse.imports.rules.tables import BANK_SHEET, OPEN_ITEMS
from encaisse.imports.table import describing
from encaisse.imports.table.refusals import MappingWrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from encaisse.imports.table.choosing import Choice
    from encaisse.imports.table.fields import Field

COVERED = (
    (Scope.AUTO, _("ce que la liste d'avant nommait")),
    (Scope.LEDGER, _("tous les clients")),
    (Scope.CUSTOMERS, _("les clients qu'il nomme")),
    (Scope.ROWS, _("ses lignes seulement")),
)
FILES_MAX = 20
NUMBER_MAX = 6
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
        label=_("Déposez vos fichiers ici, ou choisissez-les"),
        help_text=_(
            "FEC au format texte, XML ou classeur, relevés de banque CFONB 120, CAMT, OFX, MT940, "
            "factures électroniques CII, UBL et Factur-X, échéanciers et balances âgées détaillées "
            "en tableau : tels que vous les recevez."
        ),
        widget=SeveralFiles(attrs={"multiple": True}),
        allow_empty_file=True,
        error_messages={"required": _("Choisissez un fichier au moins.")},
    )
    covers = forms.ChoiceField(
        label=_("Un échéancier couvre"),
        choices=COVERED,
        required=False,
        help_text=_("Ce qui n'y est plus est tenu pour réglé, dans ce qu'il couvre."),
    )

    @property
    def scope(self) -> Scope:
        """What a list among them covers."""
        return Scope(self.cleaned_data["covers"])


class ScopeForm(forms.Form):
    """What a list covers, said once it was read."""

    covers = forms.ChoiceField(label=_("Cette liste couvre"), choices=COVERED, required=False)

    @property
    def scope(self) -> Scope:
        """What it covers."""
        return Scope(self.cleaned_data["covers"])


@dataclass(frozen=True, slots=True)
class ColumnsForm:
    """What a person says of the columns of a table. ``is_first``: nothing was said yet;
    ``is_elsewhere``: another kind, sheet or header was just chosen."""

    kind: str
    sheet: int = 0
    header: int = 0
    decimal: str = ""
    month_first: bool = False
    meanings: tuple[str, ...] = ()
    is_first: bool = True
    is_elsewhere: bool = False

    @classmethod
    def of(cls, posted: QueryDict | None, kind: str, sheets: list[str]) -> ColumnsForm:
        """As posted; anything odd reads as its usual value."""
        usual = BANK_SHEET if kind == BANK_SHEET else OPEN_ITEMS
        if posted is None:
            return cls(usual)
        chosen = posted.get("kind", usual)
        place = f"{chosen}|{posted.get('sheet', '0')}|{posted.get('header', '0')}"
        return cls(
            kind=chosen if chosen in {OPEN_ITEMS, BANK_SHEET} else usual,
            sheet=min(_number(posted.get("sheet")), len(sheets) - 1),
            header=_number(posted.get("header")),
            decimal=posted.get("decimal", "") if posted.get("decimal") in {",", "."} else "",
            month_first=posted.get("order") == "month",
            meanings=tuple(posted.getlist("meaning")),
            is_first=False,
            is_elsewhere=posted.get("place", place) != place,
        )

    def choice(self, found: Choice, fields: Sequence[Field]) -> Choice:
        """The columns as posted, where the guess has as many."""
        known = {field.name for field in fields}
        said = [name if name in known else "" for name in self.meanings]
        said = [*said, *found.meanings[len(said) :]][: len(found.meanings)]
        return replace(
            found, meanings=tuple(said), decimal=self.decimal, month_first=self.month_first
        )


def described(text: str) -> dict[str, Any] | None:
    """What a text in JSON says of columns; None when it is empty. Raises ``MappingWrong``."""
    if not text:
        return None
    try:
        said = json.loads(text)
    except ValueError as error:
        raise MappingWrong(why="ce n'est pas du JSON") from error
    describing.described(said, FIELDS)
    return dict(said)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < NUMBER_MAX else 0

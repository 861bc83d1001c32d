"""The sources of files of each company, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from encaisse.accounts.models import Company
from encaisse.imports.models import FileImport, ImportSource, ImportState, SourceFile
from encaisse.imports.sources.places import FOLDER, MAILBOX, SFTP, Folder, Place

if TYPE_CHECKING:
    from encaisse.accounts.models import User

STALE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Source:
    """A source of a company: its rank among those of its kind in the settings, and its state."""

    company_id: int
    kind: str
    rank: int
    place: Place
    standing: ImportSource

    def is_due(self, at: datetime) -> bool:
        """Whether its rhythm calls for another pass."""
        read_at = self.standing.checked_at
        return read_at is None or at - read_at >= timedelta(minutes=self.place.minutes)


def sources_of(company: Company) -> list[Source]:
    """The sources that the settings give to the company."""
    found: list[tuple[str, int, Place]] = []
    root = settings.WATCH_FOLDER
    if root and not company.is_demonstration:
        found.append((FOLDER, 0, Folder(root / company.code)))
    for kind, places in _shared_places().items():
        for rank, place in enumerate(places):
            if _owner(place) == company.pk:
                found.append((kind, rank, place))
    return [
        Source(company.pk, kind, rank, place, _standing(company, place))
        for kind, rank, place in found
    ]


def source(company_id: int, kind: str, rank: int) -> Source | None:
    """One source of a company, unless the settings have changed since."""
    company = Company.objects.get(pk=company_id)
    named = (one for one in sources_of(company) if (one.kind, one.rank) == (kind, rank))
    return next(named, None)


def due_sources(at: datetime) -> list[tuple[int, str, int]]:
    """The sources to look into now: company, kind, rank."""
    if not (settings.WATCH_FOLDER or settings.IMPORT_MAILBOXES or settings.SFTP_PLACES):
        return []
    return [
        (one.company_id, one.kind, one.rank)
        for company in _real_companies()
        for one in sources_of(company)
        if one.is_due(at)
    ]


def source_files(viewer: User, company: Company) -> QuerySet[SourceFile]:
    """The files that the sources brought, the latest first."""
    found = SourceFile.objects.filter(company=company, company__memberships__user=viewer)
    return found.select_related("source", "taken_as").order_by("-at", "-id")


def is_brought(standing: ImportSource, fingerprint: str) -> bool:
    """Whether the source brought that file already."""
    known = SourceFile.objects.filter(source=standing, fingerprint=fingerprint)
    return standing.pk is not None and known.exists()


def taken_before(company: Company, sha256: str) -> FileImport | None:
    """The import that took these bytes, or that waits to be reviewed, if there is one."""
    found = FileImport.objects.defer("lines", "report").filter(
        company=company,
        document__sha256=sha256,
        state__in=[ImportState.DONE, ImportState.REVIEW],
    )
    return found.order_by("id").first()


def troubles(at: datetime) -> list[str]:
    """The sources that nobody owns, that failed, or that nobody has looked into for hours."""
    told = []
    for place in chain.from_iterable(_shared_places().values()):
        if _owner(place) is None:
            told.append(f"{place} : dites de quelle société, par societe=SIREN")
    for company in _real_companies():
        for one in sources_of(company):
            read_at = one.standing.checked_at
            if one.standing.trouble:
                told.append(one.standing.trouble)
            elif read_at and at - read_at > STALE:
                told.append(f"{one.place} : plus relevée depuis deux heures, le travail de fond ?")
    return told


def _shared_places() -> dict[str, list[Place]]:
    """The places of the settings that may be of any company, by kind."""
    return {MAILBOX: list(settings.IMPORT_MAILBOXES), SFTP: list(settings.SFTP_PLACES)}


def _real_companies() -> QuerySet[Company]:
    return Company.objects.filter(is_demonstration=False).order_by("id")


def _owner(place: Place) -> int | None:
    """The company of a place: that of its SIREN, or the only one; nobody's when it could be of
    several."""
    if isinstance(place, Folder):
        return None
    owners = [pk for pk, siren in _real_companies().values_list("pk", "siren")
              if not place.siren or siren == place.siren]  # fmt: skip
    return owners[0] if len(owners) == 1 else None


def _standing(company: Company, place: Place) -> ImportSource:
    """How it stands; a new row, not kept yet, for one never looked into."""
    name = str(place)[:300]
    found = ImportSource.objects.filter(company=company, kind=place.kind, name=name).first()
    return found or ImportSource(company=company, kind=place.kind, name=name)

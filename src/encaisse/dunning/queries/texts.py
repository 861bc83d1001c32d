"""What the pages of texts show: the grid of steps and tones, the versions of a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from encaisse.accounts.models import User
from encaisse.letters.models import Template, TemplateVersion
from encaisse.letters.queries import shipped_wording
from encaisse.letters.rules import Wording
from encaisse.letters.rules.texts import STEPS, TONES, Change, changes, step_and_tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from encaisse.accounts.models import Company

VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the grid: the text of each tone, or none."""

    name: str
    texts: list[tuple[str, Template | None]]


@dataclass(frozen=True, slots=True)
class Version:
    """A version: who wrote it, when, and what it changed since the one before."""

    version: int
    by: str
    at: datetime
    changes: list[Change]


def grid(company: Company, *, channel: str, language: str) -> list[Step]:
    """The texts of a channel and language: a row for each step, a column for each tone."""
    found = Template.objects.filter(company=company, channel=channel, language=language)
    rows: dict[str, dict[str, Template]] = {step: {} for step in STEPS}
    for one in found.order_by("id"):
        step, tone = step_and_tone(one.code)
        rows.setdefault(step, {})[tone] = one
    return [
        Step(STEPS.get(step, step), [(name, texts.get(tone)) for tone, name in TONES.items()])
        for step, texts in rows.items()
        if texts
    ]


def counts(company: Company) -> Counter[tuple[str, str]]:
    """How many texts the company has, by channel and language."""
    found = Template.objects.filter(company=company).order_by("id")
    return Counter(found.values_list("channel", "language"))


def own_texts(company: Company) -> list[Template]:
    """Those that the company wrote or changed, in every channel and language."""
    found = Template.objects.filter(company=company, is_own=True)
    return list(found.order_by("channel", "-language", "id"))


def history(template: Template) -> list[Version]:
    """The latest versions, newest first, each with what it changed."""
    found = TemplateVersion.objects.filter(template=template).order_by("-version", "-id")
    kept = _signed(found[: VERSIONS + 1])
    told = [
        Version(one.version, one.by, one.at, changes(_wording(before), _wording(one)))
        for one, before in pairwise(kept)
    ]
    first = [Version(kept[-1].version, kept[-1].by, kept[-1].at, [])] if kept else []
    return [*told, *first][:VERSIONS]


def version_of(template: Template, version: int) -> TemplateVersion:
    """The text as that version kept it; 404 when there is none."""
    found = get_object_or_404(TemplateVersion, template=template, version=version)
    return _signed([found])[0]


def follows_shipped(template: Template) -> bool | None:
    """Whether it says what is shipped; None when nothing is."""
    shipped = shipped_wording(template)
    if shipped is None:
        return None
    return (shipped.subject, shipped.body) == (template.subject, template.body)


def _signed(versions: Iterable[TemplateVersion]) -> list[TemplateVersion]:
    """The versions, each under the name of who wrote it: the older ones keep an e-mail address."""
    kept = list(versions)
    found = User.objects.filter(email__in={one.by for one in kept if "@" in one.by}).order_by("id")
    names = {user.email: str(user) for user in found}
    for one in kept:
        one.by = names.get(one.by, one.by)
    return kept


def _wording(kept: TemplateVersion) -> Wording:
    return Wording(kept.subject, kept.body)

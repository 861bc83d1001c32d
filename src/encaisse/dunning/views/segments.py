"""Who gets which scenario: the segments in their order, one of them, and every customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.dunning import operations
from encaisse.dunning.columns import segments as columns
from encaisse.dunning.operations.segments import SegmentMakesNoSense
from encaisse.dunning.queries import choosing
from encaisse.dunning.queries import segments as queries
from encaisse.dunning.rules.segments import FACTS, faults
from encaisse.dunning.views.conditions import Draft
from encaisse.kernel.refusal import Refusal
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.dunning.models import Segment

INVALID = 422


@require_safe
def segment_list(request: CompanyRequest) -> HttpResponse:
    """The segments in their order of precedence, and how many customers each takes."""
    company = request.company
    counts = choosing.counts(company, localdate())
    found = [
        (segment, queries.as_rule(segment, company).words, counts.get(segment.pk, (0, 0)))
        for segment in queries.segments(company)
    ]
    context = {
        "segments": found,
        "others": counts.get(0, (0, 0)),
        "may_manage": may_manage(role_of(request)),
    }
    return page(request, "dunning/segments.html", context)


@require_safe
def who(request: CompanyRequest) -> HttpResponse:
    """Every customer with its scenario, and why."""
    rows = choosing.who(request.company, localdate())
    names = sorted({row["scenario"] for row in rows})
    segments = sorted({row["segment"] for row in rows} - {""})
    tones = sorted({row["tone"] for row in rows})
    filters = (
        columns.of_column("scenario", _("Tout scénario"), "scenario", [(n, n) for n in names]),
        columns.of_column("segment", _("Tout segment"), "segment", [(n, n) for n in segments]),
        columns.of_column("profil", _("Tout profil"), "tone", [(n, n) for n in tones]),
    )
    table = columns.WHO.table(rows, request.GET, filters=filters)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "dunning/who.html", {"table": table}, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def new_segment(request: CompanyRequest) -> HttpResponse:
    """A segment to be: conditions, scenario, and who would move."""
    return _edited(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: CompanyRequest, segment_id: int) -> HttpResponse:
    """One segment to change: conditions, scenario, and who would move."""
    return _edited(request, choosing.segment_for(request.user, segment_id))


@require_POST
def move_segment(request: CompanyRequest, segment_id: int) -> HttpResponse:
    """One place earlier or later."""
    require(request, may_manage)
    found = choosing.segment_for(request.user, segment_id)
    operations.move_segment(found, earlier="earlier" in request.POST, by=str(request.user))
    return redirect("dunning:segments")


@require_POST
def remove_segment(request: CompanyRequest, segment_id: int) -> HttpResponse:
    """Its customers follow the next segment that takes them, else the company's scenario."""
    require(request, may_manage)
    found = choosing.segment_for(request.user, segment_id)
    operations.remove_segment(found, by=str(request.user))
    messages.success(request, _("Segment « {name} » supprimé.").format(name=found.name))
    return redirect("dunning:segments")


def _edited(request: CompanyRequest, kept: Segment | None) -> HttpResponse:
    require(request, may_manage)
    draft = Draft.typed(request.POST) if request.method == "POST" else Draft.kept(kept)
    act = request.POST.get("act", "")
    wrong: list[str] = []
    context: dict[str, Any] = {}
    if act in ("save", "try"):
        wrong = draft.wrong or faults(draft.conditions)
    if act == "save" and not wrong:
        try:
            _save(request, draft, kept)
        except Refusal as refusal:
            wrong = [str(refusal)]
        else:
            return redirect("dunning:segments")
    if act == "try" and not wrong:
        tried = draft.rule(kept.pk if kept else 0, request.company.currency)
        among = queries.tried_among(request.company, tried, is_active=draft.is_active)
        context["moves"] = choosing.moves(request.company, localdate(), among)
    context |= {
        "segment": kept,
        "draft": draft,
        "wrong": wrong,
        "scenarios": choosing.scenario_choices(request.company),
        "facts": [(code, fact.label) for code, fact in FACTS.items()],
    }
    return page(request, "dunning/segment.html", context, status=INVALID if wrong else 200)


def _save(request: CompanyRequest, draft: Draft, kept: Segment | None) -> None:
    scenario = choosing.scenario_for(request.company, draft.scenario)
    if scenario is None:
        raise SegmentMakesNoSense(name=draft.name, faults=_("Choisissez un scénario."))
    saved = operations.save_segment(
        request.company, name=draft.name, scenario=scenario, conditions=draft.conditions,
        is_active=draft.is_active, by=str(request.user), segment=kept,
    )  # fmt: skip
    messages.success(request, _("Segment « {name} » enregistré.").format(name=saved.name))

"""What each step was followed by, and the receivables behind each figure. Read only."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.dunning.columns import efficiency as columns
from encaisse.dunning.columns.simulations import step_label
from encaisse.dunning.columns.words import CHANNELS
from encaisse.dunning.forms.efficiency import EfficiencyForm
from encaisse.dunning.queries import efficiency as queries
from encaisse.dunning.queries.simulated import last_year, scenario_choices, scenario_in
from encaisse.dunning.rules.efficiency import Line
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.web.columns import Table

COUNT_NOW = "compter"


@require_safe
def efficiency(request: CompanyRequest) -> HttpResponse:
    """By scenario and step. Where there is much to count, the page comes before its figures."""
    form = _form(request)
    context: dict[str, Any] = {
        "form": form, "limits": queries.LIMITS, "has_segments": form.has_segments,
    }  # fmt: skip
    if form.is_valid():
        asked = _asked(request, form)
        if request.GET.get("export") == "xlsx":
            return spreadsheet(columns.SHEET.table(_rows(asked, form), {}))
        context["address"] = urlencode(form.address)
        if COUNT_NOW in request.GET or not queries.takes_long(asked):
            rows = _rows(asked, form)
            context |= {"scenarios": _by_scenario(rows), "before": columns.settled_before(rows)}
    return page(request, "dunning/efficiency.html", context, fragment="figures")


@require_safe
def steps(request: CompanyRequest) -> HttpResponse:
    """The receivables that one figure counts; none while no figure is named."""
    form = _form(request)
    if not form.is_valid():
        return redirect("dunning:efficiency")
    asked = _asked(request, form)
    line = Line.read(request.GET.get("ligne", ""))
    outcome, title = columns.figure(request.GET.get("suite", ""))
    rows = [] if line is None else queries.steps_behind(asked, line, outcome)
    table = columns.STEPS.table([columns.step_row(row) for row in rows], request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "asked": asked,
        "title": title,
        "table": table,
        "count": len(rows),
        "is_cut": len(rows) == queries.LISTED_MAX,
        "back": urlencode(form.address),
        "hidden": form.address | {name: request.GET.get(name, "") for name in ("ligne", "suite")},
        "words": _words(asked, line) if line else [],
    }
    return page(request, "dunning/efficiency_steps.html", context, fragment="list")


def _words(asked: queries.Asked, line: Line) -> list[object]:
    """The step, as people name it."""
    return [
        scenario_in(asked.company, line.scenario_id).name,
        step_label(line.level),
        CHANNELS.get(line.channel, line.channel),
        queries.text_names(asked.company).get(line.template, line.template),
    ]


def _form(request: CompanyRequest) -> EfficiencyForm:
    company = request.company
    return EfficiencyForm(
        request.GET.dict(),
        days=last_year(timezone.localdate()),
        scenarios=scenario_choices(company),
        segments=queries.segment_choices(company),
    )


def _asked(request: CompanyRequest, form: EfficiencyForm) -> queries.Asked:
    company, found = request.company, form.cleaned_data
    scenario, segment = found["scenario"], found["segment"]
    return queries.Asked(
        company=company, first=found["du"], last=found["au"], on=timezone.localdate(),
        scenario=scenario_in(company, scenario) if scenario else None,
        segment=queries.segment_in(company, segment) if segment else None,
    )  # fmt: skip


def _rows(asked: queries.Asked, form: EfficiencyForm) -> list[dict[str, Any]]:
    texts = queries.text_names(asked.company)
    found = queries.remembered(asked)
    return [
        columns.efficiency_row(each, texts, asked.company.currency, form.address) for each in found
    ]


def _by_scenario(rows: list[dict[str, Any]]) -> list[tuple[str, Table]]:
    """A table for each scenario."""
    return [
        (name, columns.EFFICIENCY.table(list(lines), {}))
        for name, lines in groupby(rows, key=itemgetter("scenario"))
    ]

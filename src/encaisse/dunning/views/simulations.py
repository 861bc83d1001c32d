"""Trying a scenario on the past: what is asked, how far it is, what it would have changed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.columns import simulations as columns
from encaisse.dunning.columns.words import CHANNELS
from encaisse.dunning.forms.trial import PricesForm, TrialForm
from encaisse.dunning.queries import simulated
from encaisse.kernel.refusal import Refusal
from encaisse.web import charts
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.dunning.models import Scenario, Simulation
    from encaisse.web.columns import Listing

PENDING = ("waiting", "running")
LISTS = ("clients", "relances", "evitees", "ajoutees")
DAYS = ("on", "settled_on", "first_tried", "first_against", "first_done")
PILES = {
    "mail": "pile-1", "letter": "pile-2", "sms": "pile-4", "call": "pile-5", "visit": "pile-6",
    "hand": "pile-3",
}  # fmt: skip
PLURAL = 2


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: CompanyRequest, scenario_id: int) -> HttpResponse:
    """The period, the place, the prices; below, the trials already made."""
    scenario = simulated.scenario_for(request.user, scenario_id)
    form = _form(request, scenario)
    if request.method == "POST":
        require(request, may_collect)
        if form.is_valid():
            started = _start(request, scenario, form)
            if started is not None:
                return redirect("dunning:simulation", started.pk)
    table = columns.SIMULATIONS.table(simulated.simulations(scenario.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "scenario": scenario,
        "form": form,
        "table": table,
        "limits": simulated.LIMITS,
        "may_collect": may_collect(role_of(request)),
    }
    return page(request, "dunning/trial.html", context, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: CompanyRequest, simulation_id: int) -> HttpResponse:
    """How far it is, then what it found; the lists behind the figures, with their spreadsheets.
    Prices may be changed without playing it again."""
    found = simulated.simulation_for(request.user, simulation_id)
    prices = _prices(request, found)
    if request.method == "POST":
        require(request, may_collect)
        if prices.is_valid():
            operations.price_simulation(found, prices.prices)
            return redirect("dunning:simulation", found.pk)
    context: dict[str, Any] = {
        "simulation": found, "is_pending": found.state in PENDING, "limits": simulated.LIMITS,
        "prices": prices, "may_collect": may_collect(role_of(request)),
    }  # fmt: skip
    if found.state == "done":
        chosen = request.GET.get("liste", "")
        chosen = chosen if chosen in LISTS else LISTS[0]
        result = simulated.with_names(found.company, found.result)
        rows, listing = _list(found, result, chosen)
        table = listing.table(rows, request.GET)
        if table.wants_export:
            return spreadsheet(table)
        context |= _told(found, result) | {
            "really_since": simulated.really_since(found),
            "table": table, "list": chosen, "tabs": _tabs(result, chosen),
        }  # fmt: skip
    return page(request, "dunning/simulation.html", context, fragment=["list", "simulation"])


def _prices(request: CompanyRequest, found: Simulation) -> PricesForm:
    typed = request.POST if request.method == "POST" else None
    known = {f"{channel}_price": Decimal(cents) / 100 for channel, cents in found.prices.items()}
    return PricesForm(typed, initial=known)


def _form(request: CompanyRequest, scenario: Scenario) -> TrialForm:
    first, last = simulated.last_year(timezone.localdate())
    return TrialForm(
        request.POST if request.method == "POST" else None,
        versions=simulated.versions_of(scenario),
        scenarios=simulated.scenario_choices(scenario.company),
        initial={
            "first": first,
            "last": last,
            "version": scenario.version,
            "replaces": simulated.place_of(scenario).pk,
        },
    )


def _start(request: CompanyRequest, scenario: Scenario, form: TrialForm) -> Simulation | None:
    """Keep it and enqueue it; a refusal is said on the form."""
    asked = form.cleaned_data
    first, last = form.period
    try:
        wanted = simulated.trial_for(
            scenario, first, last, version=asked["version"],
            against=_beside(scenario, asked["against"]),
            replaces=_beside(scenario, asked["replaces"]), prices=form.prices,
        )  # fmt: skip
        started = operations.start_simulation(
            scenario.company, wanted, name=scenario.name, by=str(request.user),
            on=timezone.localdate(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.info(request, _("L'essai se joue : cette page peut être quittée, il continue."))
    return started


def _beside(scenario: Scenario, scenario_id: int | None) -> Scenario | None:
    """Another scenario of the same company."""
    return None if scenario_id is None else simulated.scenario_in(scenario.company, scenario_id)


def _told(found: Simulation, result: dict[str, Any]) -> dict[str, Any]:
    """The figures of each way, side by side, and the drawing of their weeks."""
    labels = simulated.labels_of(found)
    return {
        "ways": _ways(found, result, labels),
        "compared": [(labels[other], result["compared"][other]) for other in ("against", "done")],
        "steps": _steps(result),
        "has_prices": any(found.prices.values()),
        "currency": found.company.currency,
    }


def _ways(
    found: Simulation, result: dict[str, Any], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each way with its totals, its channels and its weeks, all drawn to the same height."""
    weeks = _weeks(found.first, found.last)
    channels = [name for name in PILES if any(row["channel"] == name for row in result["days"])]
    weekly = {way: _weekly(result, way) for way in labels}
    highest = max(
        (sum(known[week, PILES[name]] for name in channels) for known in weekly.values()
         for week in weeks),
        default=0,
    )  # fmt: skip
    return [
        {
            "label": labels[way],
            "totals": result["totals"][way],
            "kinds": [_kind(name, known) for name in channels],
            "chart": charts.piles(
                weeks, known, kinds=[PILES[name] for name in channels], highest=highest
            ),
        }
        for way, known in weekly.items()
    ]


def _weekly(result: dict[str, Any], way: str) -> Counter[tuple[date, str]]:
    """Messages by week and channel."""
    counts: Counter[tuple[date, str]] = Counter()
    for row in result["days"]:
        if row["way"] == way:
            counts[_monday(date.fromisoformat(row["on"])), PILES[row["channel"]]] += row["count"]
    return counts


def _kind(channel: str, counts: Counter[tuple[date, str]]) -> tuple[str, int, str]:
    """How many by that channel, in the words that stand for a legend."""
    count = sum(n for (_week, kind), n in counts.items() if kind == PILES[channel])
    one, many = columns.CHANNEL_WORDS[channel]
    return str(one if count < PLURAL else many), count, PILES[channel]


def _steps(result: dict[str, Any]) -> list[dict[str, Any]]:
    """One row by level and channel, the ways side by side."""
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for step in result["steps"]:
        row = rows.setdefault(
            (step["level"], step["channel"]),
            {
                "step": columns.step_label(step["level"]),
                "channel": CHANNELS[step["channel"]],
            },
        )
        row[step["way"]] = step
    return [rows[key] for key in sorted(rows)]


def _list(
    found: Simulation, result: dict[str, Any], chosen: str
) -> tuple[list[dict[str, Any]], Listing]:
    """The rows of the list asked for, and its columns."""
    labels = simulated.labels_of(found)
    if chosen == "relances":
        return [
            _dated(row) | _numbered(rank, row) for rank, row in enumerate(result["contacts"])
        ], (columns.CONTACTS)
    if chosen == "evitees":
        return [_dated(row) for row in result["spared"]], columns.spared()
    if chosen == "ajoutees":
        return [_dated(row) for row in result["added"]], columns.added()
    return [_apart(_dated(row)) for row in result["customers"]], columns.customers(
        labels["tried"], labels["against"]
    )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """The row with days for their texts."""
    return {
        key: date.fromisoformat(value) if value and key in DAYS else value
        for key, value in row.items()
    }


def _numbered(rank: int, row: dict[str, Any]) -> dict[str, Any]:
    return {"rank": rank, "step": columns.step_label(row["level"])}


def _apart(row: dict[str, Any]) -> dict[str, Any]:
    """The days between the first message of the scenario tried and that of the other."""
    tried, against = row["first_tried"], row["first_against"]
    return row | {"days": (tried - against).days if tried and against else None}


def _tabs(result: dict[str, Any], chosen: str) -> list[tuple[object, str, bool, int | None]]:
    named = (
        (_("Clients"), "clients", "customers"),
        (_("Relances de l'essai"), "relances", "contacts"),
        (_("Rappels évités"), "evitees", "spared"),
        (_("Rappels ajoutés"), "ajoutees", "added"),
    )
    return [
        (label, f"?liste={name}#listes", name == chosen, len(result[key]))
        for label, name, key in named
    ]


def _weeks(first: date, last: date) -> list[date]:
    start = _monday(first)
    return [start + timedelta(days=7 * n) for n in range((last - start).days // 7 + 1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

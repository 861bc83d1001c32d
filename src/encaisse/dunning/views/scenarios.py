"""Scenarios: their list, their editor, and what a manager does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.dunning import operations, rules
from encaisse.dunning.forms.scenario import Editor
from encaisse.dunning.queries import editing
from encaisse.dunning.queries.scenarios import as_rule
from encaisse.dunning.queries.simulated import trial_of_typed
from encaisse.dunning.queries.timeline import time_line
from encaisse.dunning.rules.words import lived, title
from encaisse.kernel.refusal import Refusal
from encaisse.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from encaisse.dunning.models import Scenario

ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "copier": (operations.copy_scenario, "Copie faite : elle n'est encore à personne."),
    "archiver": (operations.archive_scenario, "Scénario archivé."),
    "restaurer": (operations.restore_scenario, "Scénario remis en service."),
    "defaut": (operations.make_default, "C'est désormais le scénario de la société."),
}
NAME_MAX = 80
START = (
    rules.Step(0, -5, is_courtesy=True, approval="approve", template_code="courtoisie"),
    rules.Step(1, 3, approval="approve", template_code="relance-1"),
)


@require_safe
def scenario_list(request: CompanyRequest) -> HttpResponse:
    """The company's scenarios: their steps at a glance, how many customers each reminds."""
    found = editing.listed(request.company, timezone.localdate())
    context = {
        "scenarios": [(each, time_line(each.rule)) for each in found],
        "may_manage": may_manage(role_of(request)),
    }
    return page(request, "dunning/scenarios.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario(request: CompanyRequest, scenario_id: int) -> HttpResponse:
    """One scenario: what it does, who is in it, its versions; a manager changes it."""
    found = editing.scenario_for(request.user, scenario_id)
    if request.method == "POST":
        return _change(request, found)
    kept = as_rule(found, found.company)
    editor = Editor.opened(kept, editing.text_choices(found.company))
    return _show(request, editor, kept, found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_scenario(request: CompanyRequest) -> HttpResponse:
    """A scenario that does not exist yet, with two steps to begin from."""
    require(request, may_manage)
    if request.method == "POST":
        return _change(request, None)
    start = rules.Scenario(
        0, "", START, currency=request.company.currency, lists="overdue", spacing_days=2
    )
    return _show(request, Editor.opened(start, editing.text_choices(request.company)), start)


@require_POST
def act_on_scenario(request: CompanyRequest, scenario_id: int) -> HttpResponse:
    """Copy, archive, restore, make it the company's."""
    require(request, may_manage)
    found = editing.scenario_for(request.user, scenario_id)
    act, told = ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        return redirect("dunning:scenario", found.pk)
    try:
        made = act(found, by=str(request.user))
        messages.success(request, told)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("dunning:scenario", found.pk)
    return redirect("dunning:scenario", getattr(made, "pk", found.pk))


def _change(request: CompanyRequest, found: Scenario | None) -> HttpResponse:
    """Save what was typed, try it on the past, or show its effect without keeping anything."""
    require(request, may_manage)
    company, texts = request.company, editing.text_choices(request.company)
    editor = Editor.typed(
        request.POST, texts, id=found.pk if found else 0, currency=company.currency
    )
    typed = editor.scenario()
    is_tried, is_saved = "essayer" in request.POST, "enregistrer" in request.POST
    if typed is None or not (is_tried or is_saved) or rules.faults(typed):
        return _show(request, editor, typed, found)
    try:
        if is_tried:
            return _tried(request, typed, found)
        kept = _save(request, typed, found)
    except Refusal as refusal:
        editor.settings.add_error("name", str(refusal))
        return _show(request, editor, typed, found)
    told = _("Scénario enregistré, version {version}.").format(version=kept.version)
    messages.success(request, told)
    return redirect("dunning:scenario", kept.pk)


def _tried(request: CompanyRequest, typed: rules.Scenario, found: Scenario | None) -> HttpResponse:
    """Play what is typed on the last twelve months; it is not saved."""
    company, on = request.company, timezone.localdate()
    trial = trial_of_typed(company, typed, found, on)
    name = _("{name} (non enregistré)").format(name=typed.name)[:NAME_MAX]
    started = operations.start_simulation(company, trial, name=name, by=str(request.user), on=on)
    told = _("L'essai se joue. Rien n'est enregistré : revenez en arrière pour continuer.")
    messages.info(request, told)
    return redirect("dunning:simulation", started.pk)


def _save(request: CompanyRequest, typed: rules.Scenario, found: Scenario | None) -> Scenario:
    by = str(request.user)
    if found is None:
        return operations.add_scenario(request.company, typed, by=by)
    return operations.save_scenario(found.company, typed, by=by, over=found)


def _show(
    request: CompanyRequest,
    editor: Editor,
    typed: rules.Scenario | None,
    found: Scenario | None = None,
) -> HttpResponse:
    """The page of what is typed; the time line only when every field can be read."""
    faults = rules.faults(typed) if typed else []
    warnings = editing.remarks(request.company, typed) if typed and not faults else []
    editor.say([*faults, *warnings])
    if typed is not None:
        for form, step in zip(editor.steps, typed.steps, strict=False):
            form.title = title(step)
    line = time_line(typed) if typed else None
    cards = [(card, editor.steps[card.place].rank) for card in line.cards] if line else []
    context: dict[str, object] = {
        "scenario": found,
        "editor": editor,
        "faults": faults,
        "warnings": warnings,
        "line": line,
        "cards": cards,
        "due_is_last": bool(cards) and not any(card.is_first_after_due for card, _rank in cards),
        "lived": lived(typed) if typed else [],
        "may_manage": may_manage(role_of(request)),
    }
    if found is not None and not _wants_effect(request):
        context["within"] = editing.customers_in(found, timezone.localdate())
        context["versions"] = editing.saved_versions(found)
    status = 200 if request.method != "POST" or typed is not None else 422
    return page(request, "dunning/scenario.html", context, fragment="effect", status=status)


def _wants_effect(request: CompanyRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

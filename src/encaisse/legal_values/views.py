"""The legal values: all of them, one through time, and the two acts of an administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from encaisse.accounts.queries import is_administrator
from encaisse.accounts.requests import CompanyRequest, require_administrator
from encaisse.kernel.refusal import Refusal
from encaisse.law.reader import Addition, Confirmation
from encaisse.law.written import written
from encaisse.legal_values import columns, forms, operations, queries, rules
from encaisse.web.pages import page

VIEWS = (columns.EVERY, columns.DOUBTFUL, columns.ENDING)


@require_safe
def values(request: CompanyRequest) -> HttpResponse:
    """Every figure by subject, what stands on the day, how well it is known."""
    law, on = queries.law(), localdate()
    words, view = request.GET.get("q", "").strip(), request.GET.get("voir", "")
    rows = columns.rows(law, on=on)
    found = columns.narrowed(law, rows, words=words, view=view if view in VIEWS else "")
    context = {
        "on": on,
        "count": len(rows),
        "found": found,
        "words": words,
        "view": view,
        "tabs": _tabs(rows, view),
        "subjects": columns.subjects(law, found),
        "endings": columns.endings(law),
        "acts": columns.acts(law),
        "lacking": queries.lacking(on=on),
        "may_keep": is_administrator(request.user),
    }
    return page(request, "legal_values/values.html", context, fragment="list")


@require_safe
def value(request: CompanyRequest, name: str) -> HttpResponse:
    """One figure through time: days, texts, sources, who confirmed, what was superseded."""
    law, on = queries.law(), localdate()
    parameter = queries.parameter_named(law, name)
    may_keep = is_administrator(request.user)
    highest = max(each.value for each in parameter.values)
    context = {
        "on": on,
        "parameter": parameter,
        "row": columns.row(parameter, on=on),
        "title": columns.title_above(law, name),
        "highest": written(highest, parameter.unit),
        "history": columns.history(parameter, on=on, may_keep=may_keep),
        "replaced": columns.replaced(law.superseded(name)),
        "ingredients": [law.read(each) for each in parameter.ingredients],
        "add_url": columns.add_url(name) if may_keep and not parameter.ingredients else "",
    }
    return page(request, "legal_values/value.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CompanyRequest) -> HttpResponse:
    """A value over some days, of a figure chosen first. POST adds it, or says what is wrong."""
    require_administrator(request)
    law, on = queries.law(), localdate()
    stated = columns.stated(law)
    parameter = queries.stated_named(law, request.GET.get("valeur", stated[0].name))
    form = forms.AddForm(request.POST or None, parameter=parameter, on=on)
    if form.is_valid():
        try:
            by = str(request.user)
            operations.add(
                Addition(parameter=parameter.name, known_on=on, by=by, **form.cleaned_data)
            )
        except Refusal as refusal:
            forms.say(form, refusal)
        else:
            messages.success(request, _("Valeur ajoutée : elle compte dès aujourd'hui."))
            return redirect("legal_values:value", parameter.name)
    context = {
        "parameter": parameter,
        "stated": stated,
        "form": form,
        "history": columns.history(parameter, on=on, may_keep=False),
        "on": on,
    }
    return page(request, "legal_values/add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def read_again(request: CompanyRequest) -> HttpResponse:
    """What goes on as long as its text does. POST carries on what was ticked, or says why not."""
    require_administrator(request)
    law, on = queries.law(), localdate()
    rows = columns.to_read_again(law, on=on)
    until = rules.end_to_read_for([row.parameter for row in rows], on=on)
    ticked = set(request.POST.getlist("figure")) & {row.parameter.name for row in rows}
    form = forms.ReadAgainForm(request.POST or None, until=until, on=on)
    if form.is_valid():
        try:
            reading = rules.Reading(known_on=on, by=str(request.user), **form.cleaned_data)
            operations.read_again(ticked, reading)
        except Refusal as refusal:
            forms.say(form, refusal)
        else:
            messages.success(request, _("C'est noté : ces valeurs vont jusqu'au jour indiqué."))
            return redirect("legal_values:values")
    context = {
        "form": form,
        "subjects": columns.subjects(law, rows),
        "ticked": ticked,
        "on": on,
    }
    return page(request, "legal_values/read_again.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: CompanyRequest, name: str, first: str) -> HttpResponse:
    """Somebody vouches for a marked value. POST records it, or says what is wrong."""
    require_administrator(request)
    on, by = localdate(), str(request.user)
    parameter, meant = queries.value_beginning(queries.law(), name, first)
    form = forms.ConfirmForm(request.POST or None, by=by, on=on)
    if form.is_valid():
        given = form.cleaned_data
        confirmation = Confirmation(
            parameter.name, meant.first, given["read_on"], given["by"], given["source"]
        )
        try:
            operations.confirm(confirmation, on=on, recorded_by=by)
        except Refusal as refusal:
            forms.say(form, refusal)
        else:
            messages.success(request, _("Valeur confirmée : elle peut figurer dans un courrier."))
            return redirect("legal_values:value", parameter.name)
    context = {
        "parameter": parameter,
        "line": columns.line(parameter, meant, on=on),
        "form": form,
        "on": on,
    }
    return page(request, "legal_values/confirm.html", context)


def _tabs(rows: list[columns.Row], view: str) -> list[tuple[object, str, bool, int | None]]:
    """Each with all that it counts, whatever is searched."""
    counts = {
        columns.EVERY: (_("Toutes"), len(rows)),
        columns.DOUBTFUL: (_("À confirmer"), sum(row.is_doubtful for row in rows)),
        columns.ENDING: (_("À compléter"), sum(row.is_ending for row in rows)),
    }
    return [
        (label, columns.list_url(name), name == view, count)
        for name, (label, count) in counts.items()
    ]

"""The late receivables without next action, and what is planned for the ticked ones."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.agenda import columns, operations
from encaisse.agenda.forms import NextForm
from encaisse.agenda.operations import Doer, Then
from encaisse.agenda.queries.orphans import orphans as found_orphans
from encaisse.kernel.refusal import Refusal
from encaisse.web.export import spreadsheet
from encaisse.web.formats import plural
from encaisse.web.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def orphans(request: CompanyRequest) -> HttpResponse:
    """What is late and of which nothing is to come, with the reason; each given its next action."""
    on = localdate()
    found = found_orphans(request.company, on=on)
    if request.method == "POST":
        require(request, may_collect)
        ticked = {int(key) for key in request.POST.getlist("client") if key.isdecimal()}
        return _planned(request, sorted({o.customer_id for o in found if o.id in ticked}))
    table = columns.ORPHANS.table(found, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table, "form": NextForm(day=on), "may_act": may_collect(role_of(request)), "on": on
    }  # fmt: skip
    return page(request, "agenda/orphans.html", context, fragment="list")


def _planned(request: CompanyRequest, customers: list[int]) -> HttpResponse:
    """The same next action for each customer ticked."""
    form, on = NextForm(request.POST, day=localdate()), localdate()
    if not customers:
        messages.error(request, _("Cochez au moins une créance."))
    elif form.is_valid():
        typed = form.cleaned_data
        who = Doer(request.user, str(request.user), on)
        then = Then(typed["then"], typed["day"], typed["what"])
        try:
            operations.ask_each(request.company, customers, then, who=who)
            told = plural(len(customers), _("client"), _("clients"))
            messages.success(request, _("Suite prévue pour {count}.").format(count=told))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("Dites quoi faire ensuite, et pour quel jour."))
    return redirect("agenda:orphans")

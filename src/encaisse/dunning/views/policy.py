"""The company's limits on its reminders; and a run that keeps nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.dunning import operations
from encaisse.dunning.forms.policy import PolicyForm
from encaisse.dunning.queries.held import told_counts
from encaisse.dunning.queries.naming import named_messages
from encaisse.dunning.queries.policy import policy_of, told_window
from encaisse.dunning.queries.tasks import members
from encaisse.kernel.refusal import Refusal
from encaisse.web.pages import page, refused

SHOWN = 50


def policy(request: CompanyRequest) -> HttpResponse:
    """When the run is made, when mails leave, how often a customer is written to. POST keeps it."""
    require(request, may_manage)
    found = policy_of(request.company)
    people = [(person.pk, str(person)) for person in members(request.company)]
    form = PolicyForm.of(found, people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_policy(request.company, **form.decided(), by=str(request.user))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Règles d'envoi enregistrées."))
            return redirect("dunning:policy")
    context = {"form": form, "policy": found, "told": told_window(request.company, timezone.now())}
    return page(request, "dunning/policy.html", context, status=422 if form.errors else 200)


@require_safe
def dry_run(request: CompanyRequest) -> HttpResponse:
    """What a run of today would do: the same decisions, nothing kept."""
    require(request, may_collect)
    company, on, now = request.company, timezone.localdate(), timezone.now()
    try:
        ran = operations.run(company, on=on, by=str(request.user), at=now, dry=True)
    except Refusal as refusal:
        return refused(request, refusal)
    largest = ran.plan.sent.top_k(SHOWN, by="total").sort(
        "total", "message", descending=[True, False]
    )
    context = {
        "on": on,
        "count": ran.plan.sent.height,
        "messages": named_messages(company, largest, ran.plan.steps),
        "held": told_counts(ran.counts),
    }
    return page(request, "dunning/dry_run.html", context)

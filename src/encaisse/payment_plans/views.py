"""Plans on pages: tried, proposed, answered, followed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.limits import limits_page
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.documents.operations import GivenFile
from encaisse.kernel.refusal import Refusal
from encaisse.letters import pdf
from encaisse.parties.queries import customer_for
from encaisse.payment_plans import columns, forms, operations, queries
from encaisse.payment_plans.operations import limiting, proposing
from encaisse.payment_plans.operations.wording import order
from encaisse.payment_plans.queries import board, proposals, simulating
from encaisse.payment_plans.queries.limits import limits_for, limits_of
from encaisse.payment_plans.rules import Part, check
from encaisse.payment_plans.rules.proposing import State
from encaisse.payment_plans.rules.simulating import spread
from encaisse.web.export import spreadsheet
from encaisse.web.forms import acted
from encaisse.web.pages import ask_next, page
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from django.forms import Form

    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import Plan, PlanProposal
    from encaisse.payment_plans.queries.simulating import Simulation

    Act = Callable[[CompanyRequest, Any, dict[str, Any]], str]

INVALID = 422


@require_safe
def plans(request: CompanyRequest) -> HttpResponse:
    """The plans and the proposals of the company."""
    rows = board.rows(request.company, on=localdate())
    table = columns.PLANS.table(rows, request.GET, filters=columns.FILTERS)
    if table.wants_export:
        return spreadsheet(table)
    return page(request, "payment_plans/plans.html", {"table": table}, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: CompanyRequest) -> HttpResponse:
    """What a collector grants alone."""
    return limits_page(
        request, "payment_plans/limits.html", forms.PlanLimitsForm, limits_of(request.company),
        limiting.change_limits,
    )  # fmt: skip


@require_safe
def simulate(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A plan tried on what a customer owes."""
    require(request, may_collect)
    tried = _Tried(request, _customer(request, customer_id))
    return page(request, "payment_plans/simulate.html", tried.context, fragment="simulator")


@require_POST
def propose(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """The plan as it was tried becomes a proposal."""
    require(request, may_collect)
    tried = _Tried(request, _customer(request, customer_id))
    if tried.simulation is not None:
        try:
            made = proposing.propose(
                tried.chosen, tried.simulation.parts, tried.offer, on=localdate(),
                by=str(request.user), limits=limits_for(request.company, role_of(request)),
            )  # fmt: skip
        except Refusal as refusal:
            tried.form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Proposition prête : elle attend l'accord d'un responsable.")
                if made.beyond
                else _("Proposition prête : relisez-la, puis envoyez-la."),
            )
            return redirect(made)
    return page(request, "payment_plans/simulate.html", tried.context, status=INVALID)


class _Tried:
    """What the address asks for, counted on what is owed today."""

    def __init__(self, request: CompanyRequest, customer: Customer) -> None:
        self.customer, self.on = customer, localdate()
        self.owed = simulating.owed(customer)
        self.form = forms.SimulateForm(request.GET, on=self.on)
        given = set(request.GET.getlist("creance"))
        late = {str(each.pk) for each in self.owed if each.due_on < self.on}
        first = late or {str(each.pk) for each in self.owed}
        self.ticked = given if given or "choix" in request.GET else first
        self.chosen = [each for each in self.owed if str(each.pk) in self.ticked]
        self.cut: list[Part] = []
        self.simulation = self._counted()

    @property
    def offer(self) -> proposing.Offer:
        typed = self.form.cleaned_data
        return proposing.Offer(
            expires_on=typed["reponse"], waived_percent=typed["abandon"], terms=self.form.terms
        )

    @property
    def context(self) -> dict[str, Any]:
        return {
            "customer": self.customer,
            "form": self.form,
            "owed": [(each, str(each.pk) in self.ticked) for each in self.owed],
            "simulation": self.simulation,
            "lines": self.form.lines(self.cut) if self.form.is_free else [],
            "query": self.form.query(self.ticked),
            "on": self.on,
        }

    def _counted(self) -> Simulation | None:
        if not self.chosen or not self.form.is_valid():
            return None
        try:
            operations.one_debt(self.chosen)
            open_ = simulating.total_open(self.chosen, on=self.on)
            self.cut = spread(open_, self.form.wanted)
            parts = (self.form.is_free and self.form.typed_parts()) or self.cut
            check(parts, open_, on=self.on)
            return simulating.simulate(
                self.chosen, parts, on=self.on, waived_percent=self.form.cleaned_data["abandon"]
            )
        except Refusal as refusal:
            self.form.refuse(refusal)
            return None


@require_safe
def proposal(request: CompanyRequest, proposal_id: int) -> HttpResponse:
    """A proposal: what it says, what became of it."""
    return _proposal_page(request, _proposal(request, proposal_id))


@require_safe
def paper(request: CompanyRequest, proposal_id: int) -> HttpResponse:
    """The paper to sign."""
    drawn = order(_proposal(request, proposal_id), on=localdate())
    content = pdf.render(drawn.template, drawn.data, title=drawn.title)
    name = f'inline; filename="echeancier-propose-{proposal_id}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": name}
    )


@require_POST
def answer(request: CompanyRequest, proposal_id: int) -> HttpResponse:
    """Send, hand, accept, refuse, withdraw."""
    require(request, may_collect)
    found = _proposal(request, proposal_id)
    name = request.POST.get("geste", "")
    if name not in ANSWERS:
        return redirect(found)
    if name == "approuver":
        require(request, may_manage)
    kind, act = ANSWERS[name]
    form = kind(request.POST, request.FILES)
    if acted(request, form, partial(act, request, found)):
        if name in DECLINING:
            return ask_next(request, found.customer_id, back=found.get_absolute_url())
        found.refresh_from_db()
        return redirect(found.plan or found)
    return _proposal_page(request, found, {name: form})


@require_safe
def plan(request: CompanyRequest, plan_id: int) -> HttpResponse:
    """A plan: what was paid of each instalment, what is left."""
    return _plan_page(request, _plan(request, plan_id))


@require_POST
def end(request: CompanyRequest, plan_id: int) -> HttpResponse:
    """The whole is due again, or the plan is given up."""
    require(request, may_collect)
    found = _plan(request, plan_id)
    name = request.POST.get("geste", "")
    if name not in ENDS:
        return redirect(found)
    kind, act = ENDS[name]
    form = kind(request.POST)
    if acted(request, form, partial(act, request, found)):
        return ask_next(request, found.customer_id, back=found.get_absolute_url())
    return _plan_page(request, found, {name: form})


def _send(request: CompanyRequest, found: PlanProposal, typed: dict[str, Any]) -> str:
    proposing.send(found, to=typed["to"], at=timezone.now(), **_signed(request))
    return _("Proposition envoyée à {to}.").format(to=typed["to"])


def _hand(request: CompanyRequest, found: PlanProposal, typed: dict[str, Any]) -> str:  # noqa: ARG001
    proposing.hand(found, **_signed(request))
    return _("Proposition remise : ses factures ne sont plus relancées jusqu'à la réponse.")


def _accept(request: CompanyRequest, found: PlanProposal, typed: dict[str, Any]) -> str:
    file = typed.pop("signed")
    given = GivenFile(file.name, content_of(file)) if file else None
    proposing.accept(found, signed=given, **typed, **_signed(request))
    return _("Échéancier convenu : chaque versement est suivi à sa date.")


def _approve(request: CompanyRequest, found: PlanProposal, typed: dict[str, Any]) -> str:  # noqa: ARG001
    limiting.approve(found, **_signed(request))
    return _("Proposition approuvée : elle peut partir.")


def _refuse(request: CompanyRequest, found: PlanProposal, typed: dict[str, Any]) -> str:
    proposing.refuse(found, **typed, **_signed(request))
    return _("Refus noté : les factures sont de nouveau relancées.")


def _withdraw(request: CompanyRequest, found: PlanProposal, typed: dict[str, Any]) -> str:
    proposing.withdraw(found, **typed, **_signed(request))
    return _("Proposition retirée.")


def _accelerate(request: CompanyRequest, found: Plan, typed: dict[str, Any]) -> str:
    operations.accelerate(found, **typed, **_signed(request))
    return _("Déchéance du terme notée : toute la dette est de nouveau relancée.")


def _cancel(request: CompanyRequest, found: Plan, typed: dict[str, Any]) -> str:
    operations.cancel(found, **typed, **_signed(request))
    return _("Échéancier annulé.")


ANSWERS: dict[str, tuple[type[Form], Act]] = {
    "approuver": (forms.ApproveForm, _approve),
    "envoyer": (forms.SendForm, _send),
    "remettre": (forms.HandForm, _hand),
    "accepter": (forms.AcceptForm, _accept),
    "refuser": (forms.RefuseForm, _refuse),
    "retirer": (forms.WithdrawForm, _withdraw),
}
DECLINING = ("refuser", "retirer")
ENDS: dict[str, tuple[type[Form], Act]] = {
    "decheance": (forms.AccelerateForm, _accelerate),
    "annuler": (forms.CancelForm, _cancel),
}


def _proposal_page(
    request: CompanyRequest, found: PlanProposal, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    on = localdate()
    state = proposals.state(found, on=on)
    first = next(iter(board.addresses(found.customer)), "")
    clean = {name: kind() for name, (kind, _act) in ANSWERS.items()}
    clean["envoyer"] = forms.SendForm(initial={"to": first})
    context = {
        "proposal": found,
        "customer": found.customer,
        "agreement": proposals.agreement_of(found),
        "state": (columns.COLOURS[state], columns.STATES[state]),
        "is_to_approve": state == State.TO_APPROVE,
        "is_open": state in proposing.OPEN,
        "is_ready": state == State.READY,
        "is_sent": state == State.SENT,
        "forms": clean | (wrong or {}),
        "may_collect": may_collect(role_of(request)),
        "may_manage": may_manage(role_of(request)),
        "on": on,
    }
    status = INVALID if wrong else 200
    return page(request, "payment_plans/proposal.html", context, status=status)


def _plan_page(
    request: CompanyRequest, found: Plan, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    on = localdate()
    dues = queries.installments([found], on=on).get(found.pk, [])
    row = board.plan_row(found, dues, on=on)
    borne = dict(found.installments.values_list("rank", "interest_cents"))
    context = {
        "plan": found,
        "row": row,
        "dues": [(due, borne.get(due.rank, 0)) for due in dues],
        "interest": sum(borne.values()),
        "receivables": queries.receivables_of(found),
        "state": (columns.COLOURS[row.state], columns.STATES[row.state]),
        "is_broken": queries.is_broken(found, dues, on=on),
        "is_standing": row.state in (board.RUNNING, board.LATE),
        "forms": {name: kind() for name, (kind, _act) in ENDS.items()} | (wrong or {}),
        "may_collect": may_collect(role_of(request)),
        "on": on,
    }
    return page(request, "payment_plans/plan.html", context, status=INVALID if wrong else 200)


def _signed(request: CompanyRequest) -> dict[str, Any]:
    return {"on": localdate(), "by": str(request.user)}


def _customer(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    _require_own(request, found)
    return found


def _proposal(request: CompanyRequest, proposal_id: int) -> PlanProposal:
    found = proposals.proposal_for(request.user, proposal_id)
    _require_own(request, found)
    return found


def _plan(request: CompanyRequest, plan_id: int) -> Plan:
    found = queries.plan_for(request.user, plan_id)
    _require_own(request, found)
    return found


def _require_own(request: CompanyRequest, found: Any) -> None:
    if found.company_id != request.company.pk:
        raise Http404

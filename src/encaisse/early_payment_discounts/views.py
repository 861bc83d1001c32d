"""Offers on pages: tried, made, sent, followed."""

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
from encaisse.early_payment_discounts import columns, forms, operations, queries, rules
from encaisse.early_payment_discounts.operations import limiting
from encaisse.early_payment_discounts.queries.limits import limits_for, limits_of
from encaisse.early_payment_discounts.rules import State
from encaisse.kernel.refusal import Refusal
from encaisse.law.costs import DISCOUNT_FORMULA, EFFECTIVE_FORMULA
from encaisse.parties.queries import customer_for
from encaisse.payment_plans.queries.board import addresses
from encaisse.web.export import spreadsheet
from encaisse.web.forms import acted
from encaisse.web.pages import ask_next, page

if TYPE_CHECKING:
    from django.forms import Form

    from encaisse.early_payment_discounts.models import DiscountOffer
    from encaisse.parties.models import Customer

    Act = Callable[[CompanyRequest, DiscountOffer, dict[str, Any]], str]

INVALID = 422
FORMULAS = {"simple": DISCOUNT_FORMULA, "effective": EFFECTIVE_FORMULA}


@require_safe
def offers(request: CompanyRequest) -> HttpResponse:
    """The offers of the company."""
    rows = queries.rows(request.company, on=localdate())
    table = columns.OFFERS.table(rows, request.GET, filters=columns.FILTERS)
    if table.wants_export:
        return spreadsheet(table)
    template = "early_payment_discounts/offers.html"
    return page(request, template, {"table": table}, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: CompanyRequest) -> HttpResponse:
    """What a collector grants alone."""
    return limits_page(
        request, "early_payment_discounts/limits.html", forms.DiscountLimitsForm,
        limits_of(request.company), limiting.change_limits,
    )  # fmt: skip


@require_safe
def attempt(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A discount tried on what a customer will owe."""
    require(request, may_collect)
    tried = _Tried(request, _customer(request, customer_id))
    template = "early_payment_discounts/attempt.html"
    return page(request, template, tried.context, fragment="attempt")


@require_POST
def make(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """The discount as it was tried becomes an offer."""
    require(request, may_collect)
    tried = _Tried(request, _customer(request, customer_id))
    if tried.cuts:
        try:
            made = operations.offer(
                tried.chosen, tried.wanted, on=localdate(), by=str(request.user),
                limits=limits_for(request.company, role_of(request)),
            )  # fmt: skip
        except Refusal as refusal:
            tried.form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Offre prête : elle attend l'accord d'un responsable.")
                if made.beyond
                else _("Offre prête : relisez-la, puis envoyez-la."),
            )
            return redirect(made)
    template = "early_payment_discounts/attempt.html"
    return page(request, template, tried.context, status=INVALID)


class _Tried:
    """What the address asks for, counted on what is open today."""

    def __init__(self, request: CompanyRequest, customer: Customer) -> None:
        self.customer, self.on = customer, localdate()
        self.owed = queries.owed(customer, on=self.on)
        given = set(request.GET.getlist("creance"))
        dues = [each.due_on for each in self.owed if str(each.pk) in given]
        self.form = forms.TryForm(request.GET, on=self.on, first_due_on=min(dues, default=None))
        self.is_valid = self.form.is_valid()
        self.ticked = given if given or "choix" in request.GET else self._early()
        self.chosen = [each for each in self.owed if str(each.pk) in self.ticked]
        self.cuts = self._counted()

    @property
    def wanted(self) -> operations.Wanted:
        typed = self.form.cleaned_data
        return operations.Wanted(
            reduction=self.form.reduction, last_on=typed["dernier"], asked_by=typed["demande"]
        )

    @property
    def context(self) -> dict[str, Any]:
        return {
            "customer": self.customer,
            "form": self.form,
            "owed": [(each, str(each.pk) in self.ticked) for each in self.owed],
            "lines": list(zip(self.chosen, self.cuts, strict=True)) if self.cuts else [],
            "sums": _sums(self.cuts),
            "cost": rules.annual_cost(self.cuts) if self.cuts else None,
            "currency": self.chosen[0].currency if self.chosen else "EUR",
            "formulas": FORMULAS,
            "query": self.form.query(self.ticked),
            "on": self.on,
        }

    def _early(self) -> set[str]:
        last_on = self.form.cleaned_data.get("dernier") or self.on
        early = [each for each in self.owed if each.due_on > last_on]
        return {str(each.pk) for each in early if each.currency == early[0].currency}

    def _counted(self) -> list[rules.Cut]:
        if not self.chosen or not self.is_valid:
            return []
        try:
            _debtor, currency = operations.one_debt(self.chosen)
            operations.check_free(self.chosen, on=self.on)
            debts = queries.debts(self.chosen, on=self.on)
            last_on = self.form.cleaned_data["dernier"]
            return rules.cuts(
                debts, self.form.reduction, on=self.on, last_on=last_on, currency=currency
            )
        except Refusal as refusal:
            self.form.refuse(refusal)
            return []


@require_safe
def offer(request: CompanyRequest, offer_id: int) -> HttpResponse:
    """An offer: what it asks, what became of it."""
    return _offer_page(request, _offer(request, offer_id))


@require_POST
def act(request: CompanyRequest, offer_id: int) -> HttpResponse:
    """Approve, send, announce, withdraw."""
    require(request, may_collect)
    found = _offer(request, offer_id)
    name = request.POST.get("geste", "")
    if name not in ACTS:
        return redirect(found)
    if name == "approuver":
        require(request, may_manage)
    kind, done = ACTS[name]
    form = kind(request.POST)
    if acted(request, form, partial(done, request, found)):
        if name == "retirer":
            return ask_next(request, found.customer_id, back=found.get_absolute_url())
        return redirect(found)
    return _offer_page(request, found, {name: form})


def _approve(request: CompanyRequest, found: DiscountOffer, typed: dict[str, Any]) -> str:  # noqa: ARG001
    operations.approve(found, **_signed(request))
    return _("Offre approuvée : elle peut partir.")


def _send(request: CompanyRequest, found: DiscountOffer, typed: dict[str, Any]) -> str:
    operations.send(found, to=typed["to"], at=timezone.now(), **_signed(request))
    return _("Offre envoyée à {to}.").format(to=typed["to"])


def _announce(request: CompanyRequest, found: DiscountOffer, typed: dict[str, Any]) -> str:  # noqa: ARG001
    operations.announce(found, **_signed(request))
    return _("Offre notée comme dite : un paiement réduit la solde jusqu'à son dernier jour.")


def _withdraw(request: CompanyRequest, found: DiscountOffer, typed: dict[str, Any]) -> str:
    operations.withdraw(found, **typed, **_signed(request))
    return _("Offre retirée.")


ACTS: dict[str, tuple[type[Form], Act]] = {
    "approuver": (forms.ApproveForm, _approve),
    "envoyer": (forms.SendForm, _send),
    "dire": (forms.AnnounceForm, _announce),
    "retirer": (forms.WithdrawForm, _withdraw),
}


def _offer_page(
    request: CompanyRequest, found: DiscountOffer, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    on = localdate()
    state = queries.state(found, on=on)
    clean = {name: kind() for name, (kind, _done) in ACTS.items()}
    first = next(iter(addresses(found.customer)), "")
    clean["envoyer"] = forms.SendForm(initial={"to": first})
    shown = clean | (wrong or {})
    shown["retirer"].fields["why"].required = state == State.OPEN
    parts = list(found.parts.all())
    context = {
        "offer": found,
        "customer": found.customer,
        "lines": [(part, queries.cut_of(part)) for part in parts],
        "sums": _sums([queries.cut_of(part) for part in parts]),
        "taken": queries.taken_cents(found),
        "cost": queries.cost_of(found),
        "formulas": FORMULAS,
        "state": (columns.COLOURS[state], columns.STATES[state]),
        "is_to_approve": state == State.TO_APPROVE,
        "is_ready": state == State.READY,
        "is_open": state == State.OPEN,
        "is_standing": state in operations.STANDING,
        "forms": shown,
        "may_collect": may_collect(role_of(request)),
        "may_manage": may_manage(role_of(request)),
    }
    status = INVALID if wrong else 200
    return page(request, "early_payment_discounts/offer.html", context, status=status)


def _sums(cuts: list[rules.Cut]) -> dict[str, int]:
    cents, discount = sum(cut.cents for cut in cuts), sum(cut.discount_cents for cut in cuts)
    return {"cents": cents, "discount": discount, "asked": cents - discount}


def _signed(request: CompanyRequest) -> dict[str, Any]:
    return {"on": localdate(), "by": str(request.user)}


def _customer(request: CompanyRequest, customer_id: int) -> Customer:
    found = customer_for(request.user, customer_id)
    _require_own(request, found)
    return found


def _offer(request: CompanyRequest, offer_id: int) -> DiscountOffer:
    found = queries.offer_for(request.user, offer_id)
    _require_own(request, found)
    return found


def _require_own(request: CompanyRequest, found: Any) -> None:
    if found.company_id != request.company.pk:
        raise Http404

"""Questions about a customer, without a dispute: put to a colleague, answered by mail or here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.disputes import forms, operations
from encaisse.disputes.operations.asking import Answered, Asked
from encaisse.disputes.queries import asking, services
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_for
from encaisse.web.pages import ask_next, page

if TYPE_CHECKING:
    from django.forms import Form

    from encaisse.parties.models import Customer

INVALID = 422
ANSWER = "reponse"


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """What was asked about a customer; ask, note an answer given otherwise."""
    customer = customer_for(request.user, customer_id)
    if customer.company_id != request.company.pk:
        raise Http404
    if request.method != "POST":
        return _shown(request, customer)
    require(request, may_collect)
    is_answer = request.POST.get("geste") == ANSWER
    form = forms.TellForm(request.POST) if is_answer else _ask_form(request, customer)
    if form.is_valid():
        try:
            told = (_answer if is_answer else _ask)(request, customer, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told)
            here = reverse("disputes:questions", args=[customer.pk])
            return ask_next(request, customer.pk, back=here) if is_answer else redirect(here)
    return _shown(request, customer, {ANSWER if is_answer else "question": form})


def _ask(request: CompanyRequest, customer: Customer, form: Form) -> str:
    typed = dict(form.cleaned_data)
    chosen = typed.pop("whom")
    if chosen and not typed["email"]:
        found = {each.email: each for each in asking.whom(customer)}[chosen]
        typed |= {"name": typed["name"] or found.name, "email": found.email}
    made = operations.asking.ask(
        customer, Asked(**typed), on=localdate(), by=str(request.user), at=timezone.now(),
        asker=request.user,
    )  # fmt: skip
    return _("Question envoyée à {name}.").format(name=made.name)


def _answer(request: CompanyRequest, customer: Customer, form: Form) -> str:
    typed = form.cleaned_data
    operations.asking.answer(
        asking.question_on(customer, typed["question"]), Answered(text=typed["text"]),
        by=str(request.user), on=localdate(), at=timezone.now(),
    )  # fmt: skip
    return _("Réponse gardée.")


def _ask_form(request: CompanyRequest, customer: Customer, *, is_new: bool = False) -> Form:
    people = [(each.email, each.shown) for each in asking.whom(customer)]
    return forms.AskOfForm(
        None if is_new else request.POST, services=services.services(request.company), whom=people
    )


def _shown(
    request: CompanyRequest, customer: Customer, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    wrong = wrong or {}
    context = {
        "customer": customer,
        "questions": asking.on_customer(customer),
        "forms": {"question": _ask_form(request, customer, is_new=True)} | wrong,
        "wrong": next(iter(wrong), ""),
        "may_collect": may_collect(role_of(request)),
        "on": localdate(),
    }
    status = INVALID if wrong else 200
    return page(request, "disputes/questions.html", context, status=status)

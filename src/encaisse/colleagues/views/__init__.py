"""The pages of colleagues: who they are and what they get, who follows a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.colleagues import columns, forms, operations, queries
from encaisse.colleagues.operations.wording import digest_mail
from encaisse.colleagues.queries import digests
from encaisse.colleagues.rules import MINUTES_OF_HOUR, Habit
from encaisse.disputes.queries.services import people as members_of
from encaisse.disputes.queries.services import services
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.rendering import READING_POLICY
from encaisse.parties import queries as parties
from encaisse.parties.operations import following
from encaisse.web.export import spreadsheet
from encaisse.web.formats import WEEKDAYS
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Colleague, Customer

INVALID = 422
MEMBER, KNOWN = "membre", "connu"


@require_safe
def colleagues(request: CompanyRequest) -> HttpResponse:
    """Who follows customers, and whether a digest reaches them each week."""
    return _listed(request, _habit_form(request.company))


@require_POST
def arrange(request: CompanyRequest) -> HttpResponse:
    """On which day and at which hour digests leave."""
    require(request, may_manage)
    form = forms.HabitForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        minute = typed["at"].hour * MINUTES_OF_HOUR + typed["at"].minute
        habit = Habit(typed["weekday"], minute, typed["is_sent"])
        operations.arrange(request.company, habit, on=localdate(), by=str(request.user))
        messages.success(request, _("Réglages enregistrés."))
        return redirect("colleagues:colleagues")
    return _listed(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: CompanyRequest, colleague_id: int) -> HttpResponse:
    """What they would get today, as a mail; their name and address."""
    found = parties.colleague_in(request.company, colleague_id)
    form = forms.ColleagueForm(initial={"name": found.name, "email": found.email})
    if request.method == "POST":
        require(request, may_collect)
        form = forms.ColleagueForm(request.POST)
        if form.is_valid():
            try:
                following.change_colleague(found, by=str(request.user), **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("{name} mis à jour.").format(name=found.name))
                return redirect("colleagues:colleague", found.pk)
    return _shown(request, found, form)


@require_safe
def mail(request: CompanyRequest, colleague_id: int) -> HttpResponse:
    """The digest of today, for a frame that may neither run nor fetch."""
    found = parties.colleague_in(request.company, colleague_id)
    news = digests.news_of(found, on=localdate())
    drawn = digest_mail(request.company, news, stop="", is_preview=True)
    response = HttpResponse(drawn.html)
    response["Content-Security-Policy"] = READING_POLICY
    return response


@require_POST
def halt(request: CompanyRequest, colleague_id: int) -> HttpResponse:
    """They asked for no digest any more."""
    require(request, may_collect)
    found = parties.colleague_in(request.company, colleague_id)
    operations.stop(found, on=localdate(), by=str(request.user))
    messages.success(request, _("{name} ne recevra plus de récapitulatif.").format(name=found.name))
    return redirect("colleagues:colleague", found.pk)


@require_POST
def resume(request: CompanyRequest, colleague_id: int) -> HttpResponse:
    """They want it again."""
    require(request, may_collect)
    found = parties.colleague_in(request.company, colleague_id)
    operations.resume(found, on=localdate(), by=str(request.user))
    told = _("{name} recevra de nouveau le récapitulatif.")
    messages.success(request, told.format(name=found.name))
    return redirect("colleagues:colleague", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Who follows a customer in each department; somebody else does from now on."""
    found = _customer(request, customer_id)
    if request.method != "POST":
        return _followed(request, found, _follow_form(request, found, is_new=True))
    require(request, may_collect)
    form = _follow_form(request, found)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            who = _whom(request, **{key: typed[key] for key in ("whom", "name", "email")})
            operations.follow(found, who, department=typed["department"], by=str(request.user))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("{name} suit ce client.").format(name=who.name))
            return redirect("colleagues:customer", found.pk)
    return _followed(request, found, form)


@require_POST
def leave(request: CompanyRequest, follower_id: int) -> HttpResponse:
    """Nobody follows the customer in that department any more."""
    require(request, may_collect)
    found = parties.follower_in(request.company, follower_id)
    following.leave(found, by=str(request.user))
    told = _("{name} ne suit plus ce client.")
    messages.success(request, told.format(name=found.colleague.name))
    return redirect("colleagues:customer", found.customer_id)


def _listed(request: CompanyRequest, form: forms.HabitForm) -> HttpResponse:
    table = columns.COLLEAGUES.table(queries.people(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    habit = queries.habit_of(request.company)
    context = {
        "table": table, "form": form, "habit": habit, "weekday": WEEKDAYS[habit.weekday],
        "may_manage": may_manage(role_of(request)),
    }  # fmt: skip
    status = INVALID if form.errors else 200
    return page(request, "colleagues/colleagues.html", context, fragment="list", status=status)


def _habit_form(company: Company) -> forms.HabitForm:
    habit = queries.habit_of(company)
    return forms.HabitForm(
        initial={"weekday": habit.weekday, "at": habit.hour, "is_sent": habit.is_sent}
    )


def _shown(request: CompanyRequest, found: Colleague, form: forms.ColleagueForm) -> HttpResponse:
    news = digests.news_of(found, on=localdate())
    context = {
        "colleague": found,
        "news": news,
        "stop": queries.stop_of(found),
        "form": form,
        "may_collect": may_collect(role_of(request)),
    }
    status = INVALID if form.errors else 200
    return page(request, "colleagues/colleague.html", context, status=status)


def _followed(request: CompanyRequest, found: Customer, form: forms.FollowForm) -> HttpResponse:
    names = {each.code: each.name for each in services(request.company)}
    context = {
        "customer": found,
        "followers": [
            (each, names.get(each.department, each.department))
            for each in parties.followers_of(found)
        ],
        "form": form,
        "may_collect": may_collect(role_of(request)),
    }
    status = INVALID if form.errors else 200
    return page(request, "colleagues/customer.html", context, status=status)


def _follow_form(
    request: CompanyRequest, customer: Customer, *, is_new: bool = False
) -> forms.FollowForm:
    known = list(parties.colleagues(request.company))
    tied = {each.person_id for each in known}
    people = [(f"{KNOWN}-{each.pk}", each.name) for each in known]
    members = members_of(request.company)
    people += [(f"{MEMBER}-{each.pk}", str(each)) for each in members if each.pk not in tied]
    return forms.FollowForm(
        None if is_new else request.POST,
        services=[(each.code, each.name) for each in services(customer.company)],
        people=sorted(people, key=lambda each: each[1].casefold()),
    )


def _whom(request: CompanyRequest, *, whom: str, name: str, email: str) -> Colleague:
    """The colleague chosen, known or not; or the one whose name or address was typed."""
    kind, _dash, key = whom.partition("-")
    if kind == KNOWN:
        return parties.colleague_in(request.company, int(key))
    if kind == MEMBER:
        member = next(each for each in members_of(request.company) if each.pk == int(key))
        name, email = str(member), member.email
    return following.meet(request.company, name, email=email, by=str(request.user))


def _customer(request: CompanyRequest, customer_id: int) -> Customer:
    found = parties.customer_for(request.user, customer_id)
    if found.company_id != request.company.pk:
        raise Http404
    return found

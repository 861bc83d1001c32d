"""A person's own calendar: its secret address, and what it reads there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.operations import refuse_opening
from encaisse.accounts.queries import is_refused
from encaisse.agenda import columns, forms
from encaisse.agenda.operations import calendars
from encaisse.agenda.queries.calendars import calendar_of, calendar_of_token, lines_of
from encaisse.agenda.rules.calendar import DAYS_AHEAD
from encaisse.agenda.rules.calendar import feed as as_feed
from encaisse.kernel.refusal import Refusal
from encaisse.store import isolation
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.accounts.requests import CompanyRequest
    from encaisse.agenda.models import PersonalCalendar

LOG = logging.getLogger(__name__)
GONE, TOO_MANY = 404, 429
DISCREET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
}
TEXT, CALENDAR = "text/plain; charset=utf-8", "text/calendar; charset=utf-8"


@require_safe
def calendar(request: CompanyRequest) -> HttpResponse:
    """Whether one's calendar has its address."""
    return _shown(request)


@require_POST
def make(request: CompanyRequest) -> HttpResponse:
    """A new address, shown this once; every member reads the agenda, so may their calendar."""
    form = forms.CalendarForm(request.POST)
    form.full_clean()
    token = calendars.make(
        request.company, request.user, with_amounts=form.cleaned_data["with_amounts"], at=now(),
        by=str(request.user),
    )  # fmt: skip
    return _shown(request, made=_site(request) + reverse("agenda:feed", args=[token]))


@require_POST
def revoke(request: CompanyRequest) -> HttpResponse:
    """The address opens nothing any more."""
    try:
        calendars.revoke(request.company, request.user, by=str(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Adresse révoquée : elle n'ouvre plus rien."))
    return redirect("agenda:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What the calendar of a person reads, by its address alone: nothing is done there."""
    with isolation.seeing_all():
        found = calendar_of_token(token)
    if found is None:
        response = _closed(request)
    else:
        with isolation.seeing(found.company_id):
            response = _feed(request, found)
    for name, value in DISCREET.items():
        response[name] = value
    return response


def _feed(request: HttpRequest, found: PersonalCalendar) -> HttpResponse:
    on, site = localdate(), _site(request)
    content = as_feed(
        [columns.entry(item, found, on=on, site=site) for item in lines_of(found, on=on)],
        name=_("Agenda · {company}").format(company=found.company), stamp=now(),
    )  # fmt: skip
    return HttpResponse(content, content_type=CALENDAR)


def _closed(request: HttpRequest) -> HttpResponse:
    """An address that opens nothing, counted with the links that open nothing."""
    at, came_from = now(), request.META.get("REMOTE_ADDR", "")
    if is_refused(came_from, at=at):
        told = _("Trop d'adresses inconnues : attendez un quart d'heure.")
        return HttpResponse(told, content_type=TEXT, status=TOO_MANY)
    refuse_opening(came_from, at=at)
    LOG.warning("Agenda : calendrier refusé, demandé depuis %s", came_from)
    told = _("Cette adresse n'ouvre rien : créez-en une autre dans Encaisse, « Mon calendrier ».")
    return HttpResponse(told, content_type=TEXT, status=GONE)


def _shown(request: CompanyRequest, *, made: str = "") -> HttpResponse:
    context = {
        "calendar": calendar_of(request.company, request.user),
        "form": forms.CalendarForm(), "made": made, "days": DAYS_AHEAD,
        "subscription": "webcal:" + made.partition(":")[2],
    }  # fmt: skip
    response = page(request, "agenda/calendar.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _site(request: HttpRequest) -> str:
    """The installation as others reach it, when that is known."""
    known: str = settings.PUBLIC_ADDRESS
    return known or request.build_absolute_uri("/").rstrip("/")

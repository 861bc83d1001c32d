"""Replies: the lists, one of them, what a person makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.disputes.queries import REASON_CHOICES
from encaisse.kernel.refusal import Refusal
from encaisse.parties.queries import customer_called
from encaisse.promises.operations import PromiseToConfirm
from encaisse.replies import columns, operations, queries
from encaisse.replies.forms import (
    AnswerForm,
    ContactForm,
    DisputeForm,
    FileForm,
    MailForm,
    OutcomeForm,
    PromiseForm,
)
from encaisse.replies.rules.words import address_in
from encaisse.web.confirming import ANSWER, ask
from encaisse.web.export import spreadsheet
from encaisse.web.pages import ask_next, page
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from django.forms import Form

    from encaisse.replies.models import Reply

    Act = Callable[[CompanyRequest, Reply], None]

LISTS = {
    "": (columns.UNREAD, queries.unread),
    "inconnus": (columns.UNKNOWN, queries.unknown),
    "non-remis": (columns.UNDELIVERED, queries.undelivered),
    "toutes": (columns.EVERY, queries.replies),
}


@require_safe
def replies(request: CompanyRequest) -> HttpResponse:
    """What waits to be read, what nobody knows whose it is, what came back, everything."""
    asked = request.GET.get("vue", "")
    view = asked if asked in LISTS else ""
    listing, rows = LISTS[view]
    table = listing.table(rows(request.company), request.GET)
    if table.wants_export:
        return spreadsheet(table)
    counts = queries.counts(request.company)
    context = {
        "table": table,
        "view": view,
        "tabs": [
            (_("À lire"), "?", view == "", counts.unread),
            (_("Expéditeurs inconnus"), "?vue=inconnus", view == "inconnus", counts.unknown),
            (_("Non remis"), "?vue=non-remis", view == "non-remis", counts.undelivered),
            (_("Toutes"), "?vue=toutes", view == "toutes", None),
        ],
        "mailboxes": queries.mailboxes(request.company),
        "mail": MailForm(),
        "may_act": may_collect(role_of(request)),
    }
    return page(request, "replies/replies.html", context, fragment="list")


@require_safe
def reply(request: CompanyRequest, reply_id: int) -> HttpResponse:
    """One reply: what was written, what it seems to say, what can be made of it."""
    found = queries.reply_for(request.user, reply_id)
    days = [date.fromisoformat(each["day"]) for each in found.suggestions if each["day"]]
    promised, address = next(iter(days), None), address_in(found.said)
    context = {
        "reply": found,
        "suggestions": [
            (columns.MEANINGS[each["meaning"]], each["meaning"], each["sure"])
            for each in found.suggestions
        ],
        "receivables": queries.asked_of(found),
        "likely": [] if found.customer else queries.likely_customers(found),
        "promised": promised,
        "address": address,
        "promise": PromiseForm(initial={"by_on": promised}),
        "dispute": DisputeForm(reasons=REASON_CHOICES),
        "contact": ContactForm(initial={"email": address}),
        "outcome": OutcomeForm(),
        "answer": AnswerForm(initial={"text": _greeting(found)}),
        "sendable": queries.sendable(found),
        "answers": queries.answers_to(found),
        "file": FileForm(),
        "enclosed": queries.enclosed(found),
        "kind": (columns.STATES[found.kind], columns.KINDS[found.kind]),
        "may_act": may_collect(role_of(request)),
    }
    return page(request, "replies/reply.html", context)


@require_POST
def act(request: CompanyRequest, reply_id: int) -> HttpResponse:
    """A promise, a dispute, another contact, or simply read."""
    require(request, may_collect)
    found = queries.reply_for(request.user, reply_id)
    waited = found.read_on is None
    try:
        ACTS.get(request.POST.get("geste", ""), _read)(request, found)
    except PromiseToConfirm as doubt:
        return ask(request, "replies/confirm.html", {"reply": found, "doubt": doubt})
    found.refresh_from_db()
    here, is_closed = reverse("replies:reply", args=[reply_id]), waited and found.read_on
    if is_closed and found.customer_id:
        return ask_next(request, found.customer_id, back=here)
    return redirect(here)


@require_POST
def file(request: CompanyRequest, reply_id: int) -> HttpResponse:
    """Say whose reply it is."""
    require(request, may_collect)
    found = queries.reply_for(request.user, reply_id)
    form = FileForm(request.POST)
    if not form.is_valid():
        messages.error(request, _wrong(form))
        return redirect("replies:reply", reply_id)
    customer = customer_called(request.company, form.cleaned_data["customer"])
    if customer is None:
        told = _("Aucun client ne s'appelle ainsi : {name}.")
        messages.error(request, told.format(name=form.cleaned_data["customer"]))
        return redirect("replies:reply", reply_id)
    by, remember = str(request.user), form.cleaned_data["remember"]
    operations.file_to(found, customer, by=by, remember=remember)
    messages.success(request, _("Réponse classée chez {name}.").format(name=customer.name))
    return redirect("replies:reply", reply_id)


@require_POST
def drop(request: CompanyRequest) -> HttpResponse:
    """A mail taken in by hand."""
    require(request, may_collect)
    form = MailForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _wrong(form))
        return redirect("replies:replies")
    file = form.cleaned_data["mail"]
    try:
        content = content_of(file)
        taken = operations.drop(request.company, file.name, content, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("replies:replies")
    if taken is None:
        messages.info(request, _("Ce courriel est déjà connu : rien n'a changé."))
        return redirect("replies:replies")
    return redirect("replies:reply", taken.pk)


def _promise(request: CompanyRequest, found: Reply) -> None:
    form = PromiseForm(request.POST)
    _with(request, form, lambda typed: operations.note_promise(
        found, queries.chosen(found, _ticked(request)), confirmed=ANSWER in request.POST, **typed,
        **_signed(request),
    ))  # fmt: skip


def _dispute(request: CompanyRequest, found: Reply) -> None:
    form = DisputeForm(request.POST, reasons=REASON_CHOICES)
    _with(request, form, lambda typed: operations.note_dispute(
        found, queries.chosen(found, _ticked(request)), **typed, **_signed(request)
    ))  # fmt: skip


def _contact(request: CompanyRequest, found: Reply) -> None:
    form = ContactForm(request.POST)
    _with(request, form, lambda typed: operations.note_contact(found, **typed, **_signed(request)))


def _answer(request: CompanyRequest, found: Reply) -> None:
    form = AnswerForm(request.POST, shell="" if _asks_a_copy(found) else _greeting(found))
    ticked = {int(each) for each in request.POST.getlist("document") if each.isdecimal()}
    papers = [each for each, _is_asked in queries.sendable(found) if each.pk in ticked]
    _with(request, form, lambda typed: operations.answer(
        found, papers=papers, at=timezone.now(), **typed, **_signed(request)
    ))  # fmt: skip


def _read(request: CompanyRequest, found: Reply) -> None:
    form = OutcomeForm(request.POST)
    _with(request, form, lambda typed: operations.mark_read(found, **typed, **_signed(request)))


def _reopen(request: CompanyRequest, found: Reply) -> None:
    operations.reopen(found, by=str(request.user))
    messages.success(request, _("La réponse est de nouveau à lire."))


ACTS: dict[str, Act] = {
    "promesse": _promise,
    "litige": _dispute,
    "contact": _contact,
    "lue": _read,
    "repondre": _answer,
    "rouvrir": _reopen,
}


def _with(request: CompanyRequest, form: Form, act: Callable[[dict[str, Any]], Reply]) -> None:
    """Do it with what was typed, say what came of it, or what is wrong."""
    if not form.is_valid():
        messages.error(request, _wrong(form))
        return
    try:
        done = act(form.cleaned_data)
    except PromiseToConfirm:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        answered = _("Réponse envoyée. Il reste à dire ce que vous faites de ce qui est écrit.")
        messages.success(request, done.outcome or answered)


def _signed(request: CompanyRequest) -> dict[str, Any]:
    return {"on": timezone.localdate(), "by": str(request.user)}


def _asks_a_copy(found: Reply) -> bool:
    return any(each["meaning"] == "copy" for each in found.suggestions)


def _greeting(found: Reply) -> str:
    """What an answer begins and ends with."""
    body = _("Vous trouverez ci-joint le document demandé.") if _asks_a_copy(found) else ""
    hello, bye = _("Bonjour,"), _("Cordialement,")
    return f"{hello}\n\n{body}\n\n{bye}\n{found.company.name}"


def _wrong(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _ticked(request: CompanyRequest) -> list[int]:
    return [int(each) for each in request.POST.getlist("receivable") if each.isdecimal()]

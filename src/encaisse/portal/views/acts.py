"""What a customer does on its page: each form goes back to it when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.documents.operations import GivenFile
from encaisse.kernel.refusal import Refusal
from encaisse.portal import columns, forms, operations
from encaisse.portal.operations.acting import Contested, Paid, Visit
from encaisse.portal.queries import said
from encaisse.portal.queries.account import debited_of, is_insolvent, transfer_of
from encaisse.portal.queries.owing import unasked_of
from encaisse.portal.rules import last_promise_day, told, words_of
from encaisse.portal.views.visiting import language_of, shown, visiting
from encaisse.web.uploads import UploadTooLarge, content_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from encaisse.portal.models import PortalLink
    from encaisse.receivables.models import Receivable

INVALID = 422
THANKS = ("paid", "dispute", "promise", "installments", "duplicate", "contact", "plan")


@visiting
@require_safe
def receivable(request: HttpRequest, link: PortalLink, receivable_id: int) -> HttpResponse:
    """One invoice: its documents, how to pay it, what may be said of it."""
    return _receivable(request, link, said.shown_receivable(link.customer, receivable_id))


@visiting
@require_POST
def say_paid(request: HttpRequest, link: PortalLink, receivable_id: int) -> HttpResponse:
    """The customer has already paid."""
    found = said.receivable_of(link.customer, receivable_id)

    def act(visit: Visit, typed: dict[str, Any]) -> None:
        proof = _given(typed.pop("proof"))
        operations.acting.say_paid(visit, found, Paid(**typed, proof=proof))

    return _done(request, link, found, "paid", forms.PaidForm, act)


@visiting
@require_POST
def contest(request: HttpRequest, link: PortalLink, receivable_id: int) -> HttpResponse:
    """The customer contests the invoice."""
    found = said.receivable_of(link.customer, receivable_id)

    def act(visit: Visit, typed: dict[str, Any]) -> None:
        proof = _given(typed["proof"])
        contested = Contested(
            cause=typed["cause"], words=typed["text"], cents=typed["cents"], proof=proof
        )
        operations.acting.contest(visit, found, contested)

    return _done(request, link, found, "contest", forms.ContestForm, act, thanks="dispute")


@visiting
@require_POST
def engage(request: HttpRequest, link: PortalLink, receivable_id: int) -> HttpResponse:
    """The customer promises to pay."""
    found = said.receivable_of(link.customer, receivable_id)

    def act(visit: Visit, typed: dict[str, Any]) -> None:
        operations.acting.engage(
            visit, found, by_on=typed["by_on"], cents=typed["cents"], words=typed["text"]
        )

    return _done(request, link, found, "engage", forms.EngageForm, act, thanks="promise")


@visiting
@require_POST
def duplicate(request: HttpRequest, link: PortalLink, receivable_id: int) -> HttpResponse:
    """The customer asks for the invoice again."""
    found = said.receivable_of(link.customer, receivable_id)
    try:
        operations.acting.ask_duplicate(_visit(link), found)
    except Refusal as refusal:
        return _receivable(request, link, found, refused=refusal)
    return redirect("portal:thanks", "duplicate")


@visiting
@require_http_methods(["GET", "HEAD", "POST"])
def spread(request: HttpRequest, link: PortalLink) -> HttpResponse:
    """The customer asks to pay what is late in several times."""
    language, is_posted = language_of(request, link), request.method == "POST"
    form = forms.SpreadForm(words_of(language), request.POST if is_posted else None)
    if is_posted and form.is_valid():
        typed = form.cleaned_data
        try:
            operations.acting.ask_installments(
                _visit(link), count=typed["count"], first_on=typed["first_on"],
                words=typed["text"], currency=_currency(request, link),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, told(str(refusal), refusal.code, language))
        else:
            return redirect("portal:thanks", "installments")
    status = INVALID if is_posted else 200
    return shown(request, link, "portal/spread.html", {"form": form}, status=status)


@visiting
@require_safe
def thanks(request: HttpRequest, link: PortalLink, kind: str) -> HttpResponse:
    """What was said is kept, and what comes of it."""
    if kind not in THANKS:
        raise Http404
    sentence = words_of(language_of(request, link))[f"thanks_{kind}"]
    return shown(request, link, "portal/thanks.html", {"sentence": sentence})


def _currency(request: HttpRequest, link: PortalLink) -> str:
    """That of the account from which one comes, when something of it is late."""
    late = sorted({each.currency for each in said.late_of(link.customer, on=localdate())})
    asked = request.GET.get("devise", "")
    return asked if asked in late else next(iter(late), link.customer.currency)


def _done(
    request: HttpRequest,
    link: PortalLink,
    found: Receivable,
    name: str,
    shape: type[forms.Said],
    act: Callable[[Visit, dict[str, Any]], None],
    *,
    thanks: str = "",
) -> HttpResponse:
    """Do it and say so; or show the page with what is wrong."""
    language = language_of(request, link)
    form = shape(words_of(language), request.POST, request.FILES)
    if form.is_valid():
        try:
            act(_visit(link), dict(form.cleaned_data))
        except Refusal as refusal:
            code = "portal_proof_too_large" if isinstance(refusal, UploadTooLarge) else refusal.code
            form.add_error(None, told(str(refusal), code, language))
        else:
            return redirect("portal:thanks", thanks or name)
    return _receivable(request, link, found, wrong={name: form})


def _receivable(
    request: HttpRequest,
    link: PortalLink,
    found: Receivable,
    *,
    wrong: dict[str, forms.Said] | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    on, language = localdate(), language_of(request, link)
    say, customer, owner = words_of(language), link.customer, found.customer
    item = said.open_of(owner, on=on).get(found.pk)
    debited = debited_of([owner.pk]).get(found.pk)
    cents = item.open_cents if item else 0
    unasked = unasked_of(link.company, [owner.pk], on=on)
    left = columns.owed(item, unasked.of(item) if item else 0)
    asked = left if debited is None else columns.less(left, debited.cents)
    context = {
        "receivable": found,
        "row": columns.row(item, unasked.contested, debited, language=language, on=on)
        if item
        else None,
        "is_planned": found.pk in unasked.planned,
        "debited": debited,
        "whose": owner.name if owner != customer else "",
        "number": found.invoice.number,
        "papers": said.papers_of(owner, [found.invoice_id]),
        "transfer": transfer_of(customer, asked, found.invoice.number),
        "asked": columns.money(asked, language=language),
        "forms": forms.of_receivable(say, cents=cents, on=on, wrong=wrong),
        "last_promise": columns.day(last_promise_day(on), language=language),
        "may_engage": "engage" in (wrong or {}) or not is_insolvent(customer),
        "is_wrong": bool(wrong),
        "refused": told(str(refused), refused.code, language) if refused else "",
    }
    status = INVALID if wrong or refused else 200
    return shown(request, link, "portal/receivable.html", context, status=status)


def _visit(link: PortalLink) -> Visit:
    return Visit(link, at=now(), on=localdate())


def _given(file: UploadedFile[bytes] | None) -> GivenFile | None:
    """The file that came in; none when none was chosen."""
    return GivenFile(file.name or "", content_of(file)) if file else None

"""The outbox: what left, what is in doubt, each message as its addressee sees it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect
from encaisse.kernel.refusal import Refusal
from encaisse.letters import columns, forms, operations, queries
from encaisse.letters.mail.rendering import READING_POLICY
from encaisse.letters.pdf.attestation import title_of
from encaisse.letters.post import gateway, mercifacteur_hook
from encaisse.letters.sms import receipts
from encaisse.store import isolation
from encaisse.web import export
from encaisse.web.pages import page

if TYPE_CHECKING:
    from encaisse.letters.models import Letter

RECEIPT_BYTES_MAX = 65_536
NOTICE_BYTES_MAX = 2 * 1024 * 1024
POINT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
HOOK_BYTES_MAX = 40 << 20  # scans travel in what is told
INVALID = 422
PAGES = {
    "batch": ("dunning:batch", gettext_lazy("Voir le lot")),
    "debit_batch": ("direct_debits:batch", gettext_lazy("Voir la remise")),
    "dispute": ("disputes:dispute", gettext_lazy("Ouvrir le litige")),
    "document": ("documents:document", gettext_lazy("Ouvrir le document")),
    "message": ("dunning:message", gettext_lazy("Voir la relance")),
    "question": ("disputes:question", gettext_lazy("Voir la question")),
    "reply": ("replies:reply", gettext_lazy("Lire la réponse")),
}
LOOKS = ("html", "texte", "source")


@require_GET
def outbox(request: CompanyRequest) -> HttpResponse:
    """Every message of the company; those in doubt first."""
    table = columns.letters_list(request.company, queries.letters(request.company), request.GET)
    if table.wants_export:
        return export.spreadsheet(table)
    context = {
        "table": table,
        "unclear": queries.with_customers(request.company, queries.unclear(request.company)[:50]),
        "may_collect": may_collect(role_of(request)),
        "is_demonstration": request.company.is_demonstration,
    }
    return page(request, "letters/outbox.html", context, fragment="letters")


def letter(request: CompanyRequest, letter_id: int) -> HttpResponse:
    """One message: as it is read, as text, as it came over the wire. POST decides of a doubt."""
    found = queries.letter_for(request.user, letter_id)
    if request.method == "POST":
        return _decide(request, found)
    return _shown(request, found)


@require_POST
def registered(request: CompanyRequest, letter_id: int) -> HttpResponse:
    """What the post told of a registered letter."""
    require(request, may_collect)
    found, by = queries.letter_for(request.user, letter_id), str(request.user)
    form = forms.RegisteredForm(request.POST)
    if form.is_valid():
        try:
            told = operations.registering.Told(**form.cleaned_data)
            operations.registering.note(found, told, by=by, today=timezone.localdate())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Suivi du recommandé enregistré."))
            return redirect("letters:letter", found.pk)
    return _shown(request, found, form)


def _shown(
    request: CompanyRequest, found: Letter, wrong: forms.RegisteredForm | None = None
) -> HttpResponse:
    """The letter's page; ``wrong`` is the form sent back to be corrected."""
    received = queries.received(found)
    looks = ("texte",) if found.batch_id else LOOKS if received else LOOKS[:2]
    asked = request.GET.get("vue", "html")
    look = asked if asked in looks else looks[0]
    names = {"html": _("Message"), "texte": _("Texte seul"), "source": _("Source reçue")}
    by_server = found.channel == "mail" and not found.reference
    context = {
        "letter": found,
        "answered": _("Réponse du serveur") if by_server else _("Réponse du fournisseur"),
        "look": look,
        "tabs": [(names[one], f"?vue={one}", one == look, None) for one in looks],
        "received": received,
        "enclosures": queries.enclosures(found),
        "carrier": gateway.NAMES.get(found.carrier, ""),
        "state": columns.STATES[found.state],
        "may_collect": may_collect(role_of(request)),
        "registered": wrong or _registered_form(found),
        "record": [(line, _page_of(line.event.reference)) for line in queries.record_of(found)],
        "about": _page_of(found.about),
        "proof": title_of(found),
    }
    status = INVALID if wrong else 200
    return page(request, "letters/letter.html", context, fragment="letter", status=status)


def _page_of(reference: str) -> tuple[str, str] | None:
    """The page of a thing of ours and how its link reads; None for a number of somebody else's."""
    kind, _sep, number = reference.partition(":")
    if kind not in PAGES or not number.isdecimal():
        return None
    name, label = PAGES[kind]
    return reverse(name, args=[number]), str(label)


def _registered_form(found: Letter) -> forms.RegisteredForm | None:
    """The form of a registered letter that was posted, with what is known."""
    if not found.is_registered or found.sent_at is None:
        return None
    known = queries.registration_of(found)
    initial = {name: getattr(known, name) for name in forms.RegisteredForm.base_fields}
    form = forms.RegisteredForm(initial=initial)
    for field in form.fields.values():
        field.disabled = found.state != "delivered"
    return form


@require_GET
def letter_html(request: CompanyRequest, letter_id: int) -> HttpResponse:
    """The message's own HTML, for a frame that may neither run, fetch nor navigate."""
    found = queries.letter_for(request.user, letter_id)
    response = HttpResponse(queries.readable_html(found))
    response["Content-Security-Policy"] = READING_POLICY
    return response


@require_GET
def attestation(request: CompanyRequest, letter_id: int) -> HttpResponse:
    """The proof file of a message, to be kept or given."""
    found = queries.letter_for(request.user, letter_id)
    paper = operations.proving.proof_of(found, on=timezone.localdate())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="attestation-{found.pk}.pdf"'
    return response


@require_GET
def letter_source(request: CompanyRequest, letter_id: int) -> HttpResponse:
    """The mail as it left, to be opened by any mail program."""
    found = queries.letter_for(request.user, letter_id)
    response = HttpResponse(operations.proving.as_sent(found), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="courriel-{found.pk}.eml"'
    return response


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def sms_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What a provider tells of a text message, at an address that only it knows. What is not
    understood, or of no message of ours, is answered alike."""
    if not constant_time_compare(token, queries.receipts_token()):
        raise Http404
    receipt = receipts.read(request.GET.dict(), request.body[:RECEIPT_BYTES_MAX])
    if receipt is not None:
        with isolation.seeing_all():
            letter = queries.letter_numbered(receipt.reference)
            if letter is not None:
                operations.texting.record_receipt(letter, receipt, at=timezone.now())
    return HttpResponse(status=204)


@csrf_exempt
@login_not_required
@require_http_methods(["HEAD", "POST"])
def mail_notice(request: HttpRequest, token: str) -> HttpResponse:
    """What a provider tells of mails, at an address that only it knows. What is not understood, or
    of no mail of ours, changes nothing and is answered alike, so that it is not told for ever; of
    one whose departure is not recorded yet, it is to be told again."""
    account = settings.MAIL_PROVIDER
    is_known = constant_time_compare(token, queries.notices_token())
    if account is None or not account.tells or not is_known:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > NOTICE_BYTES_MAX:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    from encaisse.letters.mail import notices

    at, is_early = timezone.now(), False
    try:
        told = notices.read(account, request, public=settings.PUBLIC_ADDRESS, at=at)
    except notices.Forged:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    with isolation.seeing_all():
        for notice in told:
            found = queries.letter_told_of(notice)
            is_early = is_early or (found is not None and found.state == "sending")
            if found is not None:
                operations.hearing.hear(found, notice, source=account.name, at=at)
    return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE if is_early else HTTPStatus.OK)


@login_not_required
@require_safe
def opened(request: HttpRequest, number: str, seal: str) -> HttpResponse:
    """The picture of a mail, whoever fetches it. Nothing is kept of who did."""
    with isolation.seeing_all():
        found = queries.letter_opened(number, seal)
        if found is not None:
            agent = request.headers.get("User-Agent", "")
            operations.hearing.open_by_picture(found, agent=agent, at=timezone.now())
    kept = {"Cache-Control": "private, max-age=86400"}
    return HttpResponse(POINT, content_type="image/gif", headers=kept)


@csrf_exempt
@login_not_required
@require_POST
def carrier_hook(request: HttpRequest, token: str) -> HttpResponse:
    """What a carrier tells of letters, at an address that only it knows; answered as it asks. What
    is not understood is answered alike; what could not be kept is told again later."""
    carrier = gateway.carrier_of(is_demonstration=False)
    if carrier is None or not constant_time_compare(token, queries.carrier_token()):
        raise Http404
    key = request.headers.get(mercifacteur_hook.SECRET, "")
    if carrier.hook and not constant_time_compare(key, carrier.hook):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        with isolation.seeing_all():
            body = request.read(HOOK_BYTES_MAX)
            operations.following.hear(carrier, body, at=timezone.now())
    except Refusal:
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse(status=HTTPStatus.CREATED if carrier.kind == "maileva" else HTTPStatus.OK)


def _decide(request: CompanyRequest, found: Letter) -> HttpResponse:
    at = timezone.now()
    if request.POST.get("geste") == "renvoyer":
        operations.send_again(found, by=request.user, at=at)
        again = _("La lettre est de nouveau dans la pile de son lot.")
        messages.success(
            request, again if found.carrier else _("Le message repart dans la minute.")
        )
    else:
        operations.confirm(found, by=request.user, at=at)
        held = _("La lettre est notée comme prise en charge.")
        messages.success(request, held if found.carrier else _("Le message est noté comme remis."))
    return redirect("letters:outbox")

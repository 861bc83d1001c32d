"""Documents on screen: found, dropped, looked at without letting them act, attached."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.documents import columns, forms, operations, queries, reading
from encaisse.documents.forms import is_number
from encaisse.documents.operations import purging
from encaisse.documents.rules.media import DRAWN, PICTURES, READ, Media, disagreement
from encaisse.documents.rules.subjects import SLUGS
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.law.values import LawUnknown
from encaisse.web.export import spreadsheet
from encaisse.web.pages import page, wants_fragment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.documents.models import Attachment, Document
    from encaisse.documents.rules.subjects import Subject

LOOKING_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
PICTURE_BYTES_MAX = 12 * 1024 * 1024
SHOWN_TOGETHER = 12


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: CompanyRequest) -> HttpResponse:
    """Every document, looked for by its words; POST keeps files that concern nothing yet."""
    form = _drop_form(request, usual="other")
    refused = _take(request, form, None) if request.method == "POST" else []
    if request.method == "POST" and form.is_valid() and not refused:
        return redirect("documents:documents")
    table = columns.DOCUMENTS.table(
        _rows(request),
        request.GET,
        filters=columns.filters(localdate()),
        finds=lambda words: queries.answering(request.company, words),
    )
    if table.wants_export:
        return spreadsheet(table)
    context = {
        "table": table,
        "of": request.GET.get("de", ""),
        "may_purge": may_manage(role_of(request)),
        **_drop_context(request, form, refused),
    }
    return page(request, "documents/documents.html", context, "list", status=_status(form, refused))


@require_http_methods(["GET", "HEAD", "POST"])
def attached(request: CompanyRequest, subject: str, subject_id: int) -> HttpResponse:
    """The documents of a thing, as a page or as a panel of its own page; POST adds some."""
    found = _subject(request, subject, subject_id)
    form = _drop_form(request, usual=columns.USUAL_KIND.get(found.kind, "other"))
    refused = _take(request, form, found) if request.method == "POST" else []
    is_done = request.method == "POST" and form.is_valid() and not refused
    if is_done and not wants_fragment(request):
        return redirect("documents:attached", subject, subject_id)
    everything = list(queries.about(request.company, found)[: SHOWN_TOGETHER + 1])
    context = {
        "subject": found,
        "documents": everything[:SHOWN_TOGETHER],
        "more": len(everything) > SHOWN_TOGETHER,
        "slug": subject,
        "page_of_subject": columns.page_of(found.kind, found.id),
        **_drop_context(request, _drop_form(request, form.usual, clean=is_done), refused),
    }
    status = 200 if is_done else _status(form, refused)
    return page(request, "documents/attached.html", context, "panel", status=status)


@require_safe
def document(request: CompanyRequest, document_id: int) -> HttpResponse:
    """One document: what it is, what it looks like, what it is attached to."""
    return _document_page(request, queries.document_for(request.user, request.company, document_id))


@require_safe
def preview(request: CompanyRequest, document_id: int) -> HttpResponse:
    """What it looks like, for a frame that may neither run, fetch nor navigate: pictures of pages,
    the picture itself, or its words. Nothing of its own code ever comes here."""
    found = queries.document_for(request.user, request.company, document_id)
    content, media = operations.content_of(found), found.media_type
    context: dict[str, Any] = {"document": found}
    if media in DRAWN:
        drawn = reading.pictures_of(content, first=_asked_page(request) - 1)
        context["pictures"] = [_inside(one, Media.PNG) for one in drawn.pictures]
    elif media in PICTURES and len(content) <= PICTURE_BYTES_MAX:
        context["pictures"] = [_inside(content, media)]
    elif media in READ:
        context["text"] = reading.text_of(content, media)
    response = page(request, "documents/preview.html", context)
    response["Content-Security-Policy"] = LOOKING_POLICY
    return response


@require_safe
def download(request: CompanyRequest, document_id: int) -> HttpResponse:
    """The file as it came, to be saved and never shown here."""
    return forms.given_back(queries.document_for(request.user, request.company, document_id))


@require_POST
def describe(request: CompanyRequest, document_id: int) -> HttpResponse:
    """Say better what it is."""
    require(request, may_collect)
    found = queries.document_for(request.user, request.company, document_id)
    form = forms.DescribeForm(request.POST, document=found, on=localdate())
    if not form.is_valid():
        return _document_page(request, found, describing=form)
    operations.describe(found, **form.cleaned_data, by=str(request.user))
    messages.success(request, _("C'est noté."))
    return redirect("documents:document", found.pk)


@require_POST
def attach(request: CompanyRequest, document_id: int) -> HttpResponse:
    """Attach it to something more."""
    require(request, may_collect)
    found = queries.document_for(request.user, request.company, document_id)
    form = forms.AttachForm(request.POST, company=request.company)
    if not form.is_valid():
        return _document_page(request, found, attaching=form)
    subject = form.cleaned_data["subject"]
    operations.attach(found, subject, by=str(request.user))
    messages.success(request, _("Attaché à {title}.").format(title=subject.title))
    return redirect("documents:document", found.pk)


@require_POST
def detach(request: CompanyRequest, document_id: int) -> HttpResponse:
    """It stays kept; it no longer concerns that thing."""
    require(request, may_collect)
    found = queries.document_for(request.user, request.company, document_id)
    asked = request.POST.get("attachment", "")
    if not is_number(asked):
        raise Http404
    attachment = queries.attachment_of(found, int(asked))
    operations.detach(attachment, by=str(request.user))
    messages.success(request, _("Détaché de {title}.").format(title=attachment.title))
    return redirect("documents:document", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def purge(request: CompanyRequest) -> HttpResponse:
    """What need not be kept any more, and why; POST asks once more, then lets it go."""
    require(request, may_manage)
    on, why_not = localdate(), ""
    try:
        proposed = queries.to_purge(request.company, on=on)
    except LawUnknown as unknown:
        proposed, why_not = [], str(unknown)
    ticked = {int(key) for key in request.POST.getlist("document") if is_number(key)}
    if request.method == "POST" and "confirmed" in request.POST:
        by, role = str(request.user), role_of(request)
        count = purging.purge(request.company, ticked, role=role, by=by, on=on)
        said = ngettext("Document purgé.", "%(count)d documents purgés.", count)
        messages.success(request, said % {"count": count})
        return redirect("documents:purge")
    chosen = [each for each in proposed if each.document.pk in ticked]
    if chosen:
        return page(request, "documents/purge_confirm.html", {"chosen": chosen})
    table = columns.TO_PURGE.table(proposed, request.GET)
    if table.wants_export:
        return spreadsheet(table)
    context = {"table": table, "why_not": why_not}
    return page(request, "documents/purge.html", context, fragment="list")


def _rows(request: CompanyRequest) -> QuerySet[Document]:
    """Every document, or those of the thing that the address names."""
    slug, key = request.GET.get("a", ""), request.GET.get("de", "")
    if not is_number(key):
        return queries.documents(request.company)
    return queries.about(request.company, _subject(request, slug, int(key)))


def _document_page(
    request: CompanyRequest,
    found: Document,
    *,
    describing: forms.DescribeForm | None = None,
    attaching: forms.AttachForm | None = None,
) -> HttpResponse:
    first = _asked_page(request)
    rule = queries.rule_for(found, on=localdate())
    pages = 0
    if found.media_type in DRAWN and not found.quarantined:
        pages = reading.pages_of(operations.content_of(found))
    context = {
        "document": found,
        "media": columns.MEDIA.get(found.media_type, found.media_type),
        "rule": rule,
        "kept_until": rule.until(found.dated_on) if rule else None,
        "is_shown": not found.quarantined and _is_shown(found),
        "pages": pages,
        "first": first,
        "last": min(first + reading.PAGES_TOGETHER - 1, pages),
        "before": first - reading.PAGES_TOGETHER,
        "after": first + reading.PAGES_TOGETHER,
        "disagreement": disagreement(found.name, Media(found.media_type)),
        "attachments": [_shown(one) for one in found.attachments.all()],
        "describing": describing or forms.DescribeForm(document=found, on=localdate()),
        "attaching": attaching or forms.AttachForm(company=request.company),
        "may_act": may_collect(role_of(request)),
    }
    status = 422 if describing or attaching else 200
    return page(request, "documents/document.html", context, status=status)


def _shown(one: Attachment) -> tuple[Attachment, object, str]:
    kind = one.subject_kind
    return one, queries.SUBJECTS[kind], columns.page_of(kind, one.subject_id)


def _take(request: CompanyRequest, form: forms.DropForm, subject: Subject | None) -> list[str]:
    """Keep each file; what is refused is said, the others are kept all the same."""
    require(request, may_collect)
    if not form.is_valid():
        return []
    kept, refused = 0, []
    told = {"kind": form.cleaned_data["kind"], "on": form.cleaned_data["dated_on"]}
    for file in form.cleaned_data["dropped"]:
        try:
            given = forms.given(file)
            before = operations.kept_already(request.company, given)
            made = operations.receive(
                request.company,
                given,
                **told,
                by=str(request.user),
                subjects=[subject] if subject else [],
            )
            operations.require_sound(made)
        except Refusal as refusal:
            refused.append(str(refusal))
        else:
            kept += before is None
            if before is not None:
                messages.success(request, _kept_before(before))
    if kept:
        said = ngettext("Document conservé.", "%(count)d documents conservés.", kept)
        messages.success(request, said % {"count": kept})
    return refused


def _kept_before(found: Document) -> str:
    on = french_day(localdate(found.received_at))
    return _("Déjà conservé le {on} : « {name} ».").format(on=on, name=found.name)


def _subject(request: CompanyRequest, slug: str, subject_id: int) -> Subject:
    kind = SLUGS.get(slug)
    if kind is None:
        raise Http404
    return queries.subject_for(request.company, kind, subject_id)


def _drop_form(request: CompanyRequest, usual: str, *, clean: bool = False) -> forms.DropForm:
    on = localdate()
    if request.method == "POST" and not clean:
        return forms.DropForm(request.POST, request.FILES, usual=usual, on=on)
    return forms.DropForm(usual=usual, on=on)


def _drop_context(
    request: CompanyRequest, form: forms.DropForm, refused: list[str]
) -> dict[str, Any]:
    return {
        "form": form,
        "refused": refused,
        "limit": operations.limit_in_megabytes(),
        "may_act": may_collect(role_of(request)),
    }


def _status(form: forms.DropForm, refused: list[str]) -> int:
    return 422 if refused or form.errors else 200


def _is_shown(found: Document) -> bool:
    if found.media_type in PICTURES:
        return found.size <= PICTURE_BYTES_MAX
    return found.media_type in DRAWN | READ


def _asked_page(request: CompanyRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), reading.PAGES_MAX) if is_number(asked) else 1


def _inside(picture: bytes, media: str) -> str:
    return f"data:{media};base64,{base64.b64encode(picture).decode()}"

"""Documents as their viewers may see them: lists, words, what they are attached to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import PROTECT, Exists, ManyToOneRel, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from encaisse.documents.models import Attachment, Document, Kind, SubjectKind, Words
from encaisse.documents.rules.names import folded
from encaisse.documents.rules.retention import RULES, Proposed, Rule, rule_of
from encaisse.documents.rules.subjects import Filed, Keeper, Subject
from encaisse.law.values import LawUnknown
from encaisse.legal_values.queries import law

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from encaisse.accounts.models import Company, User

PAPERS = (
    Kind.INVOICE, Kind.CREDIT_NOTE, Kind.ORDER, Kind.QUOTE, Kind.DELIVERY_NOTE, Kind.CONTRACT,
    Kind.PROOF, Kind.TERMS,
)  # fmt: skip
PROPOSED_MAX = 500  # of a kind at a time
SOUGHT_MAX = 500
KINDS = dict(Kind.choices)
SUBJECTS = dict(SubjectKind.choices)

FOUND = """
SELECT document_id FROM documents_words
WHERE company_id = %s
  AND sought @@ (websearch_to_tsquery('french', %s) || websearch_to_tsquery('french', %s))
"""


def document_for(viewer: User, company: Company, document_id: int) -> Document:
    """The document, if it is the company's and the viewer belongs there; else it does not exist."""
    found = (
        _attached(Document.objects.filter(company=company, company__memberships__user=viewer))
        .select_related("company")
        .filter(pk=document_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def document_in(company_id: int, document_id: int) -> Document | None:
    """The document of a job, unless it is gone."""
    return (
        Document.objects.select_related("company")
        .filter(company=company_id, pk=document_id)
        .first()
    )


def documents(company: Company) -> QuerySet[Document]:
    """Every document of the company, the latest first, with what they are attached to."""
    return _attached(Document.objects.filter(company=company)).order_by("-dated_on", "-id")


def about(company: Company, subject: Subject) -> QuerySet[Document]:
    """The documents of a thing; of a customer, those of all that concerns it too."""
    own = Q(subject_kind=subject.kind, subject_id=subject.id)
    if subject.kind == "customer":
        own |= Q(customer_id=subject.id)
    attached = Attachment.objects.filter(own, company=company)
    return documents(company).filter(pk__in=attached.order_by().values("document"))


def papers_about(
    company: Company, customer_id: int, invoice_ids: Collection[int]
) -> list[Document]:
    """What may be sent to a customer about its invoices: what is attached to them, the terms of the
    customer, and those of the company, which are attached to nothing."""
    attached = Attachment.objects.filter(company=company).order_by()
    of_invoices = attached.filter(subject_kind="invoice", subject_id__in=invoice_ids)
    of_customer = attached.filter(customer_id=customer_id)
    terms = Q(kind=Kind.TERMS) & (
        Q(pk__in=of_customer.values("document"))
        | ~Exists(Attachment.objects.filter(document=OuterRef("pk")))
    )
    found = Document.objects.filter(company=company, quarantined="")
    about_them = Q(kind__in=PAPERS, pk__in=of_invoices.values("document"))
    return list(found.filter(about_them | terms).order_by("kind", "name", "id"))


def concerning_others(found: Collection[Document], customer_id: int) -> set[int]:
    """Which of these documents are attached to things of somebody else too, or of nobody."""
    attached = Attachment.objects.filter(document__in=[each.pk for each in found]).order_by()
    return set(attached.exclude(customer_id=customer_id).values_list("document_id", flat=True))


def search(company: Company, words: str, *, most: int) -> list[Document]:
    """The latest documents that say all these words, or whose name does; among so many only, when
    the words are in nearly all."""
    said = RawSQL(f"{FOUND} LIMIT {SOUGHT_MAX}", (company.pk, words, folded(words)))
    found = Document.objects.filter(company=company, pk__in=said)
    return list(found.order_by("-dated_on", "-id")[:most]) if words.strip() else []


def answering(company: Company, words: str) -> Q:
    """Which documents answer to words: those that say them all, or whose name holds the text."""
    said = RawSQL(FOUND, (company.pk, words, folded(words)))
    return Q(pk__in=said) | Q(name__icontains=words)


def attached_to_a(kind: str = "") -> Q:
    """Documents attached to something of that kind; without a kind, to something."""
    found = Attachment.objects.filter(document=OuterRef("pk"))
    return Q(Exists(found.filter(subject_kind=kind) if kind else found))


def attachment_of(document: Document, attachment_id: int) -> Attachment:
    """One of the document's attachments; else it does not exist."""
    found = Attachment.objects.select_related("document__company").filter(
        document=document, pk=attachment_id
    )
    first = found.first()
    if first is None:
        raise Http404
    return first


def words_of(document: Document) -> str:
    """What the document says, as far as it was read."""
    found = Words.objects.filter(document=document).values_list("text", flat=True)
    return str(found.first() or "")


def rule_for(document: Document, *, on: date) -> Rule | None:
    """How long the document is kept; None when no rule is known for it on that day."""
    try:
        return rule_of(document.kind, on=on, law=law())
    except LawUnknown:
        return None


def to_purge(company: Company, *, on: date) -> list[Proposed]:
    """What need not be kept any more, oldest first: beyond its rule and attached to nothing that is
    open; and what the scanner put apart. LawUnknown beyond the days that were read."""
    known = law()
    apart = list(_free(company).exclude(quarantined="").select_related("company")[:PROPOSED_MAX])
    needed = _needed(company, apart)
    found = [
        Proposed(document, _("en quarantaine : {threat}").format(threat=document.quarantined))
        for document in apart
        if document.pk not in needed
    ]
    for kind in RULES:
        rule = rule_of(kind, on=on, law=known)
        if rule is not None:
            found += _beyond(company, kind, rule, on=on)
    return sorted(found, key=lambda each: (each.document.dated_on, each.document.pk))


def _beyond(company: Company, kind: str, rule: Rule, *, on: date) -> list[Proposed]:
    old = _free(company).filter(kind=kind, quarantined="", dated_on__lt=rule.dated_before(on))
    rows = list(old.select_related("company")[:PROPOSED_MAX])
    living, needed = _living(company, rows), _needed(company, rows)
    return [
        Proposed(row, rule.reason, rule.until(row.dated_on))
        for row in rows
        if row.pk not in needed
        and not any((one.subject_kind, one.subject_id) in living for one in row.attachments.all())
    ]


def _free(company: Company) -> QuerySet[Document]:
    """The documents that no row needs: those which books or bank lines came from stay with
    them."""
    found = documents(company)
    for field in Document._meta.get_fields(include_hidden=True):
        if isinstance(field, ManyToOneRel) and field.on_delete is PROTECT:
            rows = field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})
            found = found.filter(~Exists(rows))
    return found


def keepers() -> list[Keeper]:
    """Who keeps documents for a use of its own."""
    return [import_string(named) for named in settings.DOCUMENT_KEEPERS]


def _needed(company: Company, rows: list[Document]) -> set[int]:
    """Those that somebody still needs."""
    ids = [row.pk for row in rows]
    return {key for keeper in keepers() for key in keeper.needs(company, ids)}


def _living(company: Company, rows: list[Document]) -> set[tuple[str, int]]:
    """The things that these documents are attached to and that are still open."""
    named: dict[str, set[int]] = {}
    for one in (one for row in rows for one in row.attachments.all()):
        named.setdefault(one.subject_kind, set()).add(one.subject_id)
    return {
        subject.key
        for kind, ids in named.items()
        if (filed := _filed(kind))
        for subject in filed.known(company, ids)
        if subject.is_open
    }


def subject_for(company: Company, kind: str, subject_id: int) -> Subject:
    """The thing of that kind in the company; else it does not exist."""
    filed = _filed(kind)
    found = filed.known(company, [subject_id]) if filed else ()
    if not found:
        raise Http404
    return found[0]


def subjects_known(company: Company, kind: str, ids: Collection[int]) -> dict[int, Subject]:
    """Those of these things that the company has, by identifier. One query."""
    filed = _filed(kind)
    found = filed.known(company, ids) if filed and ids else ()
    return {subject.id: subject for subject in found}


def subject_called(company: Company, kind: str, text: str) -> Subject | None:
    """The thing that one means by a number or a name, if there is exactly one."""
    filed = _filed(kind)
    return filed.called(company, text) if filed else None


def subject_kinds() -> tuple[str, ...]:
    """The kinds of things that documents may be attached to."""
    return tuple(settings.DOCUMENT_SUBJECTS)


def given_kinds() -> list[tuple[str, str]]:
    """The kinds that a person chooses from, by their French name."""
    return [
        (value, str(label).capitalize()) for value, label in KINDS.items() if value != Kind.IMPORTED
    ]


def _filed(kind: str) -> Filed | None:
    named = settings.DOCUMENT_SUBJECTS.get(kind)
    if named is None:
        return None
    filed: Filed = import_string(named)
    return filed


def _attached(found: QuerySet[Document]) -> QuerySet[Document]:
    attachments = Attachment.objects.order_by("id")
    return found.prefetch_related(Prefetch("attachments", queryset=attachments))

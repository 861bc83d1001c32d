"""Documents as their viewers may see them: lists, words, what they are attached to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils.module_loading import import_string

from encaisse.documents.models import Attachment, Document, Kind, SubjectKind, Words
from encaisse.documents.rules.names import folded
from encaisse.documents.rules.subjects import Filed, Subject

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User

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


def subject_for(company: Company, kind: str, subject_id: int) -> Subject:
    """The thing of that kind in the company; else it does not exist."""
    filed = _filed(kind)
    found = filed.known(company, [subject_id]) if filed else ()
    if not found:
        raise Http404
    return found[0]


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

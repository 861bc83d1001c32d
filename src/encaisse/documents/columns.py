"""The list of documents, and the words of this capability on screen."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.documents.queries import KINDS, SUBJECTS, attached_to_a, subject_kinds
from encaisse.documents.rules.media import Media
from encaisse.documents.rules.subjects import SLUGS
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing, Text

RECENT_DAYS = 30
PAGES = {
    "customer": "home:customer",
    "dispute": "disputes:dispute",
    "invoice": "home:invoice",
    "letter": "letters:letter",
    "reply": "replies:reply",
}
USUAL_KIND = {"invoice": "invoice", "customer": "exchange", "dispute": "exchange"}
"""What one most often adds to a thing."""
MEDIA: dict[str, Text] = {
    Media.PDF: "PDF",
    Media.PNG: _("image PNG"),
    Media.JPEG: _("image JPEG"),
    Media.GIF: _("image GIF"),
    Media.WEBP: _("image WebP"),
    Media.TIFF: _("image TIFF"),
    Media.HEIC: _("image HEIC"),
    Media.TEXT: _("texte"),
    Media.HTML: _("page HTML"),
    Media.SVG: _("dessin SVG"),
    Media.XML: "XML",
    Media.MAIL: _("courriel"),
    Media.RTF: _("texte RTF"),
    Media.DOCX: _("document Word"),
    Media.XLSX: _("classeur Excel"),
    Media.PPTX: _("présentation PowerPoint"),
    Media.ODT: _("texte OpenDocument"),
    Media.ODS: _("classeur OpenDocument"),
    Media.OLE: _("ancien format Office"),
    Media.ZIP: _("archive ZIP"),
    Media.PROGRAM: _("programme"),
    Media.UNKNOWN: _("type inconnu"),
}

DOCUMENTS = Listing(
    name="documents",
    columns=(
        Column(
            key="name",
            label=_("Document"),
            sort="name",
            link=lambda row: reverse("documents:document", args=[row.pk]),
            place="title",
        ),
        Column(key="attached_to", label=_("Attaché à")),
        Column(
            key="state",
            label=_("État"),
            kind=Kind.STATUS,
            labels={"quarantined": _("en quarantaine")},
            states={"quarantined": "very-late"},
        ),
        Column(key="kind", label=_("Nature"), labels=KINDS, sort="kind"),
        Column(key="size", label=_("Taille"), kind=Kind.BYTES, sort="size", place="wide"),
        Column(key="dated_on", label=_("Date"), kind=Kind.DAY, sort="dated_on", place="figure"),
    ),
    order="-id",
    empty=_("Aucun document. Déposez une facture, un bon de livraison, un échange."),
)

TO_PURGE = Listing(
    name="documents-a-purger",
    columns=(
        Column(
            key="document__name",
            label=_("Document"),
            hint="document__attached_to",
            link=lambda row: reverse("documents:document", args=[row.document.pk]),
            place="title",
        ),
        Column(key="document__kind", label=_("Nature"), labels=KINDS),
        Column(key="reason", label=_("Pourquoi")),
        Column(key="until", label=_("À conserver jusqu'au"), kind=Kind.DAY, place="wide"),
        Column(key="document__dated_on", label=_("Date"), kind=Kind.DAY, place="figure"),
    ),
    order="document__dated_on",
    unique="document__pk",
    tick="document",
    page_size=200,
    presorted=True,
    empty=_("Rien à purger : chaque document doit encore être conservé."),
)


def filters(on: date) -> tuple[Filter, ...]:
    """By what documents are, to what they are attached, and when they are from."""
    kinds = tuple(
        Choice(value, str(label).capitalize(), Q(kind=value)) for value, label in KINDS.items()
    )
    return Filter("nature", _("Toutes natures"), kinds), subject_filter(), period_filter(on)


def period_filter(on: date) -> Filter:
    """From when documents are."""
    year = on.year
    this, before = date(year, 1, 1), date(year - 1, 1, 1)
    recent = on - timedelta(days=RECENT_DAYS)
    choices = (
        Choice("recents", _("30 derniers jours"), Q(dated_on__gte=recent)),
        Choice(str(year), str(year), Q(dated_on__gte=this)),
        Choice(str(year - 1), str(year - 1), Q(dated_on__gte=before, dated_on__lt=this)),
        Choice("anciens", _("Plus anciens"), Q(dated_on__lt=before)),
    )
    return Filter("periode", _("Toutes dates"), choices)


def subject_filter() -> Filter:
    """What documents are attached to."""
    kinds = [(slug, kind) for slug, kind in SLUGS.items() if kind in subject_kinds()]
    choices = [
        Choice(slug, str(SUBJECTS[kind]).capitalize(), attached_to_a(kind)) for slug, kind in kinds
    ]
    alone = Choice("rien", _("Rien"), ~attached_to_a())
    return Filter("a", _("Attachés à…"), (*choices, alone))


def slug_of(kind: str) -> str:
    """How an address names the kind of a thing."""
    return next(slug for slug, named in SLUGS.items() if named == kind)


def page_of(kind: str, subject_id: int) -> str:
    """The page of a thing, when it has one of its own; else its documents."""
    named = PAGES.get(kind)
    if named:
        return reverse(named, args=[subject_id])
    return reverse("documents:attached", args=[slug_of(kind), subject_id])

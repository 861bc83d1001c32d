"""The papers of invoices, to open in one click during a call: the invoice, what proves delivery."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from encaisse.accounts.models import Company
from encaisse.documents.models import Attachment, Kind

ICONS = {
    Kind.INVOICE: "invoice",
    Kind.CREDIT_NOTE: "invoice",
    Kind.DELIVERY_NOTE: "documents",
    Kind.PROOF: "documents",
    Kind.ORDER: "note",
    Kind.QUOTE: "note",
    Kind.CONTRACT: "note",
}
SHOWN = 3  # on a row; the page of the invoice has the rest


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a row shows it."""

    document_id: int
    icon: str
    label: str


def by_invoice(company: Company, invoice_ids: Collection[int]) -> dict[int, list[Paper]]:
    """The papers of each of these invoices, the invoice itself first. One query."""
    found = Attachment.objects.filter(
        company=company, subject_kind="invoice", subject_id__in=invoice_ids,
        document__kind__in=ICONS, document__quarantined="",
    ).select_related("document")  # fmt: skip
    order = list(ICONS)
    papers: dict[int, list[Paper]] = defaultdict(list)
    for each in sorted(found.order_by("id"), key=lambda one: order.index(Kind(one.document.kind))):
        document = each.document
        label = f"{document.get_kind_display().capitalize()} : {document.name}"
        papers[each.subject_id].append(Paper(document.pk, ICONS[Kind(document.kind)], label))
    return {key: mine[:SHOWN] for key, mine in papers.items()}

"""From the facts to what leaves: the XML, and the PDF that carries it."""

from dataclasses import dataclass

from encaisse.invoicing.facturx.binding import XML_NAME, bound
from encaisse.invoicing.facturx.writing import xml_of
from encaisse.invoicing.paper.printed import printed, title_of
from encaisse.invoicing.rules.facts import Facts
from encaisse.letters import pdf

TEMPLATE = "invoicing/invoice.typ"
NOT_ISSUED = "Projet"


@dataclass(frozen=True, slots=True)
class FacturX:
    """The PDF and the XML inside it."""

    pdf: bytes
    xml: bytes


def factur_x(facts: Facts, *, logo: str = "") -> FacturX:
    """The invoice as it leaves. Refused when a character cannot be printed."""
    xml = xml_of(facts)
    data = printed(facts, logo=logo) | {"xml": xml.decode(), "xml_name": XML_NAME}
    return FacturX(bound(pdf.render(TEMPLATE, data, title=title_of(facts))), xml)


def preview(facts: Facts, *, logo: str = "") -> bytes:
    """The PDF as it would leave, marked as a draft and without data: nobody may take it for an
    invoice."""
    data = printed(facts, logo=logo, watermark=NOT_ISSUED) | {"xml": "", "xml_name": ""}
    return pdf.render(TEMPLATE, data, title=title_of(facts))

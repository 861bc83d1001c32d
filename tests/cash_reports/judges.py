"""The judges of a message of life cycle: the XSD of CDAR and the French Schematron (BR-FR-CDV).

The files ship with the library ``pyfrctc``, which is found, never imported: it opens the network.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def _rules() -> Path:
    found = find_spec("pyfrctc")
    assert found is not None
    return Path(str(found.origin)).parent


@cache
def _schema() -> etree.XMLSchema:
    (main,) = (_rules() / "cdar-xsd").glob("*_100pD22B.xsd")
    return etree.XMLSchema(etree.parse(str(main)))


@cache
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _sheet() -> PyXsltExecutable:
    (sheet,) = (_rules() / "cdar-schematron").glob("*.xslt")
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))


def faults(message: bytes) -> list[str]:
    """What the schema and the Schematron find wrong."""
    tree = etree.fromstring(message)
    schema = _schema()
    wrong = [] if schema.validate(tree) else str(schema.error_log).splitlines()
    document = _saxon().parse_xml(xml_text=etree.tostring(tree, encoding="unicode"))
    report = etree.fromstring(_sheet().transform_to_string(xdm_node=document).encode())
    assert list(report.iter(f"{SVRL}fired-rule"))
    failed = report.iter(f"{SVRL}failed-assert")
    return wrong + [" ".join(str(each.xpath("string()")).split()) for each in failed]

"""What the PDF says of the XML that it carries: the Factur-X properties in its XMP metadata.

Typst writes the PDF/A-3 and attaches the file; it knows nothing of Factur-X. The properties, and
the extension schema that PDF/A asks for, are added to the metadata it wrote: nothing else moves.
"""

import io

import pikepdf

XML_NAME = "factur-x.xml"
END_OF_SCHEMAS = "</rdf:Bag></pdfaExtension:schemas>"
END = "</rdf:RDF>"
SPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PROPERTIES = (
    ("DocumentFileName", XML_NAME, "name of the embedded XML invoice file"),
    ("DocumentType", "INVOICE", "type of the embedded document"),
    ("Version", "1.0", "version of the Factur-X XML schema"),
    ("ConformanceLevel", "EN 16931", "conformance level of the embedded Factur-X data"),
)
PROPERTY = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
    "<pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>{told}</pdfaProperty:description></rdf:li>"
)
SCHEMA = (
    '<rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>{space}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
)
SAID = '<rdf:Description rdf:about="" xmlns:fx="{space}">{values}</rdf:Description>'


class BindingBroken(RuntimeError):
    """Typst writes its metadata otherwise than this module knows: a bug here."""


def bound(paper: bytes) -> bytes:
    """The PDF, saying that it is a Factur-X of the profile EN 16931; the same bytes each time."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        told = pdf.Root.Metadata.read_bytes().decode()
        if told.count(END) != 1 or told.count(END_OF_SCHEMAS) != 1:
            raise BindingBroken(told)
        told = told.replace(END_OF_SCHEMAS, _schema() + END_OF_SCHEMAS)
        pdf.Root.Metadata.write(told.replace(END, _values() + END).encode())
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, fix_metadata_version=False)
    return made.getvalue()


def _schema() -> str:
    properties = "".join(PROPERTY.format(name=name, told=told) for name, _, told in PROPERTIES)
    return SCHEMA.format(space=SPACE, properties=properties)


def _values() -> str:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value, _ in PROPERTIES)
    return SAID.format(space=SPACE, values=values)

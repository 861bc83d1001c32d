"""How any incoming XML is opened: bytes only, no entity, no network, no DOCTYPE."""

from lxml import etree

from encaisse.imports.opening.refusals import DoctypeRefused, FileTooLarge, XmlBroken

MEGABYTES_MAX = 200


def looks_like_xml(content: bytes) -> bool:
    """Whether the bytes begin with a tag, in any Unicode encoding."""
    start = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return start.startswith(b"<")


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document that cannot do harm."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise FileTooLarge(megabytes_max=MEGABYTES_MAX)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in content[:4096].upper():
            raise DoctypeRefused from error
        raise XmlBroken(line=error.lineno, found=error.msg) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DoctypeRefused
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element, whatever its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""

"""How any incoming XML is opened: bytes only, no entity, no network, no DOCTYPE."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from encaisse.imports.opening.refusals import (
    DoctypeRefused,
    FileRefused,
    FileTooLarge,
    XmlBroken,
)

MEGABYTES_MAX = 200
CHUNK = 1024 * 1024
DECLARATION = re.compile(rb"\A[^<]*(?:<\?xml[^<>]*>?\s*)*", re.IGNORECASE)
MENDED = "Le début, la fin ou le jeu de caractères du fichier est faux : il est lu sans."
MENDED_MEGABYTES_MAX = 32
STRICT: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "remove_pis": True,
    "remove_comments": True,
}


Event = tuple[str, etree._Element]


class TreeTooLarge(Exception):
    """More elements at once than the memory is meant for."""


def looks_like_xml(content: bytes) -> bool:
    """Whether the bytes begin with a tag, in any Unicode encoding."""
    start = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    return start.startswith(b"<")


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document that cannot do harm."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise FileTooLarge(megabytes_max=MEGABYTES_MAX)
    parser = etree.XMLParser(**STRICT)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(content, error) from error
    _refuse_doctype(root)
    return root


def streamed(content: bytes, tags: Sequence[str], *, elements_max: int) -> Iterator[Event]:
    """The beginnings and ends of these elements, under the same rules, while the document is read.

    Whoever reads takes out of the tree what has served: ``elements_max`` is how many may stand in
    it at once; beyond, ``TreeTooLarge``."""
    parser: Any = etree.XMLPullParser(events=("start", "end"), tag=tags, **STRICT)
    count_all: Any = etree.XPath("count(//*)")
    latest: etree._Element | None = None
    marks = 0
    try:
        for start in range(0, len(content), CHUNK):
            parser.feed(content[start : start + CHUNK])
            for event, element in parser.read_events():
                if latest is None:
                    _refuse_doctype(element)
                latest = element
                yield event, element
            marks += content.count(b"<", start, start + CHUNK) if latest is None else 0
            standing = marks if latest is None else int(count_all(latest.getroottree()))
            if standing > elements_max:
                raise TreeTooLarge
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise _refusal(content, error) from error
    _refuse_doctype(root)


def mended(content: bytes) -> bytes:
    """The same document in UTF-8, from its first tag to its last: what surrounds it, or says a
    character set that is not its own, makes many files unreadable that are sound inside."""
    if len(content) > MENDED_MEGABYTES_MAX * 1024 * 1024:
        return content
    body = DECLARATION.sub(b"", content, count=1)
    body = body[: body.rfind(b">") + 1]
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace").encode()
    return body


def _refusal(content: bytes, error: etree.XMLSyntaxError) -> FileRefused:
    if b"<!DOCTYPE" in content[:4096].upper():
        return DoctypeRefused()
    return XmlBroken(line=error.lineno, found=error.msg)


def _refuse_doctype(element: etree._Element) -> None:
    facts: Any = element.getroottree().docinfo
    if facts.doctype:
        raise DoctypeRefused


def local_name(element: etree._Element) -> str:
    """The name of an element, whatever its namespace, be it a brace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""

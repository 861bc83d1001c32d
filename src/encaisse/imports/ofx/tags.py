"""Text to tags: SGML leaves most of them open, XML closes all, banks mix both."""

import html
import re
from collections.abc import Iterator

TAG = re.compile(r"<(/?)([A-Za-z][\w.]*)[^<>]*>([^<]*+(?:<(?![/A-Za-z!?])[^<]*+)*+)")
QUOTED, QUOTED_END = "<![CDATA[", "]]>"


def tags_of(text: str) -> Iterator[tuple[str, str]]:
    """Each tag in capitals, with a ``/`` in front when it closes, and the text after it."""
    for found in TAG.finditer(_without_quotes(text)):
        yield f"{found[1]}{found[2].upper()}", " ".join(html.unescape(found[3]).split())


def _without_quotes(text: str) -> str:
    """CDATA sections as plain text."""
    plain, *sections = text.split(QUOTED)
    for section in sections:
        inside, _mark, rest = section.partition(QUOTED_END)
        plain += html.escape(inside) + rest
    return plain

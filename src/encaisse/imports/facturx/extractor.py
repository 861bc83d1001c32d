"""Hands over the XML files inside one PDF and ends: run as a program of its own by ``reading``.

The PDF comes by standard input, what is inside leaves by standard output (JSON). Memory and time
are bounded before it looks: a PDF may be made to swell without end or to last for ever. Only
embedded files are taken; no page is read, no link is followed.
"""

import base64
import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

MEMORY_MAX = 400_000_000
SECONDS_MAX = 6
FILES_MAX = 32
SPECS_MAX = 200
XML_MAX = 20 * 1024 * 1024
STREAMS = ("/UF", "/F", "/Unix", "/DOS", "/Mac")
STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def main() -> int:
    """What the PDF of the standard input carries."""
    _bind()
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
            found = list(_files(pdf))
        said: dict[str, Any] = {
            "files": [one for one in found if one["content"]],
            "damaged": [one["name"] for one in found if not one["content"]],
        }
    except pikepdf.PasswordError:
        said = {"refused": "closed"}
    except pikepdf.PdfError:
        said = {"refused": "broken"}
    json.dump(said, sys.stdout)
    return 0


def _bind() -> None:
    """No more memory, time nor files than a PDF deserves. Where the system can."""
    try:
        import resource
    except ImportError:
        return
    bounds = {
        resource.RLIMIT_AS: MEMORY_MAX,
        resource.RLIMIT_CPU: SECONDS_MAX,
        resource.RLIMIT_NOFILE: FILES_MAX,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in bounds.items():
        resource.setrlimit(what, (most, most))


def _files(pdf: Any) -> Iterator[dict[str, str]]:
    """Each embedded file that looks like XML, once, while they are not too much together; without
    content when it cannot be unpacked."""
    left, seen = XML_MAX, set()
    for name, spec in islice(_specs(pdf), SPECS_MAX):
        stream = _stream(spec)
        if stream is None or stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        content = _bytes(stream)
        left -= len(content)
        if left < 0:
            return
        if not content or content.lstrip().startswith(STARTS) or name.lower().endswith(".xml"):
            yield {"name": name, "content": base64.b64encode(content).decode()}


def _specs(pdf: Any) -> Iterator[tuple[str, Any]]:
    """File specifications of the tree of embedded files, then the associated ones."""
    import pikepdf

    with suppress(AttributeError, RuntimeError, TypeError, ValueError, pikepdf.PdfError):
        tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
        for key, spec in pikepdf.NameTree(tree).items() if tree is not None else ():
            yield _name(spec, str(key)), spec
    associated = pdf.Root.get("/AF")
    alone = [associated] if isinstance(associated, pikepdf.Dictionary) else ()
    for spec in associated if isinstance(associated, pikepdf.Array) else alone:
        yield _name(spec, ""), spec


def _name(spec: Any, otherwise: str) -> str:
    try:
        return str(spec.get("/UF") or spec.get("/F") or otherwise)
    except (AttributeError, TypeError, ValueError):
        return otherwise


def _stream(spec: Any) -> Any:
    import pikepdf

    try:
        embedded = spec.get("/EF")
        found = (embedded.get(key) for key in STREAMS)
        return next((one for one in found if isinstance(one, pikepdf.Stream)), None)
    except (AttributeError, TypeError, ValueError):
        return None


def _bytes(stream: Any) -> bytes:
    import pikepdf

    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""


if __name__ == "__main__":
    sys.exit(main())

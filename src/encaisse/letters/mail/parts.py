"""The parts of a MIME message (RFC 2045 to 2049), written out.

The library's own writer parses each header again and encodes texts character by character: it took
four times as long. What it does best, names of files, is left to it.
"""

import re
from binascii import b2a_qp
from collections.abc import Sequence
from email import policy
from email.base64mime import body_encode
from email.message import MIMEPart
from typing import Any

END = "\r\n"
METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")


def header(name: str, value: Any) -> bytes:
    """A header in ASCII, folded; ``value`` a text or addresses."""
    folded: str = SEVEN_BIT.header_factory(name, value).fold(policy=SEVEN_BIT)
    return folded.encode()


def plain_header(name: str, words: Sequence[str], *, between: str = "") -> bytes:
    """A header of words in ASCII that are written as they are, one a line: addresses, identifiers
    (longer than a line they would be encoded, and no mail program would find its thread again)."""
    return f"{name}: {f'{between}{END} '.join(words)}{END}".encode("ascii")


def text(content: str, *, subtype: str = "plain") -> bytes:
    """A text, in quoted-printable: legible on the wire, its accents safe."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").encode()
    heads = f'Content-Type: text/{subtype}; charset="utf-8"{END}'
    heads += f"Content-Transfer-Encoding: quoted-printable{END}{END}"
    return heads.encode() + b2a_qp(lines, istext=True).replace(b"\n", END.encode())


def image(name: str, png: bytes) -> bytes:
    """An image of the HTML, by its Content-ID."""
    heads = f"Content-Type: image/png{END}Content-Transfer-Encoding: base64{END}"
    heads += f"Content-ID: <{name}>{END}"
    heads += f'Content-Disposition: inline; filename="{name}.png"{END}{END}'
    return (heads + body_encode(png, eol=END)).encode()


def paper(name: str, media_type: str, content: bytes) -> bytes:
    """A file that goes with the mail."""
    kind, _, subtype = media_type.partition("/")
    part = MIMEPart(policy=SEVEN_BIT)
    part.set_content(
        content, kind, subtype or "octet-stream", disposition="attachment", filename=name
    )
    return part.as_bytes()


def calendar(content: bytes) -> bytes:
    """An entry of a calendar, beside the text: mail programs show an invitation (RFC 6047)."""
    method = METHOD.search(content)
    heads = 'Content-Type: text/calendar; charset="utf-8"'
    heads += f"; method={method[1].decode()}{END}" if method else END
    heads += f"Content-Transfer-Encoding: base64{END}{END}"
    return (heads + body_encode(content, eol=END)).encode()


def several(subtype: str, *parts: bytes) -> bytes:
    """Parts together; one alone stays what it is. No text in quoted-printable nor in base64 holds
    ``=_``, so that no boundary is met in a part; each kind has its own, always the same, so that a
    mail is written out twice alike."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_encaisse-{subtype}"
    line = f"--{boundary}".encode()
    inside = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"{END}{END}'
    return head.encode() + inside + line + b"--\r\n"

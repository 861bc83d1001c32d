"""Noting what is told of a message: by the server, the post, a provider, its addressee."""

from datetime import datetime

from encaisse.letters.models import Evidence, Letter

SAID_MAX = 1_000


def note(
    letter: Letter,
    kind: str,
    *,
    at: datetime,
    source: str,
    said: str = "",
    address: str = "",
    reference: str = "",
) -> bool:
    """Keep what ``source`` tells of a message: the same thing twice is kept once. ``reference``:
    the number under which it can be asked again, ``reply:12`` or ``document:34`` for a paper of
    ours. Returns whether it is new."""
    _, is_new = Evidence.objects.get_or_create(
        company_id=letter.company_id,
        letter=letter,
        kind=kind,
        at=at,
        source=_plain(source, 120),
        address=_plain(address, 254).lower(),
        reference=_plain(reference, 200),
        defaults={"said": _plain(said, SAID_MAX)},
    )
    return is_new


def _plain(told: str, most: int) -> str:
    """What strangers wrote: on one line, without signs that nothing shows, of a bounded length."""
    words = " ".join(told.split())
    return "".join(sign for sign in words if sign.isprintable())[:most]

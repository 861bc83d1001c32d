"""What the company's letters wear: pictures taken in, and who signs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.letters.models import Letterhead
from encaisse.letters.post.pictures import as_jpeg

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

PICTURES = ("logo", "signature")
FINGERPRINT = 12


@transaction.atomic
def change_letterhead(
    company: Company,
    *,
    by: str,
    signatory: str,
    signatory_role: str,
    pictures: dict[str, tuple[str, bytes] | None],
) -> None:
    """Who signs, and the pictures given (``logo``, ``signature``): name and bytes, or None to take
    one away; those not given stay. Refused when one cannot be read."""
    head, _created = Letterhead.objects.select_for_update().get_or_create(company=company)
    before = _told(head)
    head.signatory, head.signatory_role = signatory.strip(), signatory_role.strip()
    for name, picture in pictures.items():
        setattr(head, name, as_jpeg(picture[1], name=picture[0]) if picture else b"")
    after = _told(head)
    if after == before:
        return
    head.save()
    audit.record(
        company=company, actor=by, verb="company.letterhead", subject=f"company:{company.pk}",
        facts={"before": before, "after": after},
    )  # fmt: skip


def _told(head: Letterhead) -> dict[str, str]:
    """What the journal keeps of it: of a picture, its fingerprint."""
    pictures = {name: bytes(getattr(head, name)) for name in PICTURES}
    told = {
        name: hashlib.sha256(jpeg).hexdigest()[:FINGERPRINT] if jpeg else ""
        for name, jpeg in pictures.items()
    }
    return told | {"signatory": head.signatory, "signatory_role": head.signatory_role}

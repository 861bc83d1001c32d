"""One's own company: what its letters lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from encaisse.accounts.models import Company

NEEDED: tuple[tuple[str, str | Promise], ...] = (
    ("address", _("l'adresse du siège")),
    ("legal_form", _("la forme et le capital")),
    ("rcs", _("l'immatriculation")),
    ("email", _("l'adresse de réponse")),
    ("iban", _("l'IBAN")),
)
"""What a company's letters must bear (C. com. R123-237 and R123-238), and what a customer needs to
answer and to pay."""


def lacking(company: Company) -> list[str]:
    """What is still to be filled in, as one reads it."""
    return [str(told) for name, told in NEEDED if not getattr(company, name)]
